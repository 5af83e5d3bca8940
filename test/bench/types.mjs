// What generated types cost the TypeScript compiler, beside the same types written plainly by hand: a whole run of `tsc` over
// a program that uses each event. Build first. `node test/bench/types.mjs [events …]`
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namesOf, writeSchemas } from './big-schema.mjs';
import { reportTimes } from './measure.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000];
const rounds = 7;
const compilers = { 'TypeScript 7': 'typescript/bin/tsc', 'TypeScript 5.9': 'typescript-5.9/bin/tsc' };

// The runtime's types are used by both: they are not what is compared.
const handWrittenTypes = `import type { Brand, CommonMetadata } from '@varve/runtime';
export type Metadata = CommonMetadata;
export type Id = string & Brand<'Id'>;
export type Sku = string;
`;

for (const events of sizes) {
  const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
  try {
    prepare(folder, events);
    for (const [compiler, path] of Object.entries(compilers)) {
      const times = { 'by hand': [], 'generated types': [], 'all that is generated, with its code': [] };
      const programs = Object.entries({ hand: 'by hand', types: 'generated types', all: Object.keys(times)[2] });
      for (let round = 0; round < rounds; round += 1) {
        // Another begins each time.
        const order = programs.map((_, index) => programs[(index + round) % programs.length]);
        for (const [program, name] of order) times[name].push(check(join(root, 'node_modules', path), folder, program));
      }
      reportTimes(`${compiler}: ${events.toLocaleString('en')} events in three versions`, times, 'by hand', 's');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function prepare(folder, events) {
  mkdirSync(join(folder, 'node_modules/@varve'), { recursive: true });
  symlinkSync(join(root, 'src/runtime'), join(folder, 'node_modules/@varve/runtime'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeSchemas(folder, events);
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'dist/cli/main.js'), 'generate', '--cwd', folder],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  mkdirSync(join(folder, 'hand'));
  writeFileSync(join(folder, 'hand/types.ts'), handWrittenTypes);
  const aggregates = namesOf(events);
  for (const [index, names] of aggregates.entries())
    writeFileSync(join(folder, `hand/aggregate${index}.ts`), handWrittenAggregate(index, names));
  writeProgram(folder, 'hand', (index) => `./hand/aggregate${index}.js`, aggregates);
  writeProgram(folder, 'types', (index) => `./generated/big/aggregate${index}/events.js`, aggregates);
  writeProgram(folder, 'all', () => './generated/big/index.js', aggregates);
}

/** Reads and makes one of each event, with types out of one module or another. */
function writeProgram(folder, name, moduleOf, aggregates) {
  const uses = aggregates.map((names, index) => {
    const [event, stored] = [`Aggregate${index}Event`, `StoredAggregate${index}Event`];
    const reads = names.map((each) => `    case '${each}':\n      return event.data.sku + event.data.quantity;\n`);
    return `import type { ${event}, ${stored} } from '${moduleOf(index)}';
export function read${index}(event: ${event}): string {
  switch (event.type) {
${reads.join('')}  }
}
export function older${index}(event: ${stored}): number {
  return event.version === 1 ? event.data.qty : event.data.quantity;
}
export const written${index}: readonly ${event}[] = [
${names.map((each) => `  { type: '${each}', data: { sku: 'A1', quantity: 1, price: null } },\n`).join('')}];
`;
  });
  writeFileSync(join(folder, `${name}.ts`), uses.join('\n'));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: 'ES2022',
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    types: [],
  };
  writeFileSync(join(folder, `tsconfig.${name}.json`), JSON.stringify({ compilerOptions, files: [`${name}.ts`] }));
}

/** Seconds. */
function check(compiler, folder, program) {
  const start = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', join(folder, `tsconfig.${program}.json`)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stdout.slice(0, 2_000));
  return (performance.now() - start) / 1000;
}

function handWrittenAggregate(index, names) {
  const events = names.map(
    (name) => `export type ${name}V1 = { readonly sku: Sku; readonly qty: number; readonly note?: string };
export type ${name}V2 = { readonly sku: Sku; readonly quantity: number; readonly note?: string };
export type ${name}V3 = {
  readonly sku: Sku;
  readonly quantity: number;
  readonly note?: string;
  readonly price: Decimal | null;
  readonly at?: Timestamp;
  readonly tags?: readonly string[];
};
export type ${name} = ${name}V3;
`,
  );
  const current = names.map(
    (name) => `  | { readonly type: '${name}'; readonly data: ${name}; readonly metadata?: Metadata }\n`,
  );
  const stored = names.flatMap((name) =>
    [1, 2, 3].map(
      (version) =>
        `  | { readonly type: '${name}'; readonly version: ${version}; readonly data: ${name}V${version} }\n`,
    ),
  );
  return `import type { Decimal, Timestamp } from '@varve/runtime';
import type { Metadata, Sku } from './types.js';
${events.join('')}export type Aggregate${index}Event =\n${current.join('')};
export type StoredAggregate${index}Event =\n${stored.join('')};
export type Aggregate${index}State = { readonly items: Readonly<Record<Sku, number>>; readonly count: number };
`;
}
