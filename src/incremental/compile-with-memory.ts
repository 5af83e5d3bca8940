import type { EmittedFile } from '../codegen/emitted-file.js';
import { analyseSources, emitAll } from '../compile.js';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js';
import { filesOf } from '../emit/emit-context.js';
import type { EmitOptions } from '../emit/emit-options.js';
import type { SourceFile } from '../source/source-file.js';
import type { Memory } from './memory.js';
import { type ReadOutput, recompile } from './recompile.js';
import { remember } from './remember.js';

export interface RememberedCompilation {
  /** As `compileSources` gives them. */
  readonly files: readonly EmittedFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** For the next run; `undefined` where an error stands. */
  readonly memory: Memory | undefined;
}

/** What an earlier run left. */
export interface Earlier {
  /** What was read of it, if anything. */
  readonly memory: unknown;
  /** What a memory must have been made in to be of use. */
  readonly environment: string;
  readonly readOutput: ReadOutput;
}

/** Comes to what `compileSources` comes to, with less work where an earlier run has left something. */
export function compileWithMemory(
  sources: readonly SourceFile[],
  options: EmitOptions,
  { memory, environment, readOutput }: Earlier,
): RememberedCompilation {
  const again = isMemoryOf(environment, memory) ? recompile(sources, memory, options, readOutput) : undefined;
  if (again !== undefined) return again;
  const analysis = analyseSources(sources);
  const { diagnostics } = analysis;
  if (hasErrors(diagnostics)) return { files: [], diagnostics, memory: undefined };
  const emitted = emitAll(analysis, options);
  const files = emitted.flatMap(filesOf).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files, diagnostics, memory: remember(sources, analysis, emitted, environment) };
}

/** The environment names the very build that wrote it, and so its form. */
function isMemoryOf(environment: string, memory: unknown): memory is Memory {
  return typeof memory === 'object' && memory !== null && 'environment' in memory && memory.environment === environment;
}
