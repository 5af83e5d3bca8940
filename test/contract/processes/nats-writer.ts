import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openNatsStore } from '../../../src/runtime/stores/nats/index.js';

// Appends without an end, and says each append that was acknowledged: it is there to be killed. Four write at once, each to a
// stream of its own and to one that all share. A fifth goes on with a chain where the process before it was killed: what
// may be stored already it appends again, under the same ids.
// Arguments: the server, the store's name, a name, the number of events in each append, the chain's next number, or 0.

const [server = '', store = '', name = '', length = '1', next = '1'] = process.argv.slice(2);

const opened = await openNatsStore(server, { name: store });
writeSync(2, 'ready\n');

async function append(stream: string, data: string, ids: (index: number) => { id?: string }): Promise<void> {
  const events = Array.from({ length: Number(length) }, (_, index) => ({
    ...ids(index),
    type: 'ItemAdded',
    version: 1,
    data,
  }));
  const { revision } = await opened.append(stream, events);
  writeSync(1, `${JSON.stringify({ stream, revision, data })}\n`);
}

async function write(lane: number): Promise<void> {
  for (let number = 0; ; number++) {
    const stream = number % 2 === 0 ? `Cart-${name}-${lane}` : 'Cart-shared';
    await append(stream, JSON.stringify({ name, lane, number }), () => ({}));
  }
}

async function goOn(): Promise<void> {
  for (let number = Number(next); ; number++) {
    await append('Chain-1', JSON.stringify({ number }), (index) => ({ id: idOf(`${number} ${index}`) }));
  }
}

/** The same id for the same text. */
function idOf(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

await Promise.all([...[1, 2, 3, 4].map(write), ...(next === '0' ? [] : [goOn()])]);
