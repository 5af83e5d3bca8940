import { writeSync } from 'node:fs';
import { openStore } from './open-store.js';

// Appends to streams that others append to as well, and says each append that was acknowledged before it makes the next.
// Arguments: the file or the URL, a name, the number of streams, of appends, of events in each. It begins when its input ends.

const [file = '', name = '', streams = '1', appends = '1', length = '1'] = process.argv.slice(2);

writeSync(2, 'ready\n');
for await (const _ of process.stdin);
const store = await openStore(file);
let conflicts = 0;
for (let number = 0; number < Number(appends); number++) {
  const stream = `Cart-${number % Number(streams)}`;
  const data = JSON.stringify({ name, number });
  const events = Array.from({ length: Number(length) }, () => ({ type: 'ItemAdded', version: 1, data }));
  // The first guess is right for whoever is alone; a conflict says the actual revision.
  for (let expected = Math.floor(number / Number(streams)) * Number(length); ;) {
    try {
      const { revision } = await store.append(stream, events, { expected });
      writeSync(1, `${JSON.stringify({ stream, revision, data })}\n`);
      break;
    } catch (error) {
      if (!(error instanceof Error && 'actual' in error && typeof error.actual === 'number')) throw error;
      expected = error.actual;
      conflicts += 1;
    }
  }
}
await store.close();
writeSync(2, `${conflicts}\n`);
