import { runtime } from '../codegen/runtime-symbols.js';
import type { ReferenceType } from '../model/type.js';
import type { EmitContext } from './emit-input.js';
import { named, numbered, ref } from './names.js';

/** What a timestamp is in TypeScript. */
export function timestampText({ options: { timestamps } }: EmitContext): string {
  switch (timestamps) {
    case 'string':
      return runtime.Timestamp;
    case 'date':
      return 'Date';
    case 'temporal':
      return 'Temporal.Instant';
  }
}

/** The name of a named type's version. */
export function referenceText({ name, version }: ReferenceType, { names }: EmitContext): string {
  return ref(numbered(named(names.types, name).versions, version).type, 'type');
}
