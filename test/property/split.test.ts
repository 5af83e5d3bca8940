import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EmittedFile } from '../../src/codegen/emitted-file.js';
import { StepFailure } from '../../src/evolution/interpret-plan.js';
import { createRepository } from '../../src/runtime/create-repository.js';
import {
  type AnyEvent,
  DecodeError,
  type EventStore,
  openMemoryProjection,
  type Repository,
  type SnapshotStore,
  type StoredRecord,
  toCloudEvent,
  UnknownVersionError,
} from '../../src/runtime/index.js';
import { openMemoryStore } from '../../src/runtime/stores/memory/index.js';
import { openSqliteStore } from '../../src/runtime/stores/sqlite/index.js';
import { typeErrors } from '../support/type-errors.js';
import { expectedParts } from './split/expected-parts.js';
import {
  type Generated,
  generatedOf,
  type Handler,
  type Key,
  type Row,
  seenText,
  type State,
  textOf,
} from './split/generated-cart.js';
import { asStored, type Happening, someRecord } from './split/split-history.js';
import { someSplitSchema } from './split/split-schema.js';
import { type Draw } from './upcast/chain.js';

/** A store with the capabilities that the stores here have. */
type FullStore = EventStore & { readonly snapshots: SnapshotStore };

const carts = ['0190163d-8694-739b-aea5-26c966f8ad90', '0190163d-8694-739b-aea5-26c966f8ad91'] as const;
const streams = carts.map((cart) => `Cart-${cart}`);

/** A history that can be read; what cannot is an error, and is tried at once. */
function someHistory(draw: Draw, schema: ReturnType<typeof someSplitSchema>, { emit, cart }: Generated): Happening[] {
  const length = 1 + draw(fc.nat, { max: 9 });
  const revisions = [0, 0];
  let time = start;
  return Array.from({ length }, (_, number): Happening[] => {
    const record = someRecord(draw, schema, number);
    const index = draw(fc.nat, { max: 3 }) === 0 ? 1 : 0;
    const after = draw(fc.nat, { max: 2 });
    const revision = (revisions[index] ?? 0) + 1;
    const recordedAt = new Date(time + after).toISOString();
    const there = asStored(record, { stream: streams[index] ?? '', revision, recordedAt });
    const fails = isFailing(() => expectedParts(there, emit), StepFailure);
    expect([record, isFailing(() => cart.codec.decode([there]), DecodeError)]).toEqual([record, fails]);
    if (fails) return [];
    revisions[index] = revision;
    time += after;
    return [{ cart: index, after, record }];
  }).flat();
}

const start = Date.parse('2026-01-02T03:04:05.678Z');

function isFailing(run: () => unknown, failure: new (...args: never[]) => Error): boolean {
  try {
    run();
    return false;
  } catch (error) {
    if (error instanceof failure) return true;
    throw error;
  }
}

const opening = {
  memory: (clock: () => Date): Promise<FullStore> => openMemoryStore({ clock, pageSize: 3 }),
  sqlite: (clock: () => Date): Promise<FullStore> =>
    openSqliteStore(':memory:', { clock, pageSize: 3, synchronous: 'normal', pollInterval: 1 }),
};

interface Told {
  readonly store: FullStore;
  readonly records: readonly StoredRecord[];
}

/** A store in which the history happened. */
async function told(
  open: (clock: () => Date) => Promise<FullStore>,
  history: readonly Happening[],
  each?: (store: FullStore, happening: Happening) => Promise<void>,
): Promise<Told> {
  let now = start;
  const store = await open(() => new Date(now));
  for (const happening of history) {
    now += happening.after;
    await store.append(streams[happening.cart] ?? '', [happening.record]);
    await each?.(store, happening);
  }
  const records: StoredRecord[] = [];
  for await (const page of store.readAll()) records.push(...page);
  return { store, records };
}

const ofStream = (records: readonly StoredRecord[], stream: string | undefined): readonly StoredRecord[] =>
  records.filter((record) => record.stream === stream);

async function readsAlike(
  generated: Generated,
  history: readonly Happening[],
  { store, records }: Told,
): Promise<void> {
  const expected = (some: readonly StoredRecord[]): string[] =>
    some.flatMap((record) => expectedParts(record, generated.emit)).map(seenText);
  decodesAlike(generated, records, expected(records));
  const repository = createRepository(generated.cart, store);
  for (const [index, stream] of streams.entries()) {
    const own = ofStream(records, stream);
    await repositoryReadsAlike(generated, repository, carts[index] ?? '', own, expected);
    await snapshotsReadAlike(generated, store, carts[index] ?? '', own, expected);
  }
  const rows = streams.map((stream) => expected(ofStream(records, stream)));
  await projectsAlike(generated, store, records, rows);
  expect(history).toHaveLength(records.length);
}

