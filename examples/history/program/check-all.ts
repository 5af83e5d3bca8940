import { deepStrictEqual } from 'node:assert/strict';
import type { Aggregate, AnyEvent, EventStore, RecordedEvent, StoredRecord } from '@varve/runtime';
import { Account, Customer, projections } from './bank.js';
import { checkAggregate, type DayOf } from './check-aggregate.js';
import { accountState, balancesRows, customerState, eventsRead, segmentsRows, spendingRows } from './expected.js';
import type { Facts } from './ledger.js';
import { accountNames, accountOf, customerNames, customerOf } from './names.js';
import { watchSnapshots } from './watched-store.js';

/** What was read, and found to be right. */
export interface Checked {
  /** How many events of each name and version are stored: `DepositMade@1`. */
  readonly stored: Readonly<Record<string, number>>;
  /** As how many events they are read. */
  readonly read: number;
  readonly aggregates: readonly CheckedAggregate[];
  readonly projections: readonly CheckedProjection[];
}

export interface CheckedAggregate {
  readonly aggregate: string;
  readonly name: string;
  readonly revision: number;
  /** Of the snapshot that the first load began with; `null` where it began at the start. */
  readonly snapshot: number | null;
  readonly state: unknown;
}

export interface CheckedProjection {
  readonly projection: string;
  readonly rows: readonly unknown[];
}

/** Reads all that the store holds, in every way there is, and fails where it is not what the ledger says. */
export async function checkAll(store: EventStore, days: readonly Facts[]): Promise<Checked> {
  const accounts = await checkEach(Account, accountNames, accountOf, store, (name) =>
    days.map(({ date, accounts: { [name]: facts } }) => ({
      date,
      facts: facts && { revision: facts.revision, state: accountState(facts) },
    })),
  );
  const customers = await checkEach(Customer, customerNames, customerOf, store, (name) =>
    days.map(({ date, customers: { [name]: facts } }) => ({
      date,
      facts: facts && { revision: facts.revision, state: customerState(facts) },
    })),
  );

  const records = await readAll(store);
  const today = days.at(-1);
  const read = decode(records);
  const counts = today === undefined ? [0, 0] : [today.stored, eventsRead(today)];
  deepStrictEqual([records.length, read.length], counts, 'how many events are stored, and as how many they are read');
  const followed = await follow(store, records.at(-1)?.position ?? 0n);
  deepStrictEqual(decode(followed), read, 'a subscription gives what reading gives');
  return {
    stored: countOf(records),
    read: read.length,
    aggregates: [...accounts, ...customers],
    projections: await checkProjections(store, followed, today),
  };
}

async function checkEach<Name extends string, Id, State, Writable extends AnyEvent, Readable extends AnyEvent>(
  aggregate: Aggregate<Id, State, Writable, Readable>,
  names: readonly Name[],
  idOf: (name: Name) => Id,
  store: EventStore,
  daysOf: (name: Name) => readonly DayOf<State>[],
): Promise<readonly CheckedAggregate[]> {
  const checked: CheckedAggregate[] = [];
  for (const name of names) {
    const id = idOf(name);
    const watched = watchSnapshots(store);
    const { state, revision, exists } = await aggregate.repository(watched.store).load(id);
    await checkAggregate(aggregate, id, store, daysOf(name));
    const snapshot = watched.given.get(aggregate.stream(id)) ?? null;
    if (exists) checked.push({ aggregate: aggregate.name, name, revision, snapshot, state });
  }
  return checked;
}

/** Each read model is made twice: of what reading gives, and of what a subscription gives. */
async function checkProjections(
  store: EventStore,
  followed: readonly StoredRecord[],
  facts: Facts | undefined,
): Promise<readonly CheckedProjection[]> {
  const [caughtUp, applied] = [projections(), projections()];
  const expected = {
    Balances: facts === undefined ? [] : balancesRows(facts),
    Spending: facts === undefined ? [] : spendingRows(facts),
    Segments: facts === undefined ? [] : segmentsRows(facts),
  };
  const checked: CheckedProjection[] = [];
  for (const name of ['Balances', 'Spending', 'Segments'] as const) {
    await caughtUp[name].catchUp(store);
    await applied[name].apply(followed);
    const rows = caughtUp[name].rows();
    deepStrictEqual(new Set<unknown>(rows), new Set<unknown>(expected[name]), `the rows of ${name}`);
    deepStrictEqual(applied[name].rows(), rows, `the rows of ${name}, from a subscription`);
    checked.push({ projection: name, rows });
  }
  return checked;
}

/** Every event in the order of positions, as the code of this day reads it. */
function decode(records: readonly StoredRecord[]): readonly RecordedEvent<AnyEvent>[] {
  return records.flatMap((record): readonly RecordedEvent<AnyEvent>[] =>
    (Account.idOf(record.stream) === undefined ? Customer : Account).codec.decode([record]),
  );
}

async function readAll(store: EventStore): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of store.readAll()) records.push(...page);
  return records;
}

/** What a subscription gives, up to a position. */
async function follow(store: EventStore, last: bigint): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = [];
  if (last === 0n) return records;
  for await (const page of store.subscribe()) {
    records.push(...page);
    if ((page.at(-1)?.position ?? 0n) >= last) break;
  }
  return records;
}

function countOf(records: readonly StoredRecord[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { type, version } of records) counts[`${type}@${version}`] = (counts[`${type}@${version}`] ?? 0) + 1;
  return counts;
}
