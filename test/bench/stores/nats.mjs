// NATS: a `nats-server` of its own, which must be on the PATH, with JetStream on the disk in a folder that is removed.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { openNatsStore } from '@varve/runtime/nats';
import { Cart } from '../../../build/examples/shop/cart.js';
import { atOnce, inTurns, report } from '../measure.mjs';
import { freePort } from '../free-port.mjs';

const data = JSON.stringify({ sku: 'A-1042', quantity: 3, price: { amount: '12.50', currency: 'EUR' } });
const type = 'ItemAdded';

export async function benchNats({ rounds = 5, largest = 1_000_000 } = {}) {
  const { url, stop } = await startServer();
  const connection = await connect({ servers: url, noAsyncTraces: true });
  const store = await openNatsStore(url);
  try {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'bare', subjects: ['bare.>'] });
    const client = jetstream(connection);
    await oneAtATime(client, store, rounds);
    await fiftyAtOnce(client, store, rounds);
    await readTenThousand(client, store, rounds);
    await asItGrows(client, store, largest);
  } finally {
    await store.close();
    await connection.close();
    await stop();
  }
}

/** Publishes behind the sequence that the subject's last message has. */
const publishBare = (client, subject, lastSubjectSequence) =>
  client.publish(subject, data, { expect: { lastSubjectSequence } });

let streams = 0;
const newStream = () => `Cart-${(streams += 1)}-${randomUUID()}`;
const newSubject = () => `bare.Cart.${(streams += 1)}-${randomUUID()}`;

async function oneAtATime(client, store, rounds) {
  const sides = {
    async 'bare publish with the expected sequence'() {
      const subject = newSubject();
      let last = 0;
      for (let number = 0; number < 2000; number += 1) last = (await publishBare(client, subject, last)).seq;
      return 2000;
    },
    async Varve() {
      const stream = newStream();
      for (let expected = 0; expected < 2000; expected += 1)
        await store.append(stream, [{ type, version: 1, data }], { expected });
      return 2000;
    },
  };
  report('appends, one at a time', await inTurns(rounds, sides));
}

/** Fifty clients, each with a stream of its own. */
async function fiftyAtOnce(client, store, rounds) {
  const lanes = async (lane) => {
    await Promise.all(Array.from({ length: 50 }, lane));
    return 50 * 200;
  };
  const sides = {
    'bare publishes with the expected sequence': () =>
      lanes(async () => {
        const subject = newSubject();
        let last = 0;
        for (let number = 0; number < 200; number += 1) last = (await publishBare(client, subject, last)).seq;
      }),
    Varve: () =>
      lanes(async () => {
        const stream = newStream();
        for (let expected = 0; expected < 200; expected += 1)
          await store.append(stream, [{ type, version: 1, data }], { expected });
      }),
  };
  report('appends, 50 at once', await inTurns(rounds, sides));
}

async function readTenThousand(client, store, rounds) {
  const [cartId, fields] = [randomUUID(), { sku: 'A1', quantity: 1, price: null }];
  const carts = Cart.repository({ ...store, snapshots: undefined });
  await carts.append(cartId, [{ type: 'CartCreated', data: {} }]);
  let text = '';
  await store.append(newStream(), [{ type, version: 1, data }]);
  for (let number = 1; number < 10_000; number += 1) await carts.append(cartId, [{ type, data: fields }]);
  let stream = '';
  for await (const page of store.readAll({ types: [type] })) {
    const found = page.find(({ revision }) => revision > 5000);
    if (found !== undefined) [stream, text] = [found.stream, found.data];
  }
  const subject = newSubject();
  let last = 0;
  for (let number = 0; number < 10_000; number += 1)
    last = (await client.publish(subject, text, { expect: { lastSubjectSequence: last } })).seq;
  const inTens = newStream();
  const ten = Array.from({ length: 10 }, () => ({ type, version: 1, data: text }));
  for (let number = 0; number < 1000; number += 1) await store.append(inTens, ten);
  const sides = {
    async 'an ordered consumer and JSON.parse'() {
      const consumer = await client.consumers.get('bare', { filter_subjects: subject });
      let [count, sum] = [0, 0];
      for await (const message of await consumer.consume({ max_messages: 512 })) {
        sum += message.json().quantity;
        count += 1;
        if (message.info.pending === 0) break;
      }
      await consumer.delete();
      if (sum !== 10_000) throw new Error(`${sum}`);
      return count;
    },
    'Varve and JSON.parse': () => readAndParse(store, stream, 9999),
    'the same, ten events to a commit': () => readAndParse(store, inTens, 10_000),
    async 'Varve, decoded and folded'() {
      const { revision } = await carts.load(cartId);
      return revision;
    },
  };
  report('events read of a stream of 10,000, one to a commit where nothing else is said', await inTurns(rounds, sides));
}

async function readAndParse(store, stream, expected) {
  let [sum, count] = [0, 0];
  for await (const records of store.read(stream)) {
    for (const record of records) sum += JSON.parse(record.data).quantity ?? 0;
    count += records.length;
  }
  if (sum !== expected) throw new Error(`${sum}`);
  return count;
}

/** The same load, at each size of the store. */
async function asItGrows(client, store, largest) {
  const append = (stream) => store.append(stream, [{ type, version: 1, data }], { expected: 'absent' });
  const bare = (subject) => publishBare(client, subject, 0);
  let stored = 0;
  for (let size = 1000; size <= largest; size *= 10) {
    await atOnce(500, size - stored, () => Promise.all([append(newStream()), bare(newSubject())]));
    stored = size;
    const sides = {
      'bare publish, one at a time': async () => {
        for (let number = 0; number < 500; number += 1) await bare(newSubject());
        return 500;
      },
      'Varve, one at a time': async () => {
        for (let number = 0; number < 500; number += 1) await append(newStream());
        return 500;
      },
      'Varve, 50 at once': () => atOnce(50, 5000, () => append(newStream())),
      'Varve, a stream of ten events read': async () => {
        const stream = newStream();
        for (let number = 0; number < 10; number += 1) await store.append(stream, [{ type, version: 1, data }]);
        for (let number = 0; number < 100; number += 1) for await (const page of store.read(stream)) void page;
        return 100;
      },
    };
    report(`a store of ${size.toLocaleString('en')} commits, each to a stream of its own`, await inTurns(3, sides));
  }
}

async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
  const port = await freePort();
  const args = ['--addr', '127.0.0.1', '--port', `${port}`, '--jetstream', '--store_dir', folder];
  const server = spawn('nats-server', args, { stdio: 'ignore' });
  const url = `nats://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    try {
      await (await connect({ servers: url, reconnect: false })).close();
      break;
    } catch (error) {
      if (tries === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  return {
    url,
    async stop() {
      server.kill();
      await new Promise((resolve) => server.on('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