function decodesAlike({ cart }: Generated, records: readonly StoredRecord[], expected: readonly string[]): void {
  for (let size = 1; size <= records.length; size += 1) {
    const events: string[] = [];
    for (let at = 0; at < records.length; at += size)
      events.push(...cart.codec.decode(records.slice(at, at + size)).map(textOf));
    expect(events).toEqual(expected);
  }
  const ids = cart.codec.decode(records).map((event) => toCloudEvent(event, { source: '/shop' }).id);
  expect(new Set(ids).size).toBe(expected.length);
}

type Expected = (records: readonly StoredRecord[]) => string[];

async function repositoryReadsAlike(
  generated: Generated,
  repository: Repository<string, State, AnyEvent, AnyEvent>,
  cart: string,
  records: readonly StoredRecord[],
  expected: Expected,
): Promise<void> {
  const changes: string[] = [];
  let state = generated.cart.initialState;
  for await (const { event, before, after } of repository.history(cart)) {
    expect(before).toEqual(state);
    changes.push(textOf(event));
    expect(after.log).toEqual(changes);
    state = after;
  }
  expect(changes).toEqual(expected(records));
  for (let revision = 0; revision <= records.length; revision += 1) {
    const loaded = await repository.load(cart, { at: { revision } });
    const log = expected(records.slice(0, revision));
    expect(loaded).toEqual({ id: cart, state: { log }, revision, exists: revision > 0 });
  }
  for (const { recordedAt } of records) {
    const loaded = await repository.load(cart, { at: { time: recordedAt } });
    const until = records.filter((record) => record.recordedAt <= recordedAt);
    expect(loaded).toEqual({ id: cart, state: { log: expected(until) }, revision: until.length, exists: true });
  }
}

/** From a snapshot that was taken at any revision, of which the parts after it alone are folded. */
async function snapshotsReadAlike(
  { cart, folded }: Generated,
  store: FullStore,
  id: string,
  records: readonly StoredRecord[],
  expected: Expected,
): Promise<void> {
  const every = records.length + 1;
  const repository = createRepository({ ...cart, snapshot: { ...cart.snapshot, every } }, store);
  const all = expected(records);
  for (let revision = 1; revision <= records.length; revision += 1) {
    const log = expected(records.slice(0, revision));
    const snapshot = { revision, state: cart.snapshot.encode({ log }) };
    await store.snapshots.write(`Cart-${id}`, cart.snapshot.fingerprint, snapshot);
    folded.count = 0;
    expect(await repository.load(id)).toEqual({ id, state: { log: all }, revision: records.length, exists: true });
    expect(folded.count).toBe(all.length - log.length);
  }
}

async function projectsAlike(
  { cart, log }: Generated,
  store: FullStore,
  records: readonly StoredRecord[],
  expected: readonly (readonly string[])[],
): Promise<void> {
  const append: Handler = (rows, event) => {
    const cartId = event.stream.slice('Cart-'.length);
    rows.put({ cartId, log: [...(rows.get({ cartId })?.log ?? []), textOf(event)] });
  };
  const last = records.at(-1)?.position ?? 0n;
  const rowsOf = (projection: { get(key: Key): Row | undefined }): (readonly string[])[] =>
    carts.map((cartId) => projection.get({ cartId })?.log ?? []);

  const caughtUp = openMemoryProjection(log(append), { Cart: cart });
  await caughtUp.catchUp(store);
  expect([rowsOf(caughtUp), caughtUp.position]).toEqual([expected, last]);

  const following = openMemoryProjection(log(append), { Cart: cart });
  const stop = new AbortController();
  for await (const page of store.subscribe({ signal: stop.signal })) {
    await following.apply(page);
    if (following.position === last) stop.abort();
  }
  expect([rowsOf(following), following.position]).toEqual([expected, last]);

  // Fails once at every part of every event, in front of it or behind it, and goes on from its checkpoint.
  const failed = new Set<string>();
  const failing = openMemoryProjection(
    log((rows, event) => {
      const key = `${event.position}/${event.index}`;
      const isFirst = !failed.has(key);
      failed.add(key);
      if (isFirst && event.revision % 2 === 0) throw new Error(key);
      append(rows, event);
      if (isFirst) throw new Error(key);
    }),
    { Cart: cart },
  );
  const stops = expected.flat().length;
  for (let stopped = 0; stopped < stops; stopped += 1) {
    await expect(failing.catchUp(store)).rejects.toThrow(/^\d+\/\d+$/u);
    const behind = records.filter(({ position }) => position <= failing.position);
    const done = streams.map((stream) => ofStream(behind, stream).length);
    const parts = rowsOf(failing).map((texts) => new Set(texts.map((text) => String(JSON.parse(text).revision))).size);
    // What is in the rows is of events behind the checkpoint, and each of those is there with all of its parts.
    for (const [index, count] of parts.entries()) expect(count).toBeLessThanOrEqual(done[index] ?? 0);
    expect(rowsOf(failing)).toEqual(expected.map((texts) => texts.filter((text) => isBehind(text, failing.position))));
  }
  await failing.catchUp(store);
  expect([rowsOf(failing), failing.position]).toEqual([expected, last]);
}

