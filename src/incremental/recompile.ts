import type { EmittedFile } from '../codegen/emitted-file.js';
import { analyseSources } from '../compile.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { emitInput, emitParts } from '../emit/emit-context.js';
import type { EmitOptions } from '../emit/emit-options.js';
import { emitContextIndex } from '../emit/index-files.js';
import { sharedPublicNames } from '../emit/public-names.js';
import { contentHash } from '../output/content-hash.js';
import type { SourceFile } from '../source/source-file.js';
import type { Memory, RememberedContext, RememberedFile, RememberedOutput } from './memory.js';
import { rememberFiles, rememberOutput, sourceHash } from './remember.js';
import { sourcesToCompile } from './sources-to-compile.js';

/** What came of compiling anew what changed. */
export interface Recompilation {
  /** All of the output, sorted by path. */
  readonly files: readonly EmittedFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly memory: Memory;
}

/** Gives the text that a generated file has on the disk, with plain line ends. */
export type ReadOutput = (path: string) => string | undefined;

/**
 * Compiles only the files that changed and those that they touch. What comes out is what compiling everything comes to,
 * or `undefined` where that cannot be told from what is remembered: wherever something is found that is new, where types
 * or files come or go, and where the output is not as it was left.
 */
export function recompile(
  sources: readonly SourceFile[],
  memory: Memory,
  options: EmitOptions,
  readOutput: ReadOutput,
): Recompilation | undefined {
  const hashes = new Map(sources.map((source) => [source.path, sourceHash(source)]));
  const chosen = sourcesToCompile(hashes, memory);
  if (chosen === undefined || touches(memory.diagnostics, chosen.read)) return undefined;

  const analysis = analyseSources(sources.filter(({ path }) => chosen.read.has(path)));
  if (analysis.diagnostics.length > 0) return undefined;
  const emits = [...analysis.plans].map(([context, plans]) => emitInput(context, plans, analysis.names, options));
  const parts = emits.flatMap((emit) => emitParts(emit, (source) => chosen.emitted.has(source)));
  const now = rememberFiles(analysis, hashes, parts);
  const files = { ...memory.files };
  for (const path of chosen.emitted) {
    const before = memory.files[path];
    const after = now[path];
    if (before === undefined || after === undefined || after.context !== before.context) return undefined;
    if (after.shared && after.hash !== before.hash) return undefined;
    files[path] = after;
  }
  if (collides(files, chosen.emitted)) return undefined;

  const indexes = emits.map((emit) => {
    const inContext = Object.keys(files)
      .sort()
      .flatMap((path): readonly [string, RememberedFile][] => {
        const file = files[path];
        return file?.context === emit.context.name ? [[path, file]] : [];
      });
    const exported = [
      ...sharedPublicNames(emit.names),
      ...inContext.flatMap(([, file]) => file.exported.aggregates),
      ...inContext.flatMap(([, file]) => file.exported.projections),
    ];
    const paths = inContext.map(([path]) => path);
    return emitContextIndex({ ...emit, context: { ...emit.context, sources: paths } }, exported);
  });
  const contexts: Record<string, RememberedContext> = { ...memory.contexts };
  for (const [at, { context }] of emits.entries()) {
    const index = indexes[at];
    const before = contexts[context.name];
    if (index === undefined || before === undefined) return undefined;
    contexts[context.name] = { ...before, index: rememberOutput(index) };
  }

  const fresh = [...indexes, ...parts.flatMap((part) => part.files)];
  const kept = keptOutputs({ files, contexts }, fresh, readOutput);
  if (kept === undefined) return undefined;
  const all = [...fresh, ...kept].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files: all, diagnostics: memory.diagnostics, memory: { ...memory, files, contexts } };
}

function touches(diagnostics: readonly Diagnostic[], paths: ReadonlySet<string>): boolean {
  return diagnostics.some(({ span, related }) => [{ span }, ...related].some((place) => paths.has(place.span.path)));
}

/** Whether files that were compiled have something that another file, which was not, has too. */
function collides(files: Readonly<Record<string, RememberedFile>>, compiled: ReadonlySet<string>): boolean {
  const owners = new Map<string, string>();
  for (const [path, { claims }] of Object.entries(files)) {
    for (const claim of claims) {
      const owner = owners.get(claim);
      if (owner !== undefined && owner !== path && (compiled.has(owner) || compiled.has(path))) return true;
      owners.set(claim, path);
    }
  }
  return false;
}

/** The texts of all other outputs; `undefined` where one is not as it was left. */
function keptOutputs(
  { files, contexts }: Pick<Memory, 'files' | 'contexts'>,
  fresh: readonly EmittedFile[],
  readOutput: ReadOutput,
): readonly EmittedFile[] | undefined {
  const outputs: readonly RememberedOutput[] = [
    ...Object.values(contexts).flatMap(({ index, shared }) => [index, ...shared]),
    ...Object.values(files).flatMap((file) => file.outputs),
  ];
  const made = new Set(fresh.map(({ path }) => path));
  const kept: EmittedFile[] = [];
  for (const [path, hash] of outputs) {
    if (made.has(path)) continue;
    const text = readOutput(path);
    if (text === undefined || contentHash(text) !== hash) return undefined;
    kept.push({ path, text });
  }
  return kept;
}
