import type { Diagnostic } from '../../../src/diagnostics/diagnostic.js';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import type { Plans } from '../../../src/evolution/plans.js';
import { planContext } from '../../../src/evolution/plan-context.js';
import { parseFile } from '../../../src/language/parse-file.js';
import type { Context, Model } from '../../../src/model/model.js';
import { resolveModel } from '../../../src/model/resolve-model.js';
import { parseDocument } from '../../../src/source/parse-document.js';

export interface ResolvedText {
  readonly model: Model;
  readonly plans: ReadonlyMap<Context, Plans>;
  readonly diagnostics: readonly Diagnostic[];
  /** `UNKNOWN_TYPE 3:4 message`, one for each finding. */
  readonly findings: readonly string[];
}

/** Takes YAML texts (named `0.varve.yaml`, `1.varve.yaml`, …) all the way up to the plans. */
export function resolveText(...texts: readonly string[]): ResolvedText {
  const reporter = createReporter();
  const files = texts.flatMap((text, index) => {
    const document = parseDocument({ path: `${index}.varve.yaml`, bytes: new TextEncoder().encode(text) }, reporter);
    return (document && parseFile(document, reporter)) ?? [];
  });
  const model = resolveModel(files, reporter);
  const plans = new Map(model.contexts.map((context) => [context, planContext(context, reporter)]));
  const { diagnostics } = reporter;
  const findings = diagnostics.map(({ code, span, message }) => `${code} ${span.line}:${span.column} ${message}`);
  return { model, plans, diagnostics, findings };
}

/** The context of a text without findings. */
export function contextOf(text: string): { readonly context: Context; readonly plans: Plans } {
  const { model, plans, findings } = resolveText(text);
  const [context] = model.contexts;
  const found = context && plans.get(context);
  if (context === undefined || found === undefined || findings.length > 0)
    throw new Error(`findings: ${findings.join('\n')}`);
  return { context, plans: found };
}
