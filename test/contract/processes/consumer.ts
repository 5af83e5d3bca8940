import { writeSync } from 'node:fs';
import { openStore } from './open-store.js';

// Consumes under a name that others consume under too, and says the id of each event that it handled. It ends with its
// input, or is killed. Arguments: the file or the URL.

const [file = ''] = process.argv.slice(2);

const store = await openStore(file, { takeOverAfter: 500, pageSize: 10 });
const stop = new AbortController();
process.stdin.on('end', () => stop.abort()).resume();
writeSync(2, 'ready\n');
await store.consume(
  'reader',
  async (records) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    writeSync(1, records.map(({ id }) => `${id}\n`).join(''));
  },
  { signal: stop.signal },
);
await store.close();
