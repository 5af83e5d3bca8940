import type { EmittedFile } from '../codegen/emitted-file.js';
import type { Plans } from '../evolution/plans.js';
import type { Context } from '../model/model.js';
import { emitCodec } from './codec.js';
import { emitContextCodec } from './context-codec.js';
import type { EmitAggregate, EmitContext, EmitProjection } from './emit-input.js';
import type { EmitOptions } from './emit-options.js';
import { emitEvents } from './events.js';
import { emitAggregateIndex, emitContextIndex } from './index-files.js';
import { contextNames, named } from './names.js';
import type { Names } from './plan-names.js';
import { emitProjection } from './projection.js';
import { publicNames } from './public-names.js';
import { emitRepository } from './repository.js';
import { emitSnapshot } from './snapshot.js';
import { emitState } from './state.js';
import { emitTypes } from './types.js';
import { emitUpcasters } from './upcasters.js';

/** What comes of a context. Each emitter is a function of the model alone; none knows of another. */
export interface EmittedContext {
  readonly context: Context;
  readonly index: EmittedFile;
  /** What comes of all that its files declare together. */
  readonly shared: readonly EmittedFile[];
  /** What comes of one aggregate or projection, and of the types that it uses. */
  readonly parts: readonly EmittedPart[];
}

export interface EmittedPart {
  /** The schema file that declares it. */
  readonly source: string;
  readonly files: readonly EmittedFile[];
}

/** Every file of a context. */
export function emitContext(
  context: Context,
  plans: Plans,
  names: Names,
  options: EmitOptions,
): readonly EmittedFile[] {
  return filesOf(emitWholeContext(context, plans, names, options));
}

export function filesOf({ index, shared, parts }: EmittedContext): readonly EmittedFile[] {
  return [index, ...shared, ...parts.flatMap(({ files }) => files)];
}

export function emitWholeContext(context: Context, plans: Plans, names: Names, options: EmitOptions): EmittedContext {
  const emit = emitInput(context, plans, names, options);
  return {
    context,
    index: emitContextIndex(emit, publicNames(context, emit.names)),
    shared: [emitTypes(emit), emitContextCodec(emit)],
    parts: emitParts(emit, () => true),
  };
}

export function emitInput(context: Context, plans: Plans, names: Names, options: EmitOptions): EmitContext {
  return { context, plans, names: names.get(context.name) ?? contextNames(context), options };
}

/** The parts of a context that these schema files declare. */
export function emitParts(emit: EmitContext, isWanted: (source: string) => boolean): readonly EmittedPart[] {
  const { aggregates, projections } = emit.context;
  return [
    ...aggregates
      .filter(({ source }) => isWanted(source))
      .map((aggregate): EmittedPart => ({
        source: aggregate.source,
        files: emitAggregate({ ...emit, aggregate, own: named(emit.names.aggregates, aggregate.name) }),
      })),
    ...projections
      .filter(({ source }) => isWanted(source))
      .map((projection): EmittedPart => {
        const input: EmitProjection = { ...emit, projection, own: named(emit.names.projections, projection.name) };
        return { source: projection.source, files: [emitProjection(input)] };
      }),
  ];
}

function emitAggregate(emit: EmitAggregate): readonly EmittedFile[] {
  return [
    emitAggregateIndex(emit),
    emitEvents(emit),
    emitUpcasters(emit),
    emitCodec(emit),
    emitState(emit),
    emitSnapshot(emit),
    emitRepository(emit),
  ];
}
