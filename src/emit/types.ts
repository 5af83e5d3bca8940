import { exportedType, functionDeclaration } from '../codegen/declarations.js';
import type { EmittedFile } from '../codegen/emitted-file.js';
import type { GeneratedFile } from '../codegen/generated-file.js';
import { stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { type NamedType, type NamedTypeVersion, newestVersion } from '../model/model.js';
import type { Type } from '../model/type.js';
import { containsItself } from './contains-itself.js';
import { typeDocumentation } from './documentation.js';
import { type EmitContext, openFile } from './emit-input.js';
import { named, numbered, ref, type TypeVersionNames } from './names.js';
import { isConverted } from './stored-form.js';
import { fieldText, objectText, typeText } from './type-text.js';

/** `shop/types.ts`: what events carry beside their data, the context's named types, and the constructors of its brands. */
export function emitTypes(emit: EmitContext): EmittedFile {
  const file = openFile(emit, emit.names.paths.types);
  addMetadata(file, emit);
  for (const type of emit.context.types.values()) addNamedType(file, type, emit);
  return file.close();
}

function addMetadata(file: GeneratedFile, emit: EmitContext): void {
  const { name, metadata } = emit.context;
  const declared = metadata.length === 0 ? '' : ` & ${objectText(metadata.map((field) => fieldText(field, emit)))}`;
  file.add(
    exportedType(emit.names.metadata.name, `${runtime.CommonMetadata}${declared}`, {
      text: `What every event of ${name} may carry beside its data.`,
    }),
  );
}

function addNamedType(file: GeneratedFile, type: NamedType, emit: EmitContext): void {
  const { versions, newest } = named(emit.names.types, type.name);
  for (const version of type.versions) addVersion(file, type, version, numbered(versions, version.number), emit);
  if (newest === undefined) return;
  const latest = numbered(versions, newestVersion(type).number).type.name;
  const documentation = { text: `The newest version of ${type.name}.`, deprecated: type.annotations.deprecated };
  file.add(exportedType(newest.name, latest, documentation));
  if (type.brand)
    file.add(
      `/** The constructor of the newest version of ${type.name}. */\nexport const ${newest.name}: typeof ${latest} = ${latest};`,
    );
}

function addVersion(
  file: GeneratedFile,
  type: NamedType,
  version: NamedTypeVersion,
  names: TypeVersionNames,
  emit: EmitContext,
): void {
  const { name } = names.type;
  const annotations = { ...type.annotations, ...version.annotations };
  const documentation = typeDocumentation(annotations, version.type, emit);
  const text = typeText(version.type, emit, {
    beside: `export type ${name} = `.length,
    lazyMaps: containsItself(type, emit.context),
  });
  if (!type.brand) {
    file.add(exportedType(name, text, documentation));
    return;
  }
  const operand = version.type.kind === 'enum' && version.type.members.length > 1 ? `(${text})` : text;
  file.add(exportedType(name, `${operand} & ${runtime.Brand}<${stringLiteral(type.name)}>`, documentation));
  file.add(
    functionDeclaration({
      name,
      parameters: [{ name: 'value', type: text.startsWith('\n') ? operand : text }],
      returns: name,
      body: constructorBody(version.type, names, emit),
      documentation: {
        text: 'Checks a value and gives it its type.',
        throws: `InvalidData where it is no ${type.name}.`,
      },
    }),
  );
}

// Where TypeScript's form is not the stored form, lowering it is what checks it.
function constructorBody(type: Type, names: TypeVersionNames, emit: EmitContext): string {
  const { name } = names.type;
  if (!isConverted(type, emit))
    return `return ${runtime.checked}<${name}>(${stringLiteral(name)}, ${ref(names.check)}, value);`;
  return `${runtime.checked}<unknown>(${stringLiteral(name)}, ${ref(names.check)}, ${ref(names.lower)}(value as ${name}));\nreturn value as ${name};`;
}
