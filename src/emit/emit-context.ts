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
import { emitRepository } from './repository.js';
import { emitSnapshot } from './snapshot.js';
import { emitState } from './state.js';
import { emitTypes } from './types.js';
import { emitUpcasters } from './upcasters.js';

/** Every file of a context. Each emitter is a function of the model alone; none knows of another. */
export function emitContext(
  context: Context,
  plans: Plans,
  names: Names,
  options: EmitOptions,
): readonly EmittedFile[] {
  const emit: EmitContext = { context, plans, names: names.get(context.name) ?? contextNames(context), options };
  return [
    emitContextIndex(emit),
    emitTypes(emit),
    emitContextCodec(emit),
    ...context.aggregates.flatMap((aggregate) =>
      emitAggregate({ ...emit, aggregate, own: named(emit.names.aggregates, aggregate.name) }),
    ),
    ...context.projections.map((projection): EmittedFile => {
      const input: EmitProjection = { ...emit, projection, own: named(emit.names.projections, projection.name) };
      return emitProjection(input);
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
