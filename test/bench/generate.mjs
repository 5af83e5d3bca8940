// How long `varve generate` takes for schemas of 100, 1,000 and 10,000 events in three versions each: cold, unchanged,
// and with one event changed. Build first. `node test/bench/generate.mjs [events …]`
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1_000, 10_000];
const eventsPerAggregate = 100;

const rows = sizes.map((events) => {
  const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    writeSchemas(folder, events);
    const cold = median(3, () => {
      rmSync(join(folder, 'generated'), { recursive: true, force: true });
      return generate(folder);
    });
    const unchanged = median(3, () => generate(folder));
    const oneChanged = median(3, (run) => {
      const path = join(folder, 'schemas/aggregate0.varve.yaml');
      writeFileSync(path, readFileSync(path, 'utf8').replace(/description: .*/u, `description: Run ${run}.`));
      return generate(folder);
    });
    return {
      events,
      'cold (s)': cold,
      'unchanged (s)': unchanged,
      'one changed (s)': oneChanged,
      'cold ms/event': (1000 * cold) / events,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
console.table(rows);

function generate(cwd) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [main, 'generate', '--cwd', cwd], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return (performance.now() - start) / 1000;
}

function median(runs, measure) {
  const times = Array.from({ length: runs }, (_, run) => measure(run)).sort((a, b) => a - b);
  return Number(times[Math.floor(runs / 2)].toFixed(3));
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
