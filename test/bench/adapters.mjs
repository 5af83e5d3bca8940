// What the adapters cost: `node test/bench/adapters.mjs [rounds]`. Needs a build: `npm run build`.
// A store in memory, so that nothing hides behind a disk; processor time, so that other programs do not count.
import { CommandHandler, getInMemoryEventStore } from '@event-driven-io/emmett';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { emmettEventStore, emmettFold } from '@varve/runtime/emmett';
import { openMemoryStore } from '@varve/runtime/memory';
import { instrumentStore } from '@varve/runtime/opentelemetry';
import { reportTimes } from './measure.mjs';
import { Cart } from '../../build/examples/shop/cart.js';

const rounds = Number(process.argv[2] ?? 15);
const calls = 5_000;
const events = 10_000;
const added = { type: 'ItemAdded', data: { sku: 'A1', quantity: 1, price: null } };
const sdk = { tracerProvider: new BasicTracerProvider({ spanProcessors: [] }), meterProvider: new MeterProvider() };
const instrumented = {
  'as it is': (store) => store,
  'instrumented, no SDK': (store) => instrumentStore(store),
  'instrumented, SDK': (store) => instrumentStore(store, sdk),
};

const figures = new Map();

/** Microseconds of processor time for each of `count`. */
async function measure(name, count, run) {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  figures.set(name, [...(figures.get(name) ?? []), (user + system) / count]);
}

const streamOf = (n) => Cart.stream(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

for (let round = 0; round < rounds; round += 1) {
  for (const [name, wrap] of Object.entries(instrumented)) {
    const store = wrap(await openMemoryStore());
    const records = Cart.codec.encode([added]);
    await measure(`append, ${name}`, calls, async () => {
      for (let n = 0; n < calls; n += 1) await store.append(streamOf(n), records);
    });
    await measure(`read one event, ${name}`, calls, async () => {
      for (let n = 0; n < calls; n += 1)
        for await (const page of store.read(streamOf(n))) if (page.length === 0) throw page;
    });
  }

  const store = await openMemoryStore();
  const ours = emmettEventStore(store, { Cart });
  const theirs = getInMemoryEventStore();
  const long = streamOf(0);
  for (const each of [ours, theirs])
    await each.appendToStream(
      long,
      Array.from({ length: events }, () => added),
    );
  await measure('fold one event, repository.load', events, () => Cart.repository(store).load(Cart.idOf(long)));
  await measure('fold one event, aggregateStream on ours', events, () => ours.aggregateStream(long, emmettFold(Cart)));
  await measure('fold one event, aggregateStream on theirs', events, () =>
    theirs.aggregateStream(long, emmettFold(Cart)),
  );
  const handle = CommandHandler(emmettFold(Cart));
  const both = { ours, theirs };
  for (const [name, eventStore] of Object.entries(both)) {
    await measure(`CommandHandler on a new stream, ${name}`, 2_000, async () => {
      for (let n = 1; n <= 2_000; n += 1) await handle(eventStore, streamOf(n), () => [added]);
    });
  }
}

for (const [title, group] of grouped([...figures])) {
  reportTimes(
    title,
    Object.fromEntries(group.map(([name, values]) => [name.slice(title.length + 2), values])),
    undefined,
    'µs',
  );
}

function titleOf([name]) {
  return name.split(', ')[0];
}

function grouped(entries) {
  const found = new Map();
  for (const entry of entries) found.set(titleOf(entry), [...(found.get(titleOf(entry)) ?? []), entry]);
  return found;
}
