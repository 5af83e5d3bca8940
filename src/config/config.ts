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
  readonly mode: Mode;
  readonly timestamps: TimestampForm;
  readonly importExtension: ImportExtension;
}

export const defaultConfig: ResolvedConfig = {
  schemas: ['schemas/**/*.varve.yaml'],
  output: 'generated',
  mode: 'deploy',
  timestamps: 'string',
  importExtension: '.js',
};
