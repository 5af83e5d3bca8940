import { createGeneratedFile, type GeneratedFile } from '../codegen/generated-file.js';
import type { Plans } from '../evolution/plans.js';
import type { Aggregate, Context, Projection } from '../model/model.js';
import type { EmitOptions } from './emit-options.js';
import type { AggregateNames, ContextNames, ProjectionNames } from './names.js';

/** What every emitter of a context is given. */
export interface EmitContext {
  readonly context: Context;
  readonly plans: Plans;
  readonly names: ContextNames;
  readonly options: EmitOptions;
}

/** What every emitter of an aggregate is given. */
export interface EmitAggregate extends EmitContext {
  readonly aggregate: Aggregate;
  readonly own: AggregateNames;
}

/** What the emitter of a projection is given. */
export interface EmitProjection extends EmitContext {
  readonly projection: Projection;
  readonly own: ProjectionNames;
}

/** A file at one of the planned paths. `source` is given where it comes of one schema file alone. */
export function openFile({ context, options }: EmitContext, path: string, source?: string): GeneratedFile {
  const sources = source === undefined ? context.sources : [source];
  return createGeneratedFile({ path: `${path}.ts`, sources, importExtension: options.importExtension });
}
