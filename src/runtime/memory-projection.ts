import type { Codec } from './codec.js';
import { StoreError } from './errors.js';
import type { AnyEvent } from './event.js';
import type { Projection, ProjectionTransaction, Rows } from './projection.js';
import type { EventStore, StoredRecord } from './store.js';
import { categoryOf } from './stores/category.js';

/** What a projection needs of an aggregate: whose streams, and how their events are read. */
export interface ProjectionSource<Event extends AnyEvent> {
  readonly category: string;
  readonly codec: Pick<Codec<never, Event>, 'decode'>;
}

/** A projection's rows in memory. It follows one store. */
export interface MemoryProjection<Row, Key> {
  /**
   * Reads what the store has behind `position` and applies it. An event whose handler fails leaves no trace, and reading
   * stops in front of it.
   */
  catchUp(store: EventStore): Promise<void>;
  /**
   * Applies records in the order of their positions: a page of `subscribe`, say. What is not behind `position`, or of none
   * of the projection's aggregates, is passed over, so that each event counts once.
   */
  apply(records: readonly StoredRecord[]): Promise<void>;
  get(key: Key): Row | undefined;
  /** All rows, in the order in which they were made. */
  rows(): Row[];
  /** Of the last event that was applied or passed over; `0n` before the first. */
  readonly position: bigint;
}

/** Rows in memory are made anew by each process, so that a process before may have handled any event already. */
const memoryTransaction: ProjectionTransaction = {
  engine: 'memory',
  isReplay: true,
  query: () =>
    Promise.reject(new StoreError('UNSUPPORTED', 'a projection in memory has no database that could be queried')),
};

/**
 * Keeps a projection's rows in memory.
 *
 * ```ts
 * const summaries = openMemoryProjection(cartSummary(), { Cart });
 * await summaries.catchUp(store);
 * summaries.get({ cartId });
 * ```
 */
export function openMemoryProjection<Row, Key, Event extends AnyEvent, Sources extends string>(
  projection: Projection<Row, Key, Event, Sources>,
  aggregates: { readonly [Name in Sources]: ProjectionSource<Event> },
): MemoryProjection<Row, Key> {
  const codecs = new Map<string, Pick<Codec<never, Event>, 'decode'>>();
  for (const name of projection.of) {
    const { category, codec } = aggregates[name];
    if (codecs.has(category)) {
      throw new StoreError('INVALID_ARGUMENT', `${projection.name} reads two aggregates of category ${category}`);
    }
    codecs.set(category, codec);
  }
  const rows = new Map<string, Row>();
  let position = 0n;

  const applyAll = async (records: readonly StoredRecord[]): Promise<void> => {
    for (const record of records) {
      if (record.position <= position) continue;
      const codec = codecs.get(categoryOf(record.stream));
      if (codec !== undefined) {
        const staged = stage(rows, projection);
        for (const event of codec.decode([record])) {
          const handled = projection.handle(staged.rows, event, memoryTransaction);
          if (handled !== undefined) await handled;
        }
        staged.commit();
      }
      position = record.position;
    }
  };

  // One at a time: two readers at once would both apply what is behind the same position.
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  return {
    catchUp: (store: EventStore) =>
      inTurn(async () => {
        for await (const page of store.readAll({ after: position, categories: [...codecs.keys()] }))
          await applyAll(page);
      }),
    apply: (records: readonly StoredRecord[]) => inTurn(() => applyAll(records)),
    get: (key: Key) => rows.get(projection.keyText(key)),
    rows: () => [...rows.values()],
    get position(): bigint {
      return position;
    },
  };
}

/** What one stored event does to the rows is done whole, when all of its parts are handled. */
function stage<Row, Key, Event extends AnyEvent, Sources extends string>(
  kept: Map<string, Row>,
  { keyText, keyOf }: Projection<Row, Key, Event, Sources>,
): { readonly rows: Rows<Row, Key>; readonly commit: () => void } {
  const changes: (() => void)[] = [];
  const staged = new Map<string, Row | undefined>();
  return {
    rows: {
      get: (key: Key): Row | undefined => {
        const text = keyText(key);
        return staged.has(text) ? staged.get(text) : kept.get(text);
      },
      put: (row: Row): void => {
        const text = keyText(keyOf(row));
        staged.set(text, row);
        changes.push(() => kept.set(text, row));
      },
      delete: (key: Key): void => {
        const text = keyText(key);
        staged.set(text, undefined);
        changes.push(() => kept.delete(text));
      },
    },
    commit: (): void => {
      for (const change of changes) change();
    },
  };
}
