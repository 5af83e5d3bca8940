import type { ImportExtension } from '../codegen/imports.js';

/** What a configuration says of generated code. */
export interface EmitOptions {
  /** What a `timestamp` is in TypeScript: a branded string, a `Date` or a `Temporal.Instant`. */
  readonly timestamps: 'string' | 'date' | 'temporal';
  /** What stands behind the path of a relative import. */
  readonly importExtension: ImportExtension;
}
