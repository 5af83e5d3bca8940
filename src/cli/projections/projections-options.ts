import type { CommonOptions } from '../common-options.js';

/** What all commands about projections take. */
export interface ProjectionsOptions extends CommonOptions {
  readonly store: string;
  readonly tables?: string;
  readonly module: string;
  readonly rows?: true;
}
