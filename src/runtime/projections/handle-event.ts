import { StoreError, type StoreErrorCode } from '../errors.js';
import type { AnyEvent, RecordedEvent } from '../event.js';
import type { Projection } from '../projection.js';
import type { StoredRecord } from '../store.js';
import type { ProjectionError } from './projection-error.js';
import type { TablesTransaction } from './projection-tables.js';
import { type LentQueries, lendQueries } from './lend-queries.js';
import { type Attempt, RowNotRead, type StagedRows } from './staged-rows.js';

export interface Handling<Row, Key, Event extends AnyEvent> {
  readonly projection: Projection<Row, Key, Event, string>;
  readonly transaction: TablesTransaction;
  readonly staged: StagedRows<Row, Key>;
  readonly isReplay: boolean;
  readonly refuse: (record: StoredRecord, cause: unknown) => ProjectionError;
  /** For events whose rows the schema names, one after the other: they do not ask for much. */
  readonly spare: Spare<Row, Key>;
  /** Reads rows, so that they are known. */
  readonly read: (record: StoredRecord, keys: readonly Key[]) => Promise<void>;
}

/** The key that the schema names for an event. */
export interface ExpectedKey<Key> {
  readonly key: Key;
  readonly text: string;
}

/** What an event is handled with, where it was not used up by the one before. */
export interface Spare<Row, Key> {
  tools: Tools<Row, Key> | undefined;
}

interface Tools<Row, Key> {
  readonly attempt: Attempt<Row, Key>;
  readonly lent: LentQueries;
}

/** How often a handler may ask for one more row that nobody knew it would ask for. */
const mostTries = 1_000;

/** What is the database's failure, and not the event's: it may pass, or every event would meet it. */
const failuresOfDatabases: ReadonlySet<StoreErrorCode> = new Set([
  'CLOSED',
  'UNAVAILABLE',
  'READ_ONLY',
  'FULL',
  'CORRUPT',
]);

/**
 * Handles one event. Where its handler asks for a row that was not read, what it did is taken back, the row is read, and
 * the event is handled again; where that cannot happen, nothing is waited for.
 *
 * @param expected absent where a handler decides which rows it touches.
 */
export function handleEvent<Row, Key, Event extends AnyEvent>(
  handling: Handling<Row, Key, Event>,
  record: StoredRecord,
  event: RecordedEvent<Event>,
  expected: ExpectedKey<Key> | undefined,
): Promise<void> | undefined {
  const { projection, transaction, staged, isReplay, refuse, spare } = handling;
  const tools = (expected === undefined ? undefined : spare.tools) ?? {
    attempt: staged.begin(),
    lent: lendQueries(transaction, isReplay),
  };
  const { attempt, lent } = tools;
  spare.tools = undefined;
  if (expected !== undefined) attempt.expect(expected.key, expected.text);
  let handled: void | Promise<void>;
  try {
    handled = projection.handle(attempt.rows, event, lent.transaction);
  } catch (error) {
    if (!(error instanceof RowNotRead)) throw failure(error, record, refuse);
    return handleAgain(handling, record, event, lent, attempt.unknown, 1);
  }
  if (handled === undefined && attempt.unknown.length === 0 && !lent.isUsed()) {
    attempt.accept(record);
    if (expected !== undefined) spare.tools = tools;
    return undefined;
  }
  return finish(handling, record, event, { attempt, lent, handled: Promise.resolve(handled) }, 1);
}

interface UnderWay<Row, Key> extends Tools<Row, Key> {
  readonly handled: Promise<void>;
}

async function finish<Row, Key, Event extends AnyEvent>(
  handling: Handling<Row, Key, Event>,
  record: StoredRecord,
  event: RecordedEvent<Event>,
  { attempt, lent, handled }: UnderWay<Row, Key>,
  tries: number,
): Promise<void> {
  let thrown: { readonly error: unknown } | undefined;
  try {
    await handled;
  } catch (error) {
    thrown = { error };
  }
  // Whatever a handler made of it: it went on with a row that it did not see.
  if (attempt.unknown.length > 0) return handleAgain(handling, record, event, lent, attempt.unknown, tries);
  thrown ??= lent.failed();
  if (thrown !== undefined) {
    await lent.undo().catch(() => undefined);
    throw failure(thrown.error, record, handling.refuse);
  }
  await lent.accept();
  attempt.accept(record);
}

async function handleAgain<Row, Key, Event extends AnyEvent>(
  handling: Handling<Row, Key, Event>,
  record: StoredRecord,
  event: RecordedEvent<Event>,
  before: LentQueries,
  unknown: readonly Key[],
  tries: number,
): Promise<void> {
  const { projection, transaction, staged, isReplay, refuse, read } = handling;
  await before.undo();
  if (tries === mostTries) throw refuse(record, new Error(`its handler asked for other rows ${mostTries} times`));
  await read(record, unknown);
  const attempt = staged.begin();
  const lent = lendQueries(transaction, isReplay);
  const handled = (async () => projection.handle(attempt.rows, event, lent.transaction))();
  return finish(handling, record, event, { attempt, lent, handled }, tries + 1);
}

function failure(error: unknown, record: StoredRecord, refuse: Handling<never, never, AnyEvent>['refuse']): Error {
  return error instanceof StoreError && failuresOfDatabases.has(error.code) ? error : refuse(record, error);
}
