import { writeSync } from 'node:fs';
import { openStore } from './open-store.js';

// Subscribes, and says the id of each event. Arguments: the file or the URL, and how many events to wait for.

const [file = '', count = '0'] = process.argv.slice(2);

const store = await openStore(file);
writeSync(2, 'ready\n');
let seen = 0;
for await (const page of store.subscribe()) {
  for (const { id } of page) writeSync(1, `${id}\n`);
  seen += page.length;
  if (seen >= Number(count)) break;
}
await store.close();
