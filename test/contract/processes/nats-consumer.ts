import { writeSync } from 'node:fs';
import { openNatsStore } from '../../../src/runtime/stores/nats/index.js';

// Consumes under a name that others consume under as well, and says each event that it handled.
// Arguments: the server, the store's name. It ends when its input ends.

const [server = '', store = ''] = process.argv.slice(2);

const opened = await openNatsStore(server, { name: store, takeOverAfter: 1_000 });
const stop = new AbortController();
process.stdin.on('end', () => stop.abort()).resume();
writeSync(2, 'ready\n');
await opened.consume(
  'reader',
  (records) => {
    writeSync(1, `${records.map(({ position }) => position).join(' ')}\n`);
  },
  { signal: stop.signal },
);
await opened.close();
