import { createHash } from 'node:crypto';
import type { AnalysedFile, Analysis } from '../compile.js';
import type { EmittedContext, EmittedPart } from '../emit/emit-context.js';
import type { EmittedFile } from '../codegen/emitted-file.js';
import { claimsOf } from '../emit/name-claims.js';
import { type ContextNames, named } from '../emit/names.js';
import { publicNamesOfAggregate, publicNamesOfProjection } from '../emit/public-names.js';
import type { Context } from '../model/model.js';
import { contentHash } from '../output/content-hash.js';
import type { SourceFile } from '../source/source-file.js';
import type { Memory, RememberedContext, RememberedFile, RememberedOutput } from './memory.js';

/** What there is to know of a compilation without errors. */
export function remember(
  sources: readonly SourceFile[],
  analysis: Analysis,
  emitted: readonly EmittedContext[],
  environment: string,
): Memory {
  const hashes = new Map(sources.map((source) => [source.path, sourceHash(source)]));
  const files = rememberFiles(
    analysis,
    hashes,
    emitted.flatMap(({ parts }) => parts),
  );
  const contexts = emitted.map(({ context, index, shared }): [string, RememberedContext] => [
    context.name,
    { index: rememberOutput(index), shared: shared.map(rememberOutput) },
  ]);
  return { environment, files, contexts: Object.fromEntries(contexts), diagnostics: analysis.diagnostics };
}

/** @param parts what was emitted of these files. */
export function rememberFiles(
  { files, model, names }: Pick<Analysis, 'files' | 'model' | 'names'>,
  hashes: ReadonlyMap<string, string>,
  parts: readonly EmittedPart[],
): Readonly<Record<string, RememberedFile>> {
  const outputs = new Map<string, RememberedOutput[]>();
  for (const { source, files: made } of parts)
    outputs.set(source, [...(outputs.get(source) ?? []), ...made.map(rememberOutput)]);
  const contexts = new Map(
    model.contexts.map((context) => {
      const own = named(names, context.name);
      return [context.name, { context, names: own, claims: claimsByFile(context, own) }] as const;
    }),
  );
  return Object.fromEntries(
    files.map((file): [string, RememberedFile] => {
      const { context, names: own, claims } = named(contexts, file.context);
      return [
        file.path,
        {
          hash: hashes.get(file.path) ?? '',
          ...declared(file, context, own),
          claims: claims.get(file.path) ?? [],
          outputs: outputs.get(file.path) ?? [],
        },
      ];
    }),
  );
}

function declared(
  file: AnalysedFile,
  context: Context,
  names: ContextNames,
): Omit<RememberedFile, 'hash' | 'claims' | 'outputs'> {
  const aggregates = context.aggregates.filter(({ source }) => source === file.path);
  const projections = context.projections.filter(({ source }) => source === file.path);
  return {
    context: context.name,
    shared: file.shared,
    aggregates: aggregates.map(({ name }) => name),
    reads: [...new Set(projections.flatMap(({ of }) => of))],
    exported: {
      aggregates: aggregates.flatMap(({ name }) => publicNamesOfAggregate(named(names.aggregates, name))),
      projections: projections.flatMap((projection) => publicNamesOfProjection(projection, names)),
    },
  };
}

/** Each name, place and category that is to be had once, by the file that has it. */
function claimsByFile(context: Context, names: ContextNames): ReadonlyMap<string, readonly string[]> {
  const claims = new Map<string, string[]>();
  const claim = (path: string, ...wanted: readonly string[]): void => {
    const known = claims.get(path);
    if (known === undefined) claims.set(path, [...wanted]);
    else known.push(...wanted);
  };
  for (const { name, source, stream, events } of context.aggregates) {
    const declaredNames = [name, ...events.flatMap((event) => [event.name, ...event.was])];
    claim(source, ...declaredNames.map((each) => `name ${context.name} ${each}`));
    claim(source, `category ${stream.category}`, `path ${named(names.aggregates, name).paths.index}`);
  }
  for (const { name, source } of context.projections)
    claim(source, `name ${context.name} ${name}`, `path ${named(names.projections, name).path}`);
  for (const { name, scope, span } of claimsOf(context, names)) {
    // What is claimed in one file is claimed by who has that file's place. Metadata is nobody's, and claimed in each run.
    if (scope === '' && name !== names.metadata.name) claim(span.path, `export ${context.name} ${name}`);
  }
  return claims;
}

export function rememberOutput({ path, text }: EmittedFile): RememberedOutput {
  return [path, contentHash(text)];
}

export function sourceHash({ bytes }: SourceFile): string {
  return createHash('sha256').update(bytes).digest('hex');
}
