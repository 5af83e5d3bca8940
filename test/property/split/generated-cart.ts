import type { EmittedFile } from '../../../src/codegen/emitted-file.js';
import { emitContext } from '../../../src/emit/emit-context.js';
import type { EmitContext } from '../../../src/emit/emit-input.js';
import { readableEvents } from '../../../src/model/model.js';
import type { Aggregate, AnyEvent, Projection, RecordedEvent, Rows } from '../../../src/runtime/index.js';
import { loadGenerated } from '../../support/load-generated.js';
import { readContext } from '../../unit/emit/read-context.js';
import { customSteps, stored } from '../upcast/custom-steps.js';
import type { SeenEvent } from './expected-parts.js';

export type State = { readonly log: readonly string[] };
export type Row = { readonly cartId: string; readonly log: readonly string[] };
export type Key = { readonly cartId: string };
type Cart = Aggregate<string, State, AnyEvent, AnyEvent>;
type Log = Projection<Row, Key, AnyEvent, 'Cart'>;
export type Handler = (rows: Rows<Row, Key>, event: RecordedEvent<AnyEvent>) => void;

export interface Generated {
  readonly emit: EmitContext;
  readonly files: readonly EmittedFile[];
  readonly cart: Cart;
  /** How often `reduce` was called. */
  readonly folded: { count: number };
  readonly log: (handler: Handler) => Log;
}

export function generatedOf(text: string, context: string, timestamps: 'string' | 'date'): Generated {
  const emit = readContext(text, { timestamps });
  const files = emitContext(emit.context, emit.plans, new Map([[context, emit.names]]), emit.options);
  const load = loadGenerated(files);
  const folded = { count: 0 };
  const types = emit.context.aggregates.flatMap(readableEvents).map(({ name }) => name);
  const reducer = ({ log }: State, event: RecordedEvent<AnyEvent>): State => {
    folded.count += 1;
    return { log: [...log, textOf(event)] };
  };
  const { defineCart } = load(`${context}/cart/repository`) as {
    readonly defineCart: (definition: object) => Cart;
  };
  const { log } = load(`${context}/projections/log`) as { readonly log: (handlers: object) => Log };
  return {
    emit,
    files,
    folded,
    cart: defineCart({
      reduce: Object.fromEntries(types.map((type) => [type, reducer])),
      upcast: customSteps,
    }),
    log: (handler) => log(Object.fromEntries(types.map((type) => [type, handler]))),
  };
}

function seenOf(event: RecordedEvent<AnyEvent>): SeenEvent {
  const { type, data, metadata, version, storedVersion, index, id, stream, revision, position, recordedAt } = event;
  const envelope = { id, stream, revision, position, recordedAt };
  const text = metadata === undefined ? undefined : JSON.stringify(metadata);
  return { type, data: JSON.stringify(stored(data)), metadata: text, version, storedVersion, index, ...envelope };
}

/** All that a reader sees of an event, as one text. */
export function textOf(event: RecordedEvent<AnyEvent>): string {
  return seenText(seenOf(event));
}

export function seenText(event: SeenEvent): string {
  return JSON.stringify({ ...event, position: String(event.position) });
}
