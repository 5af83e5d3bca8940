import type { Aggregate } from './aggregate.js';
import type { EventToWrite } from './codec.js';
import { CommittedError, ConcurrencyError, StoreError } from './errors.js';
import type { AnyEvent } from './event.js';
import { foldOnwards, foldStream, type Until } from './fold-stream.js';
import type { Folded, Folding } from './folding.js';
import { keepSnapshot } from './keep-snapshot.js';
import type {
  AppendToOptions,
  Change,
  Decision,
  Executed,
  ExecuteOptions,
  Loaded,
  LoadOptions,
  Repository,
  RepositoryOptions,
} from './repository.js';
import type { AppendResult, EventStore } from './store.js';
import { timestamp } from './timestamp.js';

/** A repository over a store; `aggregate.repository(store)` calls this. */
export function createRepository<Id, State, Writable extends AnyEvent, Readable extends AnyEvent>(
  aggregate: Aggregate<Id, State, Writable, Readable>,
  store: EventStore,
  { onSnapshotError }: RepositoryOptions = {},
): Repository<Id, State, Writable, Readable> {
  const { codec } = aggregate;
  const foldingOf = (id: Id): Folding<State, Readable> => ({
    aggregate,
    store,
    stream: aggregate.stream(id),
    onSnapshotError,
  });

  return {
    async load(id: Id, { at }: LoadOptions = {}): Promise<Loaded<Id, State>> {
      const folding = foldingOf(id);
      const folded = await foldStream(folding, at && untilOf(at));
      if (at === undefined) await keepSnapshot(folding, folded);
      return loadedOf(id, folded);
    },

    async append(
      id: Id,
      events: readonly EventToWrite<Writable>[],
      { expected = 'any' }: AppendToOptions = {},
    ): Promise<AppendResult> {
      return store.append(aggregate.stream(id), codec.encode(events), { expected });
    },

    async execute(
      id: Id,
      decide: (state: State, loaded: Loaded<Id, State>) => Decision<Writable> | Promise<Decision<Writable>>,
      { retry = 0 }: ExecuteOptions = {},
    ): Promise<Executed<Id, State, Writable>> {
      const folding = foldingOf(id);
      let folded = await foldStream(folding);
      for (let retries = retry; ; retries -= 1) {
        const events = eventsOf(await decide(folded.state, loadedOf(id, folded)));
        let appended: AppendResult | undefined;
        if (events.length > 0) {
          const records = codec.encode(events);
          try {
            appended = await store.append(folding.stream, records, { expected: folded.revision });
          } catch (error) {
            if (!(retries > 0 && isConflict(error))) throw error;
            folded = await foldOnwards(folding, folded);
            continue;
          }
          folded = await readBack(folding, folded, appended);
        }
        await keepSnapshot(folding, folded);
        return { ...loadedOf(id, folded), events, ...(appended && { position: appended.position }) };
      }
    },

    async *history(id: Id): AsyncGenerator<Change<State, Readable>, void, undefined> {
      let before = aggregate.initialState;
      for await (const page of store.read(aggregate.stream(id))) {
        for (const event of codec.decode(page)) {
          const after = aggregate.reduce(before, event);
          yield { event, before, after };
          before = after;
        }
      }
    },
  };
}

/** What was appended is read, not made up: only the store knows when it was recorded, and a reducer may ask. */
async function readBack<State, Readable extends AnyEvent>(
  folding: Folding<State, Readable>,
  before: Folded<State>,
  { revision, position }: AppendResult,
): Promise<Folded<State>> {
  try {
    return await foldOnwards(folding, before, { revision });
  } catch (cause) {
    // Whoever takes this for a failure would do it all again.
    throw new CommittedError({ stream: folding.stream, revision, position }, { cause });
  }
}

function loadedOf<Id, State>(id: Id, { state, revision }: Folded<State>): Loaded<Id, State> {
  return { id, state, revision, exists: revision > 0 };
}

function untilOf(at: NonNullable<LoadOptions['at']>): Until {
  if ('time' in at) return { time: timestamp(at.time) };
  if (!Number.isSafeInteger(at.revision) || at.revision < 0) {
    throw new StoreError('INVALID_ARGUMENT', `a revision is a whole number from 0, not ${String(at.revision)}`);
  }
  return { revision: at.revision };
}

function eventsOf<Writable extends AnyEvent>(decision: Decision<Writable>): readonly EventToWrite<Writable>[] {
  if (decision === undefined) return [];
  return isList(decision) ? decision : [decision];
}

function isList<Writable extends AnyEvent>(
  decision: EventToWrite<Writable> | readonly EventToWrite<Writable>[],
): decision is readonly EventToWrite<Writable>[] {
  return Array.isArray(decision);
}

/** By `code` too: a store may come with its own copy of this package. */
function isConflict(error: unknown): boolean {
  return (
    error instanceof ConcurrencyError || (error instanceof Error && 'code' in error && error.code === 'CONCURRENCY')
  );
}
