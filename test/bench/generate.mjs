// How long `varve generate` takes for schemas of 10 to 10,000 events in three versions each: cold, unchanged, and with one
// event changed, which has another version the last time; `varve check` of up to a thousand; both for histories of up to 50
// versions; and `varve --help`. Build first. `node test/bench/generate.mjs [events …]`
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeHistory, writeSchemas } from './big-schema.mjs';
import { reportTimes } from './measure.mjs';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1_000, 10_000];
const rounds = 3;
const commander = import.meta.resolve('commander');
const tellMemory =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("maxRSS "+process.resourceUsage().maxRSS))';
const histories = [10, 25, 50];
const runtime = fileURLToPath(new URL('../../src/runtime', import.meta.url));

for (const events of sizes) {
  inFolder((folder) => {
    writeSchemas(folder, events);
    const times = { cold: [], unchanged: [], 'one event changed': [], ...(events <= 1_000 && { check: [] }) };
    let memory = 0;
    for (let round = 0; round < rounds; round += 1) {
      forget(folder);
      const cold = run(folder, 'generate');
      memory = Math.max(memory, cold.megabytes);
      times.cold.push(cold.seconds);
      times.unchanged.push(run(folder, 'generate').seconds);
      changeEvent(folder, round);
      times['one event changed'].push(run(folder, 'generate').seconds);
      times.check?.push(run(folder, 'check').seconds);
    }
    const size = events.toLocaleString('en');
    reportTimes(`varve, ${size} events in three versions, cold with ${memory} MB`, times, 'cold', 's');
  });
}
const times = Object.fromEntries(histories.map((versions) => [`${versions} versions`, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const versions of histories) {
    inFolder((folder) => {
      writeHistory(folder, 10, versions);
      times[`${versions} versions`].push(run(folder, 'generate').seconds);
    });
  }
}
reportTimes('varve generate, ten events, cold', times, undefined, 's');
reportTimes('varve --help', helpTimes(), 'node -e 0, and commander', 'ms');

/** What is done in a project without schemas, of which nothing is left. */
function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
  try {
    mkdirSync(join(folder, 'node_modules/@varve'), { recursive: true });
    symlinkSync(runtime, join(folder, 'node_modules/@varve/runtime'), 'junction');
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the output and of what runs remember. */
function forget(folder) {
  for (const path of ['generated', 'node_modules/.cache']) rmSync(join(folder, path), { recursive: true, force: true });
}

/** Another description, or in the last round another version. */
function changeEvent(folder, round) {
  const path = join(folder, 'schemas/aggregate0.varve.yaml');
  const text = readFileSync(path, 'utf8');
  const next =
    '          4: { fields: { sku: Sku, quantity: int, note: string?, price: decimal | null, at: timestamp?, tags: "string[]?" } }\n';
  const changed =
    round < rounds - 1
      ? text.replace(/description: .*/u, `description: Round ${round}.`)
      : text.replace('      Event0x1:\n', `${next}      Event0x1:\n`);
  if (changed === text) throw new Error('nothing was changed');
  writeFileSync(path, changed);
}

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
