import type { Event } from '@event-driven-io/emmett';
import type { AggregateParts } from '../aggregate.js';
import type { AnyEvent, Decoded, Envelope, RecordedEvent } from '../event.js';
import { timestamp } from '../timestamp.js';
import { isRecorded, ownMetadata } from './event-metadata.js';

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

/** Literals, not spreads: this is done for every event of every fold. */
function recordedEvent<Readable extends AnyEvent & Event>(event: Readable): RecordedEvent<Readable> {
  const { type, data, metadata } = event;
  if (!isRecorded(metadata)) return { ...event, ...unrecorded, recordedAt: timestamp(new Date()) };
  const { messageId, streamName: stream, streamPosition, globalPosition: position = 0n, varve } = metadata;
  const { index = 0, version = 0, storedVersion = 0, recordedAt = timestamp(new Date()) } = varve ?? {};
  const id = index === 0 ? messageId : messageId.slice(0, messageId.lastIndexOf('/'));
  const revision = Number(streamPosition);
  const own = ownMetadata(metadata);
  const recorded =
    own === undefined
      ? { type, data, id, stream, revision, position, recordedAt, version, storedVersion, index }
      : { type, data, metadata: own, id, stream, revision, position, recordedAt, version, storedVersion, index };
  // It is the event that was recorded: `Readable` without what Emmett added to it.
  return recorded as AnyEvent & Envelope & Decoded as RecordedEvent<Readable>;
}

const unrecorded = { id: '', stream: '', revision: 0, position: 0n, version: 0, storedVersion: 0, index: 0 };
