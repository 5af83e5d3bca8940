import { parseArgs } from 'node:util';
import { openPostgresStore } from '@varve/runtime/postgres';
import { startPostgres } from '../stores/start-postgres.js';
import { visit } from './customers.js';
import { listen } from './listen.js';
import { readService } from './read-service.js';
import { writeService } from './write-service.js';

/**
 * Two services that share nothing but a store: one takes commands, one serves what came of them. A few hundred customers go
 * through both. With `--stay` the services remain, for a browser.
 */
const { values } = parseArgs({
  options: { customers: { type: 'string', default: '300' }, stay: { type: 'boolean', default: false } },
});

const server = await startPostgres();
const writeStore = await openPostgresStore(server.url);
const readStore = await openPostgresStore(server.url);
const writing = await listen(writeService(writeStore));
const { service, runner } = await readService(readStore, writing.url);
const reading = await listen(service);

try {
  const start = performance.now();
  const { customers, commands, added, removed, checkedOut } = await visit(
    writing.url,
    reading.url,
    Number(values.customers),
    20,
  );
  const seconds = (performance.now() - start) / 1_000;
  console.log(`${customers} customers, ${commands} commands, ${(commands / seconds).toFixed(0)} a second`);
  console.log(`each was shown what it had done; ${checkedOut} checked out`);
  for (const { projection, lag } of await runner.lag()) console.log(`${projection} is ${lag} events behind`);

  await runner.caughtUp();
  const { rows } = (await (await fetch(`${reading.url}/demand`)).json()) as { readonly rows: readonly Demand[] };
  console.table(rows);
  for (const { sku, added: shown, removed: putBack } of rows) {
    if (shown !== `${added.get(sku)}` || putBack !== `${removed.get(sku) ?? 0}`)
      throw new Error(`${added.get(sku)} of ${sku} were added, ${removed.get(sku)} put back`);
  }
  if (values.stay) {
    console.log(`the page is at ${reading.url}; end with ctrl-c`);
    await new Promise((resolve) => process.once('SIGINT', resolve));
  }
} finally {
  await reading.stop();
  await writing.stop();
  await runner.stop();
  await readStore.close();
  await writeStore.close();
  await server.stop();
}

interface Demand {
  readonly sku: string;
  readonly added: string;
  readonly removed: string;
}
