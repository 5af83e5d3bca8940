import type { Diagnostic } from './diagnostics/diagnostic.js';
import { hasErrors } from './diagnostics/diagnostic.js';
import { createReporter, type Reporter } from './diagnostics/reporter.js';
import { type EmittedContext, emitWholeContext, filesOf } from './emit/emit-context.js';
import type { EmitOptions } from './emit/emit-options.js';
import type { EmittedFile } from './emit/emitted-file.js';
import { type Names, planNames } from './emit/plan-names.js';
import type { Plans } from './evolution/plans.js';
import { planContext } from './evolution/plan-context.js';
import { parseFile } from './language/parse-file.js';
import type { FileSyntax } from './language/syntax.js';
import type { Context, Model } from './model/model.js';
import { resolveModel } from './model/resolve-model.js';
import { parseDocument } from './source/parse-document.js';
import type { SourceFile } from './source/source-file.js';

/** What schemas say, as far as it could be found out. */
export interface Analysis {
  /** Those that could be read, sorted by path. */
  readonly files: readonly AnalysedFile[];
  readonly model: Model;
  readonly plans: ReadonlyMap<Context, Plans>;
  readonly names: Names;
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether all that the sources declare is in the model: each could be read, and no name stands for two things. */
  readonly complete: boolean;
}

export interface AnalysedFile {
  readonly path: string;
  readonly context: string;
  /** Whether it says something that all of its context depends on: types, metadata, a description. */
  readonly shared: boolean;
}

/** What came of a compilation. */
export interface Compilation {
  /** Sorted by path; paths are relative to the output folder. None where an error stands. */
  readonly files: readonly EmittedFile[];
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** As far as it could be resolved. */
  readonly model: Model;
}

/**
 * The whole way, from the text of schemas to the text of TypeScript. Nothing is emitted while an error stands. Touches
 * no disk and prints nothing.
 */
export function compileSources(sources: readonly SourceFile[], options: EmitOptions): Compilation {
  const analysis = analyseSources(sources);
  const { model, diagnostics } = analysis;
  if (hasErrors(diagnostics)) return { files: [], diagnostics, model };

  const files = emitAll(analysis, options).flatMap(filesOf);
  return { files: files.sort(byPath), diagnostics, model };
}

/** What comes of what was analysed and found to be without errors. */
export function emitAll({ plans, names }: Analysis, options: EmitOptions): readonly EmittedContext[] {
  return [...plans].map(([context, ofContext]) => emitWholeContext(context, ofContext, names, options));
}

/** The way up to where emitting begins. Each stage goes on as far as it can, so that one run reports everything. */
export function analyseSources(sources: readonly SourceFile[]): Analysis {
  const reporter = createReporter();
  const files = [...sources].sort(byPath).flatMap((source) => parseSource(source, reporter) ?? []);
  const readable = !hasErrors(reporter.diagnostics);
  const model = resolveModel(files, reporter);
  const plans = new Map(model.contexts.map((context) => [context, planContext(context, reporter)]));
  const names = planNames(model, reporter);
  const { diagnostics } = reporter;
  const unread = files.length < sources.length;
  const complete = readable && diagnostics.every(({ code }) => code !== 'NAME_TAKEN');
  return {
    files: files.map(analysedFile),
    model,
    plans,
    names,
    diagnostics: unread ? diagnostics.filter(isCertain) : diagnostics,
    complete,
  };
}

function analysedFile({ path, context, types, metadata, annotations }: FileSyntax): AnalysedFile {
  const shared = types.length > 0 || metadata.length > 0 || Object.keys(annotations).length > 0;
  return { path, context: context.text, shared };
}

function parseSource(source: SourceFile, reporter: Reporter): FileSyntax | undefined {
  const document = parseDocument(source, reporter);
  return document === undefined ? undefined : parseFile(document, reporter);
}

/** A name that is unknown may be declared in a file that could not be read: that is no second finding. */
function isCertain({ code }: Diagnostic): boolean {
  return code !== 'UNKNOWN_TYPE' && code !== 'UNKNOWN_EVENT' && code !== 'UNKNOWN_AGGREGATE';
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
