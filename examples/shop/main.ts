import { parseArgs } from 'node:util';
import { type EventStore, openMemoryProjection } from '@varve/runtime';
import { CartId, cartSummary, demandBySku, Sku } from '../../generated/shop/index.js';
import { Cart } from './cart.js';
import { demoStores } from './stores/open-demo-store.js';

const oldCart = CartId('0f0e9c1e-54c5-4f5b-8a53-2f9c7f0f3b11');

const { values } = parseArgs({ options: { store: { type: 'string', default: 'sqlite' }, url: { type: 'string' } } });
const open = Object.hasOwn(demoStores, values.store) ? demoStores[values.store] : undefined;
if (open === undefined) {
  console.error(`--store is one of ${Object.keys(demoStores).join(', ')}; it is ${JSON.stringify(values.store)}`);
  process.exit(2);
}

const { store, end } = await open(values.url);
try {
  await shop(store);
  await readOldEvents(store);
  await travelInTime(store);
  await readProjections(store);
  await takeSnapshots(store);
} finally {
  await end();
}

/** The main job: A1 is added twice and removed once, so one is left. */
async function shop(store: EventStore): Promise<void> {
  title('A new cart');
  const carts = Cart.repository(store);
  const cartId = CartId('3d6f0a57-6a3e-4b0e-9d0c-1f2e3d4c5b6a');
  const sku = Sku('A1');

  await carts.append(cartId, [{ type: 'CartCreated', data: {} }], { expected: 'absent' });
  for (let times = 0; times < 2; times += 1) {
    await carts.execute(cartId, () => ({ type: 'ItemAdded', data: { sku, quantity: 1, price: null } }), { retry: 3 });
  }
  const { state, revision } = await carts.execute(cartId, (cart) => {
    if (cart.status !== 'open') throw new Error('this cart is closed');
    return { type: 'ItemRemoved', data: { sku, quantity: 1 } };
  });
  console.log(`revision ${revision}: ${JSON.stringify(state)}`);
}

/** Every event of an old cart, in the shape of today, whatever version was stored. */
async function readOldEvents(store: EventStore): Promise<void> {
  title('The audit trail of a cart from 2021');
  for await (const { event, after } of Cart.repository(store).history(oldCart)) {
    const what = `${event.type} (stored as version ${event.storedVersion})`.padEnd(36);
    console.log(`${event.revision}  ${event.recordedAt}  ${what} ${JSON.stringify(event.data)}`);
    console.log(`${' '.repeat(29)}→ ${JSON.stringify(after.items)}`);
  }
}

async function travelInTime(store: EventStore): Promise<void> {
  title('The same cart, earlier');
  const carts = Cart.repository(store);
  const atRevision = await carts.load(oldCart, { at: { revision: 2 } });
  const in2022 = await carts.load(oldCart, { at: { time: '2022-01-01T00:00:00Z' } });
  const today = await carts.load(oldCart);
  console.log(`at revision 2:        ${JSON.stringify(atRevision.state.items)}`);
  console.log(`at the start of 2022: ${JSON.stringify(in2022.state.items)}`);
  console.log(`today:                ${JSON.stringify(today.state.items)}`);
}

async function readProjections(store: EventStore): Promise<void> {
  title('Projections');
  const carts = openMemoryProjection(cartSummary(), { Cart });
  const demand = openMemoryProjection(demandBySku(), { Cart });
  await carts.catchUp(store);
  await demand.catchUp(store);
  console.table(carts.rows());
  console.table(demand.rows());
}

/** Ten thousand events in one stream: folded from the start, and from the last snapshot. */
async function takeSnapshots(store: EventStore): Promise<void> {
  title('A stream of 10,000 events');
  const cartId = CartId('9a1c7f3e-2b4d-4e6f-8a0b-c1d2e3f4a5b6');
  const carts = Cart.repository(store);
  await carts.append(cartId, [{ type: 'CartCreated', data: {} }]);
  for (let written = 1; written < 10_000; written += 1_111) {
    const count = Math.min(1_111, 10_000 - written);
    const events = Array.from({ length: count }, (_, index) => ({
      type: 'ItemAdded' as const,
      data: { sku: Sku(`A${index % 20}`), quantity: 1, price: null },
    }));
    await carts.append(cartId, events);
  }
  await store.snapshots?.delete(Cart.stream(cartId));

  const fromTheStart = await timed(() => carts.load(cartId));
  const fromSnapshot = await timed(() => carts.load(cartId));
  console.log(
    `folded from the start:  ${fromTheStart.milliseconds.toFixed(1)} ms, revision ${fromTheStart.value.revision}`,
  );
  console.log(
    `from the snapshot:      ${fromSnapshot.milliseconds.toFixed(1)} ms, revision ${fromSnapshot.value.revision}`,
  );
}

async function timed<Value>(work: () => Promise<Value>): Promise<{ value: Value; milliseconds: number }> {
  const start = performance.now();
  const value = await work();
  return { value, milliseconds: performance.now() - start };
}

function title(text: string): void {
  console.log(`\n${text}\n${'─'.repeat(text.length)}`);
}
