import { StoreError } from '../errors.js';
import type { AnyEvent, RecordedEvent } from '../event.js';
import type { ProjectionTable, StoredRow } from '../projection-table.js';
import type { Projection } from '../projection.js';
import type { StoredRecord } from '../store.js';
import { categoryOf } from '../stores/category.js';
import { keyColumns } from './dialect.js';
import type { EventDecoders } from './event-decoders.js';
import { type ExpectedKey, handleEvent, type Handling } from './handle-event.js';
import { ProjectionError } from './projection-error.js';
import type { TablesTransaction } from './projection-tables.js';
import type { RowCache } from './row-cache.js';
import { stageRows, type StagedRow, type StagedRows } from './staged-rows.js';
import { unkeepable } from './unkeepable.js';

export interface Batch<Row, Key, Event extends AnyEvent> {
  readonly projection: Projection<Row, Key, Event, string>;
  readonly decoders: EventDecoders<Event>;
  /** Where the rows are: the declared table, or the same under another name. */
  readonly table: ProjectionTable<Row, Key>;
  /** What is known of the rows. It must be empty where somebody else may have written them. */
  readonly cache: RowCache<Row>;
  readonly isReplay: boolean;
  /** Where several share the work: whether a key is of this part of it. */
  readonly isMine?: ((keyText: string) => boolean) | undefined;
}

export interface AppliedBatch {
  /** How many rows were written or removed. */
  readonly rows: number;
  /** To be called when the transaction is committed: the cache is right from then on. */
  keep(): void;
}

/**
 * Applies events to the rows: those that the events touch are read in one go, the events are folded in memory, and what
 * came out is written in one go.
 *
 * @throws ProjectionError where an event cannot be taken; StoreError where the database fails. The transaction must be
 * rolled back then.
 */
export async function applyBatch<Row, Key, Event extends AnyEvent>(
  batch: Batch<Row, Key, Event>,
  transaction: TablesTransaction,
  records: readonly StoredRecord[],
): Promise<AppliedBatch> {
  const { projection } = batch;
  const refuse = (record: StoredRecord, cause: unknown): ProjectionError =>
    new ProjectionError({ projection: projection.name, ...record }, { cause });
  const keyFields = keyColumns(batch.table).map(({ field }) => field);
  const staged = stageRows({ ...projection, keyFields }, batch.cache);
  const touched = touchedBy(batch, records, refuse);
  await readRows(batch, transaction, staged, touched, refuse);
  const context: Handling<Row, Key, Event> = {
    projection: batch.projection,
    isReplay: batch.isReplay,
    transaction,
    staged,
    refuse,
    spare: { tools: undefined },
    read: (record, keys) =>
      readRows(
        batch,
        transaction,
        staged,
        keys.map((key) => ({ record, expected: { key, text: batch.projection.keyText(key) } })),
        refuse,
      ),
  };
  for (const { record, event, expected } of touched) {
    const handled = handleEvent(context, record, event, expected);
    if (handled !== undefined) await handled;
  }
  const { rows, removed } = changesOf(batch, transaction, staged, refuse);
  if (rows.length + removed.length > 0) await transaction.write(batch.table, rows, removed);
  return { rows: rows.length + removed.length, keep: staged.keep };
}

export type Refuse = (record: StoredRecord, cause: unknown) => ProjectionError;

interface TouchedKey<Key> {
  readonly record: StoredRecord;
  /** `undefined` where a handler decides. */
  readonly expected: ExpectedKey<Key> | undefined;
}

/** An event that has something to do with the rows. One record may be read as several. */
interface Touched<Key, Event extends AnyEvent> extends TouchedKey<Key> {
  readonly event: RecordedEvent<Event>;
}

function touchedBy<Row, Key, Event extends AnyEvent>(
  batch: Batch<Row, Key, Event>,
  records: readonly StoredRecord[],
  refuse: Refuse,
): readonly Touched<Key, Event>[] {
  const touched: Touched<Key, Event>[] = [];
  for (const record of records) {
    const codec = batch.decoders.get(categoryOf(record.stream));
    if (codec === undefined) continue;
    try {
      for (const event of codec.decode([record])) {
        const key = touchedKey(batch, event);
        if (key === undefined) continue;
        const expected = key === 'custom' ? undefined : { key, text: batch.projection.keyText(key) };
        touched.push({ record, event, expected });
      }
    } catch (error) {
      throw error instanceof StoreError ? error : refuse(record, error);
    }
  }
  return touched;
}

