import { emitContext } from '../emit/emit-context.js';
import type { EmitAggregate, EmitContext } from '../emit/emit-input.js';
import type { EmitOptions } from '../emit/emit-options.js';
import { contextNames, named } from '../emit/names.js';
import type { Names } from '../emit/plan-names.js';
import type { Plans } from '../evolution/plans.js';
import type { Aggregate, Context } from '../model/model.js';
import type { Exports } from './emitted/exports.js';
import { type EmittedCode, openEmittedCode } from './emitted/load-emitted.js';
import type { HandWritten } from './hand-written.js';
import { openAggregate, type OpenedAggregate } from './open-aggregate.js';

/** A context whose generated code runs. */
export interface OpenedContext {
  readonly emit: EmitContext;
  readonly code: EmittedCode;
}

/** How code is generated, and what it runs on. */
export interface Emission {
  readonly names: Names;
  readonly options: EmitOptions;
  /** What `@varve/runtime` exports. */
  readonly runtime: Exports;
}

/** Opens contexts, each once. */
export type OpenContext = (context: Context) => OpenedContext;

/** Generates the code of contexts, of which only what is asked for is run. */
export function contextOpener(plans: ReadonlyMap<Context, Plans>, { names, options, runtime }: Emission): OpenContext {
  const opened = new Map<Context, OpenedContext>();
  return (context) => {
    const known = opened.get(context);
    if (known !== undefined) return known;
    const own = plans.get(context);
    if (own === undefined) throw new Error(`the context ${context.name} was not planned`);
    const files = emitContext(context, own, names, options);
    const emit = { context, plans: own, names: names.get(context.name) ?? contextNames(context), options };
    const made = { emit, code: openEmittedCode(files, runtime) };
    opened.set(context, made);
    return made;
  };
}

/** An aggregate of a context. */
export function aggregateIn({ emit }: OpenedContext, aggregate: Aggregate): EmitAggregate {
  return { ...emit, aggregate, own: named(emit.names.aggregates, aggregate.name) };
}

/** @param written what is hand-written, where it is there. */
export function openAggregateIn(
  opened: OpenedContext,
  aggregate: Aggregate,
  written: HandWritten | undefined,
): OpenedAggregate {
  return openAggregate(aggregateIn(opened, aggregate), opened.code, written);
}