function isBehind(text: string, position: bigint): boolean {
  return BigInt((JSON.parse(text) as { readonly position: string }).position) <= position;
}

/** A snapshot is due by revisions, however many parts they are read as. */
async function keepsSnapshots(generated: Generated, history: readonly Happening[]): Promise<void> {
  const { cart, emit } = generated;
  for (let every = 1; every <= history.length; every += 1) {
    const spaced = { ...cart, snapshot: { ...cart.snapshot, every } };
    const kept = [0, 0];
    const revisions = [0, 0];
    await told(opening.memory, history, async (store, happening) => {
      const at = happening.cart;
      const revision = (revisions[at] ?? 0) + 1;
      revisions[at] = revision;
      const { state } = await createRepository(spaced, store).load(carts[at]);
      if (revision - (kept[at] ?? 0) >= every) kept[at] = revision;
      const snapshot = await store.snapshots.read(streams[at] ?? '', cart.snapshot.fingerprint);
      expect(snapshot?.revision ?? 0).toBe(kept[at]);
      const records: StoredRecord[] = [];
      for await (const page of store.read(streams[at] ?? '')) records.push(...page);
      expect(state.log).toEqual(records.flatMap((record) => expectedParts(record, emit)).map(seenText));
    });
  }
}

function refusesNewerVersions(draw: Draw, schema: ReturnType<typeof someSplitSchema>, { cart }: Generated): void {
  for (const { name, was, versions } of schema.events) {
    for (const type of [name, ...was]) {
      for (const version of [versions.length + 1 + draw(fc.nat, { max: 9 }), 0, 0.5, versions.length - 0.5]) {
        const at = { stream: streams[0] ?? '', revision: 1, recordedAt: new Date(start).toISOString() };
        const record = { ...asStored(someRecord(draw, schema, 1), at), type, version, data: '{}' };
        for (const unknownTypes of ['error', 'skip'] as const)
          expect(isFailing(() => cart.codec.decode([record], { unknownTypes }), UnknownVersionError)).toBe(true);
      }
    }
  }
}

/** An error of the compiler with the line of generated code that it is of. */
function withLine(error: string): string {
  const [, path, line] = /^out\/([^(]+)\((\d+),/u.exec(error) ?? [];
  const text = compiled.find((file) => file.path === path)?.text.split('\n');
  return [error, ...(text?.slice(Number(line) - 6, Number(line)) ?? [])].join('\n');
}

const runs = Number(process.env['SPLIT_RUNS'] ?? 15);
const seed = process.env['SPLIT_SEED'];
const compiled: EmittedFile[] = [];

describe('retired and split events', () => {
  it.each(['string', 'date'] as const)(
    'are the same parts however they are read, timestamps as %s',
    async (timestamps) => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (draw) => {
          count += 1;
          const context = `${timestamps}-${count}`;
          const schema = someSplitSchema(draw, context);
          try {
            const generated = generatedOf(schema.text, context, timestamps);
            compiled.push(...generated.files);
            refusesNewerVersions(draw, schema, generated);
            const history = someHistory(draw, schema, generated);
            for (const open of Object.values(opening)) {
              const there = await told(open, history);
              if (history.length > 0) await readsAlike(generated, history, there);
              await there.store.close();
            }
            await keepsSnapshots(generated, history);
          } catch (error) {
            throw new Error(`${error instanceof Error ? error.message : String(error)}\n${schema.text}`, {
              cause: error,
            });
          }
        }),
        // A schema does not get much plainer by shrinking, which takes minutes.
        { numRuns: runs, endOnFailure: true, ...(seed === undefined ? {} : { seed: Number(seed) }) },
      );
    },
    600_000,
  );

  it('compile under every flag', () => {
    expect(compiled.length).toBeGreaterThan(0);
    expect(typeErrors(compiled).map(withLine)).toEqual([]);
  });
});
