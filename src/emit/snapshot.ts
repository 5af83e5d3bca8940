import type { EmittedFile } from '../codegen/emitted-file.js';
import { jsDoc } from '../codegen/js-doc.js';
import { indent } from '../codegen/layout.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { snapshotFingerprint } from '../evolution/fingerprint.js';
import { type EmitAggregate, openFile } from './emit-input.js';
import { createModuleScope } from './module-scope.js';
import { ref } from './names.js';
import { addRecordCodec } from './record-codec.js';

/** `shop/cart/snapshot.ts`: the state as JSON text and back, and its Standard Schema. */
export function emitSnapshot(emit: EmitAggregate): EmittedFile {
  const { aggregate, own, context, plans } = emit;
  const file = openFile(emit, own.paths.snapshot, aggregate.source);
  const module = createModuleScope(file, emit, [own.snapshot.name, own.stateSchema.name]);
  const state = ref(own.state);

  const { parse, write } = addRecordCodec(
    {
      subject: own.state.name,
      shape: { kind: 'record', fields: aggregate.state.fields },
      typed: state,
      reads: true,
      writes: 'text',
    },
    module,
  );
  const members = [
    `fingerprint: '${snapshotFingerprint(aggregate, context, plans)}',`,
    `every: ${aggregate.snapshot?.every},`,
    `encode: ${write},`,
    `decode: (text) => ${parse}(JSON.parse(text)),`,
  ];
  const codecText = jsDoc({ text: `Turns a state of ${aggregate.name} into the text of a snapshot, and back.` });
  module.add(
    `${codecText}export const ${own.snapshot.name}: ${runtime.SnapshotCodec}<${state}> = {\n${indent(members.join('\n'))}\n};`,
  );

  const schemaText = jsDoc({
    text: `The Standard Schema of the state of ${aggregate.name}: JSON as stored in, the typed state out.`,
  });
  const schemaType = `${runtime.StandardSchema}<unknown, ${state}>`;
  module.add(`${schemaText}export const ${own.stateSchema.name}: ${schemaType} = ${runtime.standardSchema}(${parse});`);
  module.close();
  return file.close();
}
