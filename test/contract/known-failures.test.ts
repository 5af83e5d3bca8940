import { openMemoryProjection } from '@varve/runtime';
import { openMemoryStore } from '@varve/runtime/memory';
import { describe, expect, it } from 'vitest';
import { Cart } from '../../examples/shop/cart.js';
import { CartId, cartSummary, demandBySku, Sku } from '../../generated/shop/index.js';
import { analyseSources, compileSources } from '../../src/compile.js';
import { DecodeError } from '../../src/runtime/errors.js';
import type { MemoryStore } from '../../src/runtime/stores/memory/memory-store.js';

// What other event stores got wrong, above the store: what a store itself can get wrong is a group of the conformance
// suite, by the same names.

const id = CartId('3d6f0a57-6a3e-4b0e-9d0c-1f2e3d4c5b6a');
const stream = Cart.stream(id);

async function storeOf2021(): Promise<MemoryStore> {
  const store = await openMemoryStore();
  await store.append(stream, [
    { type: 'CartCreated', version: 1, data: '{}' },
    { type: 'ItemAdded', version: 1, data: '{"sku":"A1","qty":2}' },
    { type: 'ItemAdded', version: 2, data: '{"sku":"A1","quantity":3}' },
  ]);
  return store;
}

describe('what other event stores got wrong', () => {
  it('schema version written as a constant, so readers sniff shapes', async () => {
    const store = await storeOf2021();
    const carts = Cart.repository(store);
    await carts.append(id, [{ type: 'ItemAdded', data: { sku: Sku('A1'), quantity: 1, price: null } }]);
    const versions: number[] = [];
    for await (const page of store.read(stream)) versions.push(...page.map(({ version }) => version));
    expect(versions).toEqual([1, 1, 2, 3]);
    // The shape of version 2 under the name of version 1: what it says is believed, and it does not hold.
    await store.append(stream, [{ type: 'ItemAdded', version: 1, data: '{"sku":"A1","quantity":3}' }]);
    await expect(carts.load(id)).rejects.toThrow(DecodeError);
  });

  it('upcasters bypassed by the projection daemon', async () => {
    const demand = openMemoryProjection(demandBySku(), { Cart });
    await demand.catchUp(await storeOf2021());
    expect(demand.rows()).toEqual([{ sku: 'A1', added: 5n, removed: 0n }]);
  });

  it('snapshots decoded before their version is compared', async () => {
    const store = await storeOf2021();
    const failures: unknown[] = [];
    await store.snapshots.write(stream, 'of another build', { revision: 3, state: 'not even JSON' });
    const carts = Cart.repository(store, { onSnapshotError: (error) => failures.push(error) });
    expect((await carts.load(id)).state.items).toEqual({ A1: 5 });
    expect(failures).toEqual([]);
  });

  it('upcasters never applied to snapshots: a state of another build is folded anew', async () => {
    const store = await storeOf2021();
    await store.snapshots.write(stream, `${Cart.snapshot.fingerprint} `, {
      revision: 3,
      state: '{"status":"open","items":{"A1":99}}',
    });
    expect((await Cart.repository(store).load(id)).state.items).toEqual({ A1: 5 });
  });

  it('projections rebuilt by replay fire their side effects again', async () => {
    const store = await storeOf2021();
    const mails: number[] = [];
    const consume = async (): Promise<void> => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 20);
      await store.consume('mails', (page) => void mails.push(...page.map(({ revision }) => revision)), {
        signal: stop.signal,
      });
    };
    await consume();
    for (let times = 0; times < 2; times++) {
      const rebuilt = openMemoryProjection(cartSummary(), { Cart });
      await rebuilt.catchUp(store);
      expect(rebuilt.rows()).toHaveLength(1);
    }
    await consume();
    expect(mails).toEqual([1, 2, 3]);
  });

  it('one 10,000-event catalogue page of 128 MB: what is generated grows with the schema, and no faster', () => {
    const bytesFor = (events: number): number => {
      const names = Array.from({ length: events }, (_, index) => `Happened${String(index).padStart(4, '0')}`);
      const schema = `varve: 1
context: many
aggregates:
  Thing:
    id: uuid
    events:
${names.map((name) => `      ${name}: { versions: { 1: { fields: { a: int } }, 2: { fields: { b: { type: int, from: a } } } } }`).join('\n')}
    state:
      fields: { n: { type: long, init: 0 } }
      reduce:
${names.map((name) => `        ${name}: { add: { n: b } }`).join('\n')}
`;
      const sources = [{ path: 'many.varve.yaml', bytes: Buffer.from(schema) }];
      const { files } = compileSources(sources, { timestamps: 'string', importExtension: '.js' });
      return files.reduce((sum, { text }) => sum + text.length, 0);
    };
    const [few, many] = [bytesFor(40), bytesFor(400)];
    expect(many / few).toBeLessThan(10.5);
    expect(many / 400).toBeLessThan(6_000);
  });

  it('a linter with no positions', () => {
    const text = 'varve: 1\ncontext: shop\naggregates:\n  Cart: { id: Nothing, events: {}, state: { fields: {} } }\n';
    const { diagnostics } = analyseSources([{ path: 'cart.varve.yaml', bytes: Buffer.from(text) }]);
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const { span } of diagnostics) {
      expect(span.path).toBe('cart.varve.yaml');
      expect([span.line, span.column > 0]).toEqual([4, true]);
    }
  });
});
