// Every benchmark, each in a process of its own: `npm run bench -- [--only codec,upcast] [--json file]`. Build first.
// What is compared with is installed into test/bench/node_modules when it is not there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Script and arguments by part; the quick ones first. The stores take minutes each, and run where they are asked for. */
const parts = {
  codec: ['codec.mjs'],
  upcast: ['upcast.mjs'],
  fold: ['fold.mjs'],
  adapters: ['adapters.mjs'],
  generate: ['generate.mjs'],
  types: ['types.mjs'],
  sqlite: ['stores.mjs', 'sqlite'],
  postgres: ['stores.mjs', 'postgres'],
  nats: ['stores.mjs', 'nats'],
  projections: ['projections.mjs'],
};
const onlyWhenAsked = new Set(['sqlite', 'postgres', 'nats', 'projections']);

const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'string' } } });
const wanted = values.only?.split(',') ?? Object.keys(parts).filter((name) => !onlyWhenAsked.has(name));
for (const name of wanted) {
  if (parts[name] === undefined) throw new Error(`there is no part ${name}: ${Object.keys(parts).join(', ')}`);
}

installPeers();
const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
const lines = join(folder, 'lines');
try {
  for (const name of wanted) {
    console.log(`\n## ${name}`);
    const [script, ...args] = parts[name];
    const env = { ...process.env, BENCH_JSON: lines, BENCH_PART: name };
    const { status } = spawnSync(process.execPath, [join(here, script), ...args], { stdio: 'inherit', env });
    if (status !== 0) process.exitCode = 1;
  }
  if (values.json !== undefined) {
    const tables = existsSync(lines) ? readFileSync(lines, 'utf8').trimEnd().split('\n').map(JSON.parse) : [];
    const { version, arch, platform } = process;
    writeFileSync(values.json, `${JSON.stringify({ node: version, platform, arch, tables }, undefined, 2)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function installPeers() {
  const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  if (Object.keys(dependencies).every((name) => existsSync(join(here, 'node_modules', name)))) return;
  const args = ['install', '--prefix', here, '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
  const { status } = spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error('the peers could not be installed');
}
