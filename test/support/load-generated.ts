import * as runtime from '@varve/runtime';
import type { EmittedFile } from '../../src/codegen/emitted-file.js';
import { type Load, loadEmitted } from '../../src/laws/emitted/load-emitted.js';

/** Runs generated files in memory, without their types, on the runtime of this repository. */
export function loadGenerated(files: readonly EmittedFile[]): Load {
  return loadEmitted(files, runtime);
}
