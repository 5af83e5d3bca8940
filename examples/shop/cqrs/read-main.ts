import { parseArgs } from 'node:util';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { listen } from './listen.js';
import { readService } from './read-service.js';

/**
 * The read service as a process: `node read-main.js --store postgres://… --port 8080`, or with a SQLite file. It takes
 * requests when its rows are those of its own code, and says so. A new version is started beside the old one, which serves
 * until traffic is moved; then the old one is ended with SIGTERM.
 */
const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'shop.db' },
    port: { type: 'string', default: '0' },
    'write-url': { type: 'string', default: 'http://127.0.0.1:8081' },
  },
});

const isPostgres = /^postgres(?:ql)?:/u.test(values.store);
const store = isPostgres
  ? await openPostgresStore(values.store)
  : await openSqliteStore(values.store, { synchronous: 'normal' });
const { service, runner } = await readService(store, values['write-url']);
await runner.caughtUp({ timeout: 3_600_000 });
const listening = await listen(service, Number(values.port));
console.log(`takes requests at ${listening.url}`);

const end = async (): Promise<void> => {
  await listening.stop();
  await runner.stop();
  await store.close();
};
process.once('SIGTERM', () => void end());
