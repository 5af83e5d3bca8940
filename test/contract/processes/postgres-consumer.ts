import { writeSync } from 'node:fs';
import { openPostgresStore } from '../../../src/runtime/stores/postgres/index.js';

// Consumes under a name that others consume under too, and notes each event in a table, in the transaction of its page.
// It ends with its input, or is killed. Arguments: the URL.

const [url = ''] = process.argv.slice(2);

const store = await openPostgresStore(url, { pageSize: 10, connections: 3 });
const stop = new AbortController();
process.stdin.on('end', () => stop.abort()).resume();
writeSync(2, 'ready\n');
await store.consume(
  'reader',
  async (records, transaction) => {
    for (const { id } of records) {
      await transaction.query('INSERT INTO handled (id, process) VALUES ($1, $2)', [id, process.pid]);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  },
  { signal: stop.signal },
);
await store.close();
