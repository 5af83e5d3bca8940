import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { openMemoryProjection, runProjections, withInlineProjections } from '@varve/runtime';
import { Cart } from '../../build/examples/shop/cart.js';
import { openPlace } from './processes/open-place.mjs';
import { shopInline, shopProjections, shopToRun } from './processes/projections-of.mjs';
import { startServer } from './start-server.mjs';

// Kills writers and runners of projections at random, under load, while new versions of the projections are rolled out,
// and holds the rows to a fresh fold, again and again. `npm run build` first; then
//
//   node test/soak/projections.mjs [minutes] [--engine sqlite|postgres|nats] [--url postgres://…] [--inline]
//
// With --inline the writers keep CartSummary with their appends, each with the version of its start, and runners take it
// from them now and then.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string', default: 'sqlite' },
    url: { type: 'string' },
    inline: { type: 'boolean', default: false },
  },
});
const minutes = Number(positionals[0] ?? 10);
const { engine, inline } = values;
const folder = await mkdtemp(join(tmpdir(), 'varve-soak-'));
if (engine === 'postgres') await chmod(folder, 0o755);
const server = values.url === undefined ? await startServer(engine, folder) : undefined;
const place = { engine, url: values.url ?? server?.url, file: join(folder, 'shop.db'), inline };
const program = (name) => fileURLToPath(new URL(`processes/${name}.mjs`, import.meta.url));

let version = 1;
let kills = 0;
let unexpected = 0;
/** By what they do: two write, three run. */
const processes = new Map();

try {
  const end = performance.now() + minutes * 60_000;
  for (let round = 1; performance.now() < end; round += 1) {
    await disturb(Math.min(end, performance.now() + Math.max(10_000, (minutes * 60_000) / 10)));
    await killAll();
    const { events, rows } = await compare();
    console.log(
      `round ${round}: ${kills} kills, version ${version}, ${events} events, ${rows} rows as a fresh fold has them`,
    );
  }
  if (unexpected > 0) throw new Error(`${unexpected} processes ended by themselves`);
} finally {
  await killAll();
  await server?.end();
  await rm(folder, { recursive: true, force: true });
}

async function disturb(until) {
  const names = ['writer 1', 'writer 2', 'runner 1', 'runner 2', 'runner 3'];
  for (const name of names) start(name);
  await sleep(1_000);
  while (performance.now() < until) {
    await sleep(50 + Math.random() * 1_500);
    // Now and then the code changes: those that start from now on have it.
    if (Math.random() < 0.1) version += 1;
    const name = names[Math.floor(Math.random() * names.length)];
    await kill(name);
    kills += 1;
    start(name);
  }
}

function start(name) {
  const args = name.startsWith('writer') ? [program('write-carts')] : [program('run-shop')];
  const child = spawn(process.execPath, [...args, JSON.stringify(place), `${version}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (chunk) => void (words += chunk));
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.on('close', (code, signal) => {
    if (signal === 'SIGKILL') return;
    unexpected += 1;
    console.error(`${name} ended by itself with ${code}: ${words}`);
  });
  processes.set(name, { child, ended });
}

async function kill(name) {
  const running = processes.get(name);
  running?.child.kill('SIGKILL');
  await running?.ended;
}

async function killAll() {
  await Promise.all([...processes.keys()].map(kill));
  processes.clear();
}

async function compare() {
  const { store, tables, close } = await openPlace(JSON.stringify(place));
  if (inline) await withInlineProjections(store, shopInline(version));
  const toRun = shopToRun(version).slice(inline ? 1 : 0);
  const runner = await runProjections({ store, tables, projections: toRun, patience: 200 });
  let rows = 0;
  try {
    await runner.caughtUp({ timeout: 300_000 });
    for (const projection of shopProjections(version)) {
      const fold = openMemoryProjection(projection, { Cart });
      await fold.catchUp(store);
      const expected = byKey(projection, fold.rows());
      const found = byKey(projection, await allRows(tables.reader(projection.table)));
      if (!isDeepStrictEqual(found, expected)) throw new Error(`${projection.name} is not as a fresh fold has it`);
      rows += expected.size;
    }
    await expectNothingLeft(tables);
  } finally {
    await runner.stop();
    await close();
  }
  return { events: await countEvents(), rows };
}

/** Of builds that were replaced nothing is left. */
async function expectNothingLeft(tables) {
  const builds = await tables.transact((transaction) => transaction.builds.list());
  const others = builds.filter(
    ({ projection, state, fingerprint }) =>
      state !== (inline && projection === 'CartSummary' ? 'inline' : 'live') || !fingerprint.includes(`.${version}`),
  );
  if (builds.length !== 4 || others.length > 0)
    throw new Error(`there are other builds: ${JSON.stringify(others, text)}`);
}

function text(_, value) {
  return typeof value === 'bigint' ? `${value}` : value;
}

function byKey({ keyOf, keyText }, rows) {
  return new Map(rows.map((row) => [keyText(keyOf(row)), row]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function allRows(reader) {
  const rows = [];
  let after;
  do {
    const page = await reader.find({ limit: 1_000, ...(after !== undefined && { after }) });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return rows;
}

async function countEvents() {
  const { store, close } = await openPlace(JSON.stringify(place));
  let count = 0;
  for await (const page of store.readAll()) count += page.length;
  await close();
  return count;
}
