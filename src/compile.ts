import type { Diagnostic } from './diagnostics/diagnostic.js';
import { hasErrors } from './diagnostics/diagnostic.js';
import { createReporter } from './diagnostics/reporter.js';
import { emitContext } from './emit/emit-context.js';
import type { EmitOptions } from './emit/emit-options.js';
import type { EmittedFile } from './emit/emitted-file.js';
import { planNames } from './emit/plan-names.js';
import { planContext } from './evolution/plan-context.js';
import { parseFile } from './language/parse-file.js';
import type { Model } from './model/model.js';
import { resolveModel } from './model/resolve-model.js';
import { parseDocument } from './source/parse-document.js';
import type { SourceFile } from './source/source-file.js';

/** What came of a compilation. */
export interface Compilation {
  /** In the order of their paths, which are relative to the output folder; none where an error stands. */
  readonly files: readonly EmittedFile[];
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** As far as it could be resolved. */
  readonly model: Model;
}

/**
 * The whole way, from the text of schemas to the text of TypeScript. Each stage goes on as far as it can, so that one
 * run reports everything; nothing is emitted while an error stands. Touches no disk and prints nothing.
 */
export function compileSources(sources: readonly SourceFile[], options: EmitOptions): Compilation {
  const reporter = createReporter();

  const documents = sources.flatMap((source) => parseDocument(source, reporter) ?? []);
  const syntax = documents.flatMap((document) => parseFile(document, reporter) ?? []);
  const model = resolveModel(syntax, reporter);
  const planned = model.contexts.map((context) => ({ context, plans: planContext(context, reporter) }));
  const names = planNames(model, reporter);

  const { diagnostics } = reporter;
  if (hasErrors(diagnostics)) return { files: [], diagnostics, model };

  const files = planned.flatMap(({ context, plans }) => emitContext(context, plans, names, options));
  return { files: files.sort(byPath), diagnostics, model };
}

function byPath(a: EmittedFile, b: EmittedFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
