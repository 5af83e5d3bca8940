import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Exported } from '../emit/names.js';

/**
 * What a run knew that was without errors, for the next one to do only what is new. As JSON it is a file of this machine
 * that may be lost or thrown away at any time.
 */
export interface Memory {
  /** Of everything but the schemas: the compiler and the configuration. */
  readonly environment: string;
  /** Every schema file, by its path. */
  readonly files: Readonly<Record<string, RememberedFile>>;
  /** By their names. */
  readonly contexts: Readonly<Record<string, RememberedContext>>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface RememberedFile {
  /** Of its bytes. */
  readonly hash: string;
  readonly context: string;
  /** Whether it says something that all of its context depends on: types, metadata, a description. */
  readonly shared: boolean;
  /** Names of the aggregates that it declares. */
  readonly aggregates: readonly string[];
  /** Names of the aggregates that its projections read. */
  readonly reads: readonly string[];
  /** What no other file may have as well. */
  readonly claims: readonly string[];
  /** What its context's index exports of it. */
  readonly exported: { readonly aggregates: readonly Exported[]; readonly projections: readonly Exported[] };
  readonly outputs: readonly RememberedOutput[];
}

/** The outputs that come of all files of a context together. */
export interface RememberedContext {
  readonly index: RememberedOutput;
  readonly shared: readonly RememberedOutput[];
}

/** A generated file as the manifest knows it: its path, and the hash of its text. */
export type RememberedOutput = readonly [path: string, hash: string];