/** `undefined` where the event has nothing to do with these rows. */
function touchedKey<Row, Key, Event extends AnyEvent>(
  { projection, isMine }: Batch<Row, Key, Event>,
  event: RecordedEvent<Event>,
): Key | 'custom' | undefined {
  const key = projection.touches(event);
  if (key === undefined || isMine === undefined) return key;
  if (key === 'custom') throw unshareable(projection.name, event.type);
  return isMine(projection.keyText(key)) ? key : undefined;
}

function unshareable(projection: string, type: string): StoreError {
  return new StoreError(
    'UNSUPPORTED',
    `${projection} cannot be shared by key: which rows ${type} touches is for a handler to decide`,
  );
}

/** Reads the rows of those keys that are not known. */
async function readRows<Row, Key, Event extends AnyEvent>(
  { table }: Batch<Row, Key, Event>,
  transaction: TablesTransaction,
  staged: StagedRows<Row, Key>,
  keys: readonly TouchedKey<Key>[],
  refuse: Refuse,
): Promise<void> {
  const wanted = new Map<string, StoredRow>();
  for (const { record, expected } of keys) {
    if (expected === undefined) continue;
    const { key, text } = expected;
    if (staged.isKnown(text) || wanted.has(text)) continue;
    try {
      const stored = table.writeKey(key);
      // What cannot be kept is not there.
      if (unkeepable(transaction.engine, table.columns, stored) === undefined) wanted.set(text, stored);
      else staged.know(text, undefined);
    } catch (error) {
      throw refuse(record, error);
    }
  }
  if (wanted.size === 0) return;
  const found = await transaction.read(table, [...wanted.values()]);
  let place = 0;
  for (const text of wanted.keys()) {
    const row = found[place];
    place += 1;
    staged.know(text, row === undefined ? undefined : table.parse(row));
  }
}

/** What is to be written, in the order of the keys' texts: all who write lock rows in one order. */
function changesOf<Row, Key, Event extends AnyEvent>(
  { table }: Batch<Row, Key, Event>,
  { engine }: TablesTransaction,
  { changed, isKnown, before }: StagedRows<Row, Key>,
  refuse: Refuse,
): { readonly rows: readonly StoredRow[]; readonly removed: readonly StoredRow[] } {
  const rows: StoredRow[] = [];
  const removed: StoredRow[] = [];
  for (const text of [...changed.keys()].sort()) {
    const entry = changed.get(text);
    if (entry === undefined) continue;
    const row = entry.history.at(-1)?.row;
    // What a handler removes without having looked may be there.
    if (row === before(text) && isKnown(text)) continue;
    if (row === undefined) removed.push(table.writeKey(entry.key));
    else rows.push(storedRow(table, engine, row, entry, refuse));
  }
  return { rows, removed };
}

/** @throws ProjectionError that names the event from which on the row cannot be kept. */
function storedRow<Row, Key>(
  table: ProjectionTable<Row, Key>,
  engine: TablesTransaction['engine'],
  row: Row,
  { history }: StagedRow<Row, Key>,
  refuse: Refuse,
): StoredRow {
  try {
    return keepable(table, engine, row);
  } catch (last) {
    let cause = last;
    const first = history.find((each) => {
      if (each.row === undefined) return false;
      try {
        keepable(table, engine, each.row);
        return false;
      } catch (error) {
        cause = error;
        return true;
      }
    });
    if (first === undefined) throw last;
    throw refuse(first.record, cause);
  }
}

function keepable<Row, Key>(
  table: ProjectionTable<Row, Key>,
  engine: TablesTransaction['engine'],
  row: Row,
): StoredRow {
  const stored = table.write(row);
  const why = unkeepable(engine, table.columns, stored);
  if (why !== undefined) throw new StoreError('INVALID_ARGUMENT', `the row cannot be kept: ${why}`);
  return stored;
}
