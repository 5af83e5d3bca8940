import type { Event } from '@event-driven-io/emmett';
import type { AggregateParts } from '../aggregate.js';
import type { AnyEvent, Decoded, Envelope, RecordedEvent } from '../event.js';
import { timestamp } from '../timestamp.js';
import { isRecorded, ownEvent } from './event-metadata.js';

/** How an aggregate folds its events, as Emmett's command handlers, deciders and specifications want it. */
export interface EmmettFold<State, Readable extends Event> {
  readonly evolve: (state: State, event: Readable) => State;
  readonly initialState: () => State;
}

/**
 * The aggregate's own fold for Emmett: `CommandHandler(emmettFold(Cart))`,
 * `DeciderCommandHandler({ ...emmettFold(Cart), decide })`, `DeciderSpecification.for({ ...emmettFold(Cart), decide })`.
 *
 * Emmett also folds events before they are appended, to say what the state will be. Those have no envelope yet: a reducer
 * that asks for it finds the time of the folding, revision 0, position 0n, and no id or stream.
 */
export function emmettFold<State, Readable extends AnyEvent & Event>(
  aggregate: Pick<AggregateParts<State, never, Readable>, 'initialState' | 'reduce'>,
): EmmettFold<State, Readable> {
  const { initialState, reduce } = aggregate;
  return {
    evolve: (state: State, event: Readable): State => reduce(state, recordedEvent(event)),
    initialState: () => initialState,
  };
}

function recordedEvent<Readable extends AnyEvent & Event>(event: Readable): RecordedEvent<Readable> {
  return { ...ownEvent(event), ...envelopeOf(event.metadata) };
}

function envelopeOf(metadata: unknown): Envelope & Decoded {
  if (!isRecorded(metadata)) return { ...unrecorded, recordedAt: timestamp(new Date()) };
  const { messageId, streamName, streamPosition, globalPosition = 0n, varve } = metadata;
  const { index = 0, version = 0, storedVersion = 0, recordedAt = timestamp(new Date()) } = varve ?? {};
  const id = index === 0 ? messageId : messageId.slice(0, messageId.lastIndexOf('/'));
  return {
    id,
    stream: streamName,
    revision: Number(streamPosition),
    position: globalPosition,
    recordedAt,
    version,
    storedVersion,
    index,
  };
}

const unrecorded = {
  id: '',
  stream: '',
  revision: 0,
  position: 0n,
  version: 0,
  storedVersion: 0,
  index: 0,
};
