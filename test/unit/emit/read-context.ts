import { createReporter } from '../../../src/diagnostics/reporter.js';
import type { EmitAggregate, EmitContext, EmitProjection } from '../../../src/emit/emit-input.js';
import { contextNames, named } from '../../../src/emit/names.js';
import { planContext } from '../../../src/evolution/plan-context.js';
import { parseFile } from '../../../src/language/parse-file.js';
import { resolveModel } from '../../../src/model/resolve-model.js';
import { parseDocument } from '../../../src/source/parse-document.js';

/** What emitters are given for the one context that a schema declares; throws where anything is wrong with the schema. */
export function readContext(yaml: string, options: Partial<EmitContext['options']> = {}): EmitContext {
  const reporter = createReporter();
  const document = parseDocument({ path: 'schemas/test.varve.yaml', bytes: new TextEncoder().encode(yaml) }, reporter);
  const syntax = document === undefined ? undefined : parseFile(document, reporter);
  const [context] = resolveModel(syntax === undefined ? [] : [syntax], reporter).contexts;
  const plans = context === undefined ? undefined : planContext(context, reporter);
  const wrong = reporter.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code} ${message}`);
  if (context === undefined || plans === undefined || wrong.length > 0) throw new Error(wrong.join('\n'));
  return {
    context,
    plans,
    names: contextNames(context),
    options: { timestamps: 'string', importExtension: '.js', ...options },
  };
}

export function aggregateOf(emit: EmitContext, name: string): EmitAggregate {
  const aggregate = emit.context.aggregates.find((candidate) => candidate.name === name);
  if (aggregate === undefined) throw new Error(`there is no aggregate ${name}`);
  return { ...emit, aggregate, own: named(emit.names.aggregates, name) };
}

export function projectionOf(emit: EmitContext, name: string): EmitProjection {
  const projection = emit.context.projections.find((candidate) => candidate.name === name);
  if (projection === undefined) throw new Error(`there is no projection ${name}`);
  return { ...emit, projection, own: named(emit.names.projections, name) };
}
