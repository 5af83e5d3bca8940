import { emitContext } from '../emit/emit-context.js';
import type { EmitContext } from '../emit/emit-input.js';
import type { EmitOptions } from '../emit/emit-options.js';
import { contextNames, named } from '../emit/names.js';
import type { Names } from '../emit/plan-names.js';
import type { Plans } from '../evolution/plans.js';
import type { Aggregate, Context } from '../model/model.js';
import type { Exports } from './emitted/exports.js';
import { openEmittedCode } from './emitted/load-emitted.js';
import type { HandWritten } from './hand-written.js';
import { openAggregate, type OpenedAggregate } from './open-aggregate.js';

/** How code is generated, and what it runs on. */
export interface Emission {
  readonly names: Names;
  readonly options: EmitOptions;
  /** What `@varve/runtime` exports. */
  readonly runtime: Exports;
}

/** A context whose code is generated, in memory. */
export interface OpenedContext {
  /** @param written what is hand-written, where it is there. */
  aggregate(aggregate: Aggregate, written: HandWritten | undefined): OpenedAggregate;
}

/** Generates the code of a context, of which only what is asked for is run. */
export function openContext(context: Context, plans: Plans | undefined, emission: Emission): OpenedContext {
  if (plans === undefined) throw new Error(`the context ${context.name} was not planned`);
  const { names, options, runtime } = emission;
  const emit: EmitContext = { context, plans, names: names.get(context.name) ?? contextNames(context), options };
  const code = openEmittedCode(emitContext(context, plans, names, options), runtime);
  return {
    aggregate(aggregate, written) {
      const own = named(emit.names.aggregates, aggregate.name);
      return openAggregate({ ...emit, aggregate, own }, code, written);
    },
  };
}
