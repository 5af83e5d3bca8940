import { deepStrictEqual } from 'node:assert/strict';
import type { Aggregate, AnyEvent, Change, EventStore, Loaded } from '@varve/runtime';
import { withoutSnapshots } from './watched-store.js';

/** What the ledger says of one aggregate at the end of a day. */
export interface DayOf<State> {
  readonly date: string;
  /** `undefined` before its first event. */
  readonly facts: { readonly revision: number; readonly state: State } | undefined;
}

/**
 * Reads one aggregate in every way there is, and compares: from its snapshot, from its start, event by event, and as it
 * was at the end of every day so far, asked for by time and by revision.
 */
export async function checkAggregate<Id, State, Writable extends AnyEvent, Readable extends AnyEvent>(
  aggregate: Aggregate<Id, State, Writable, Readable>,
  id: Id,
  store: EventStore,
  days: readonly DayOf<State>[],
): Promise<void> {
  const errors: unknown[] = [];
  const repository = aggregate.repository(store, { onSnapshotError: (error) => void errors.push(error) });
  const fromTheStart = aggregate.repository(withoutSnapshots(store));
  const { initialState } = aggregate;
  const today = loaded(id, days.at(-1)?.facts, initialState);
  const stream = aggregate.stream(id);

  deepStrictEqual(await repository.load(id), today, `${stream} today`);
  deepStrictEqual(await fromTheStart.load(id), today, `${stream} from its start`);
  deepStrictEqual(await walk(repository.history(id), initialState), today.state, `the history of ${stream}`);
  for (const { date, facts } of days) {
    const then = loaded(id, facts, initialState);
    const time = `${date}T23:59:59Z`;
    const { revision } = then;
    deepStrictEqual(await repository.load(id, { at: { time } }), then, `${stream} at the end of ${date}`);
    deepStrictEqual(
      await fromTheStart.load(id, { at: { time } }),
      then,
      `${stream} at the end of ${date}, from its start`,
    );
    deepStrictEqual(await repository.load(id, { at: { revision } }), then, `${stream} at revision ${revision}`);
  }
  deepStrictEqual(errors, [], `no snapshot of ${stream} is broken`);
}

/** The state after the last event, when each is told with the state that the one before left. */
async function walk<State>(history: AsyncIterable<Change<State, AnyEvent>>, initialState: State): Promise<State> {
  let state = initialState;
  for await (const { event, before, after } of history) {
    deepStrictEqual(before, state, `the state before ${event.type} at revision ${event.revision}`);
    state = after;
  }
  return state;
}

function loaded<Id, State>(id: Id, facts: DayOf<State>['facts'], initialState: State): Loaded<Id, State> {
  return { id, state: facts?.state ?? initialState, revision: facts?.revision ?? 0, exists: facts !== undefined };
}
