import type { Mode } from '../diagnostics/mode.js';

export type { Mode } from '../diagnostics/mode.js';

/** What a `timestamp` is in generated TypeScript: a branded ISO string, a `Date`, or a `Temporal.Instant`. */
export type TimestampForm = 'string' | 'date' | 'temporal';

/** How generated files import each other: as Node resolves them, as a TypeScript-only tool chain does, or bare. */
export type ImportExtension = '.js' | '.ts' | '';

/** What `varve.config.ts` exports. Every member has a default; paths are relative to the working directory. */
export interface Config {
  /** Which files are schemas: glob patterns. `['schemas/**\/*.varve.yaml']` by default. */
  readonly schemas?: string | readonly string[];
  /**
   * The folder that generated code is written to. `'generated'` by default. It lies inside the working directory, unless
   * it is written as an absolute path.
   */
  readonly output?: string;
  /**
   * In which files of TypeScript the hand-written steps stand, which `varve check` and `varve release` look at: glob
   * patterns; an empty list for none. By default all of the project but tests. The output folder is never looked into.
   */
  readonly code?: string | readonly string[];
  /** `'deploy'` by default. */
  readonly mode?: Mode;
  /** `'string'` by default. */
  readonly timestamps?: TimestampForm;
  /** `'.js'` by default. */
  readonly importExtension?: ImportExtension;
}

/** A configuration in which everything is decided. */
export interface ResolvedConfig {
  readonly schemas: readonly string[];
  readonly output: string;
  readonly code: readonly string[];
  readonly mode: Mode;
  readonly timestamps: TimestampForm;
  readonly importExtension: ImportExtension;
}

export const defaultConfig: ResolvedConfig = {
  schemas: ['schemas/**/*.varve.yaml'],
  output: 'generated',
  code: ['**/*.{ts,mts,tsx}', '!**/*.d.{ts,mts}', '!**/*.{test,spec}.{ts,mts,tsx}'],
  mode: 'deploy',
  timestamps: 'string',
  importExtension: '.js',
};
