import { rm } from 'node:fs/promises';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { createClock, writeOldEvents } from './old-events.js';

/** Writes the database that the demo reads. */
const file = process.argv[2] ?? 'examples/shop/data/carts.db';

await rm(file, { force: true });
const clock = createClock();
const store = await openSqliteStore(file, { clock });
await writeOldEvents(store, clock);
await store.close();
