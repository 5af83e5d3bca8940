// How long `varve generate` takes for schemas of 100, 1,000 and 10,000 events in three versions each: cold, unchanged, and
// with one event changed; and `varve --help`. Build first. `node test/bench/generate.mjs [events …]`
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reportTimes } from './measure.mjs';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1_000, 10_000];
const rounds = 3;
const commander = import.meta.resolve('commander');
const tellMemory =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("maxRSS "+process.resourceUsage().maxRSS))';
const eventsPerAggregate = 100;

for (const events of sizes) {
  const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    writeSchemas(folder, events);
    const times = { cold: [], unchanged: [], 'one event changed': [] };
    let memory = 0;
    for (let round = 0; round < rounds; round += 1) {
      rmSync(join(folder, 'generated'), { recursive: true, force: true });
      const cold = run(folder, 'generate');
      memory = Math.max(memory, cold.megabytes);
      times.cold.push(cold.seconds);
      times.unchanged.push(run(folder, 'generate').seconds);
      const path = join(folder, 'schemas/aggregate0.varve.yaml');
      writeFileSync(path, readFileSync(path, 'utf8').replace(/description: .*/u, `description: Round ${round}.`));
      times['one event changed'].push(run(folder, 'generate').seconds);
    }
    const size = events.toLocaleString('en');
    reportTimes(`varve, ${size} events in three versions, cold with ${memory} MB`, times, 'cold', 's');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
reportTimes('varve --help', helpTimes(), 'node -e 0, and commander', 'ms');

/** Seconds, and how much memory the process had at most. */
function run(cwd, command) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', tellMemory, main, command, '--cwd', cwd], {
    encoding: 'utf8',
  });
  const seconds = (performance.now() - start) / 1000;
  const [, kilobytes] = /maxRSS (\d+)/u.exec(stderr) ?? [];
  if (status !== 0 || kilobytes === undefined) throw new Error(stderr);
  return { seconds, megabytes: Math.round(Number(kilobytes) / 1024) };
}

function helpTimes() {
  const commands = {
    'node -e 0, and commander': ['--input-type=module', '-e', `await import(${JSON.stringify(commander)})`],
    'varve --help': [main, '--help'],
  };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < 20; round += 1) {
    for (const [name, args] of Object.entries(commands)) {
      const start = performance.now();
      spawnSync(process.execPath, args);
      times[name].push(performance.now() - start);
    }
  }
  return times;
}

function writeSchemas(folder, events) {
  mkdirSync(join(folder, 'schemas'));
  writeFileSync(
    join(folder, 'schemas/types.varve.yaml'),
    'varve: 1\ncontext: big\ntypes:\n  Id: { type: uuid, brand: true }\n  Sku: { type: string, pattern: "^[A-Z0-9-]+$" }\n',
  );
  for (let aggregate = 0; aggregate * eventsPerAggregate < events; aggregate += 1) {
    const path = join(folder, `schemas/aggregate${aggregate}.varve.yaml`);
    const names = Array.from({ length: eventsPerAggregate }, (_, index) => `Event${aggregate}x${index}`);
    writeFileSync(path, `varve: 1\ncontext: big\naggregates:\n  Aggregate${aggregate}:\n    id: Id\n    events:\n`);
    for (const [index, name] of names.entries()) appendFileSync(path, event(name, index));
    const folds = names.map((name) => `        ${name}: { add: { "items[sku]": quantity, count: 1 } }\n`).join('');
    appendFileSync(
      path,
      `    state:\n      fields: { items: { type: "map<Sku, int>", init: {} }, count: { type: int, init: 0 } }\n      reduce:\n${folds}`,
    );
  }
}

function event(name, index) {
  return `      ${name}:
        description: Number ${index}.
        versions:
          1:
            fields: { sku: Sku, qty: int, note: string? }
          2:
            fields:
              sku: Sku
              quantity: { type: int, from: qty }
              note: string?
          3:
            fields:
              sku: Sku
              quantity: int
              note: string?
              price: { type: decimal | null, from: { const: null } }
              at: timestamp?
              tags: "string[]?"
`;
}
