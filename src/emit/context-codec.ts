import type { EmittedFile } from '../codegen/emitted-file.js';
import { jsDoc } from '../codegen/js-doc.js';
import { indent } from '../codegen/layout.js';
import { accessor, stringLiteral } from '../codegen/literal.js';
import { brandsOf } from '../model/type-lookup.js';
import type { NamedType, NamedTypeVersion } from '../model/model.js';
import type { RecordType } from '../model/type.js';
import { changedText } from './change.js';
import { addCheck } from './check-text.js';
import { type EmitContext, openFile } from './emit-input.js';
import { addLower } from './lower-text.js';
import { createModuleScope, identifier, capital, type ModuleScope } from './module-scope.js';
import { named, numbered, ref, type TypeVersionNames } from './names.js';
import { addRevive, reviving } from './revive-text.js';
import { isConverted, storedMetadataName, storedName, storedText } from './stored-form.js';
import { addTypeDowncasts, typeDowncastNames } from './type-downcasts.js';
import { addTypeUpcasts, typeUpcastNames } from './type-upcasts.js';

/**
 * `shop/codec.ts`: for each version of each named type what checks it as it is stored, and, where its TypeScript form is
 * another, what turns the one into the other; and what takes a version of a type to a newer or an older one.
 */
export function emitContextCodec(emit: EmitContext): EmittedFile {
  const file = openFile(emit, emit.names.paths.codec);
  const module = createModuleScope(file, emit, exportedNames(emit));
  for (const type of emit.context.types.values()) {
    for (const version of type.versions) addVersion(type, version, module);
  }
  if (emit.context.metadata.length > 0) addMetadata(module);
  addTypeUpcasts(module);
  addTypeDowncasts(module);
  module.close();
  return file.close();
}

function exportedNames(emit: EmitContext): string[] {
  const { names, context } = emit;
  const types = [...context.types.values()].flatMap((type) =>
    type.versions.flatMap(({ number }) => {
      const { check, revive, lower } = numbered(named(names.types, type.name).versions, number);
      return [check.name, revive.name, lower.name, storedName(type.name, number, emit)];
    }),
  );
  const { check, revive, lower } = names.metadataCodec;
  return [
    ...types,
    check.name,
    revive.name,
    lower.name,
    storedMetadataName(emit),
    ...typeUpcastNames(emit),
    ...typeDowncastNames(emit),
  ];
}

function addVersion(declared: NamedType, { number, type }: NamedTypeVersion, module: ModuleScope): void {
  const { emit } = module;
  const names: TypeVersionNames = numbered(named(emit.names.types, declared.name).versions, number);
  const what = declared.versioned ? `${declared.name} of version ${number}` : declared.name;
  addCheck(
    type,
    {
      name: names.check.name,
      subject: names.type.name,
      exported: true,
      documentation: jsDoc({ text: `The first thing that is wrong with a stored ${what}, or nothing.` }),
    },
    module,
  );
  if (!isConverted(type, emit)) return;
  const from = storedName(declared.name, number, emit);
  module.add(`${jsDoc({ text: `A stored ${what}.` })}export type ${from} = ${storedText(type, emit)};`);
  addRevive(
    type,
    {
      name: names.revive.name,
      from,
      to: ref(names.type, 'type'),
      branded: brandsOf({ kind: 'reference', name: declared.name, version: number }, emit.context.types).size > 0,
      exported: true,
    },
    module,
  );
  addLower(type, { name: names.lower.name, exported: true }, module);
}

/** Metadata may hold more than is declared; that is kept as it is. */
function addMetadata(module: ModuleScope): void {
  const { emit } = module;
  const type: RecordType = { kind: 'record', fields: emit.context.metadata };
  const { check, revive, lower } = emit.names.metadataCodec;
  const subject = emit.names.metadata.name;
  const documentation = jsDoc({
    text: 'The first thing that is wrong with the declared metadata of a stored event, or nothing.',
  });
  addCheck(type, { name: check.name, subject, exported: true, documentation, open: true }, module);
  if (!isConverted(type, emit)) return;
  addLower(type, { name: lower.name, exported: true, open: true }, module);

  const from = storedMetadataName(emit);
  module.add(`export type ${from} = ${storedText(type, emit)} & Readonly<Record<string, unknown>>;`);
  const changes = type.fields
    .filter((field) => isConverted(field.type, emit))
    .map((field) => {
      const read = accessor('value', field.name);
      const text = changedText(reviving(field.type, emit), read, revive.name + capital(identifier(field.name)), module);
      return `if (${read} !== undefined) revived[${stringLiteral(field.name)}] = ${text};`;
    });
  const lines = [`const revived: Record<string, unknown> = { ...value };`, ...changes, 'return revived;'];
  module.add(`export function ${revive.name}(value: ${from}): unknown {\n${indent(lines.join('\n'))}\n}`);
}
