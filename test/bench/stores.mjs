// What the stores cost beside the bare drivers: ratios within one run. Build first.
// `node test/bench/stores.mjs [store …] [--rounds n] [--largest events]`
import { parseArgs } from 'node:util';

const sections = {
  sqlite: async (options) => (await import('./stores/sqlite.mjs')).benchSqlite(options),
  postgres: async (options) => (await import('./stores/postgres.mjs')).benchPostgres(options),
  nats: async (options) => (await import('./stores/nats.mjs')).benchNats(options),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, largest: { type: 'string' } },
});
const options = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
for (const name of positionals.length > 0 ? positionals : Object.keys(sections)) {
  if (sections[name] === undefined) throw new Error(`there is no section ${name}: ${Object.keys(sections).join(', ')}`);
  console.log(`\n## ${name}`);
  await sections[name](options);
}
