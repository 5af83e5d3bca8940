import { writeSync } from 'node:fs';
import { openStore } from './open-store.js';

// Appends without an end, eight at once, each to a stream of its own and to one that all share, and says each append that
// was acknowledged: it is there to be killed. Arguments: the file or the URL, a name, the number of events in each append.

const [file = '', name = '', length = '1'] = process.argv.slice(2);

const store = await openStore(file);
writeSync(2, 'ready\n');

async function write(lane: number): Promise<void> {
  for (let number = 0; ; number++) {
    const data = JSON.stringify({ name, lane, number });
    const events = Array.from({ length: Number(length) }, () => ({ type: 'ItemAdded', version: 1, data }));
    const stream = number % 2 === 0 ? `Cart-${name}-${lane}` : 'Cart-shared';
    const { revision } = await store.append(stream, events);
    writeSync(1, `${JSON.stringify({ stream, revision, data })}\n`);
  }
}

await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(write));
