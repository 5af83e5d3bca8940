// What reading an old version costs: events of version 1 of 8 against events of the newest, and against hand-written
// chains of copies. All in one process, in turns, so that what disturbs one disturbs each; medians over the rounds, with
// the quartiles. Build first. `node test/bench/upcast.mjs [rounds]`
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript-5.9';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rounds = Number(process.argv[2] ?? 60);
const pageSize = 500;

const schema = `varve: 1
context: bench
types:
  Id: { type: uuid, brand: true }
  Sku: { type: string, pattern: "^[A-Z0-9-]{1,32}$" }
  Money: { fields: { amount: decimal, currency: [EUR, USD] } }
aggregates:
  Order:
    id: Id
    events:
      Placed:
        versions:
          1: # as it was first stored
            fields: { id: uuid, sku: Sku, qty: int, price: decimal, state: [new, hold, done], tag: string, at: string, code: string, note: string? }
          2: # a rename
            fields: { id: uuid, sku: Sku, quantity: { type: int, from: qty }, price: decimal, state: [new, hold, done], tag: string, at: string, code: string, note: string? }
          3: # nested
            fields: { id: uuid, sku: Sku, quantity: int, price: { type: Money, from: { fields: { amount: price, currency: { const: EUR } } } }, state: [new, hold, done], tag: string, at: string, code: string, note: string? }
          4: # an enum mapped, two members merged
            fields: { id: uuid, sku: Sku, quantity: int, price: Money, status: { type: [open, closed], from: { field: state, map: { new: open, hold: open, done: closed } } }, tag: string, at: string, code: string, note: string? }
          5: # a constant
            fields: { id: uuid, sku: Sku, quantity: int, price: Money, status: [open, closed], channel: { type: [web, shop], from: { const: web } }, tag: string, at: string, code: string, note: string? }
          6: # a list
            fields: { id: uuid, sku: Sku, quantity: int, price: Money, status: [open, closed], channel: [web, shop], tags: { type: "string[]", from: { wrap: tag } }, at: string, code: string, note: string? }
          7: # a text parsed
            fields: { id: uuid, sku: Sku, quantity: int, price: Money, status: [open, closed], channel: [web, shop], tags: "string[]", placedAt: { type: timestamp, from: { parse: at } }, code: string, note: string? }
          8: # one field dropped, three widened
            fields: { id: uuid, sku: Sku, quantity: number, price: Money | null, status: [open, closed, lost], channel: [web, shop], tags: "string[]", placedAt: timestamp, note: string? }
            drop: [code]
    state: { fields: {}, reduce: { others: ignore } }
`;

// What one writes by hand: a copy for each step.
const spreadChain = `
export function upcastPlacedV1(data) {
  return v8(v7(v6(v5(v4(v3(v2(data)))))));
}
const v2 = ({ qty, ...rest }) => ({ ...rest, quantity: qty });
const v3 = ({ price, ...rest }) => ({ ...rest, price: { amount: price, currency: 'EUR' } });
const v4 = ({ state, ...rest }) => ({ ...rest, status: state === 'done' ? 'closed' : 'open' });
const v5 = (data) => ({ ...data, channel: 'web' });
const v6 = ({ tag, ...rest }) => ({ ...rest, tags: [tag] });
const v7 = ({ at, ...rest }) => ({ ...rest, placedAt: instant(at) });
const v8 = ({ code, ...rest }) => rest;
function instant(text) {
  if (!isTimestamp(text)) throw new Error(text);
  return text;
}
`;

const stepChain = `
import * as steps from './generated-upcasters.js';
export function upcastPlacedV1(data) {
  let made = steps.placedV1ToV2(data);
  made = steps.placedV2ToV3(made);
  made = steps.placedV3ToV4(made);
  made = steps.placedV4ToV5(made);
  made = steps.placedV5ToV6(made);
  made = steps.placedV6ToV7(made);
  return steps.placedV7ToV8(made);
}
`;

const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
try {
  const generated = await generate(folder);
  measureDecoding(generated);
  measureUpcasting(generated);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The generated code three times: as it is, and with the way from version 1 replaced. */
async function generate(cwd) {
  mkdirSync(join(cwd, 'schemas'));
  symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'));
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(cwd, 'schemas/bench.varve.yaml'), schema);
  const cli = join(root, 'dist/cli/main.js');
  const { status, stderr } = spawnSync(process.execPath, [cli, 'generate', '--cwd', cwd], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  for (const path of readdirSync(join(cwd, 'generated'), { recursive: true })) {
    if (!path.endsWith('.ts')) continue;
    const file = join(cwd, 'generated', path);
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options });
    writeFileSync(file.replace(/\.ts$/u, '.js'), outputText);
  }
  const others = Array.from(
    { length: 6 },
    (_, index) => `export { upcastPlacedV${index + 2} } from './generated-upcasters.js';\n`,
  );
  const head = `import { isTimestamp } from '@varve/runtime';\n${others.join('')}`;
  const variants = { fused: undefined, stepwise: head + stepChain, spread: head + spreadChain };
  const loaded = {};
  for (const [name, replaced] of Object.entries(variants)) {
    const at = join(cwd, name);
    cpSync(join(cwd, 'generated/bench'), at, { recursive: true });
    const upcasters = join(at, 'order/upcasters.js');
    if (replaced !== undefined) {
      cpSync(upcasters, join(dirname(upcasters), 'generated-upcasters.js'));
      writeFileSync(upcasters, replaced);
    }
    const load = (path) => import(pathToFileURL(join(at, path)).href);
    loaded[name] = { ...(await load('order/codec.js')), ...(await load('order/upcasters.js')) };
  }
  return { loaded, runtime: await import(pathToFileURL(join(root, 'src/runtime/dist/index.js')).href) };
}

function measureDecoding({ loaded, runtime }) {
  const { fused, stepwise, spread } = loaded;
  const unchecked = runtime.createCodec({
    aggregate: 'Order',
    readers: { Placed: { type: 'Placed', latest: 8, versions: { 1: spread.upcastPlacedV1 } } },
    writers: {},
  });
  const old = Array.from({ length: pageSize }, (_, index) => record(1, firstVersion(index), index));
  const newest = fused.orderCodec.decode(old).map(({ data }, index) => record(8, data, index));
  const expected = JSON.stringify(plain(fused.orderCodec.decode(newest)));
  const variants = {
    'newest, generated': () => fused.orderCodec.decode(newest),
    'v1 of 8, generated (fused)': () => fused.orderCodec.decode(old),
    'v1 of 8, generated steps in turn': () => stepwise.orderCodec.decode(old),
    'v1 of 8, spread copies, checked': () => spread.orderCodec.decode(old),
    'v1 of 8, spread copies, unchecked': () => unchecked.decode(old),
    'JSON.parse of the newest alone': () => newest.map(({ data }) => JSON.parse(data)),
    'JSON.parse of v1 alone': () => old.map(({ data }) => JSON.parse(data)),
  };
  for (const [name, decode] of Object.entries(variants)) {
    if (name.startsWith('v1') && JSON.stringify(plain(decode())) !== expected)
      throw new Error(`${name} reads something else`);
  }
  report('decode one event, from JSON text', variants, 'newest, generated', 20);
}

/** Data alone, its keys in one order: copies put theirs where they come. */
function plain(events) {
  return events.map(({ data }) => Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function measureUpcasting({ loaded: { fused, stepwise, spread } }) {
  const old = Array.from({ length: pageSize }, (_, index) => JSON.parse(JSON.stringify(firstVersion(index))));
  const all = (upcast) => () => {
    const made = new Array(pageSize);
    for (let index = 0; index < pageSize; index += 1) made[index] = upcast(old[index]);
    return made;
  };
  const variants = {
    fused: all(fused.upcastPlacedV1),
    'generated steps in turn': all(stepwise.upcastPlacedV1),
    'spread copies': all(spread.upcastPlacedV1),
  };
  report('upcast one event from v1 to v8, parsed already', variants, 'fused', 100);
}

function firstVersion(index) {
  const two = String((index % 28) + 1).padStart(2, '0');
  return {
    id: `0190163d-8694-739b-aea5-${String(index).padStart(12, '0')}`,
    sku: `SKU-${index * 7919}`,
    qty: index % 40,
    price: `${index}.50`,
    state: ['new', 'hold', 'done'][index % 3],
    tag: `tag ${index % 11}`,
    at: `2024-05-${two}T09:30:00.${String(index % 1000).padStart(3, '0')}Z`,
    code: `C${index}`,
    ...(index % 4 === 0 ? { note: 'ring twice' } : {}),
  };
}

function record(version, data, index) {
  return {
    id: `0190163d-8694-739b-aea5-26c966f8${String(index).padStart(4, '0')}`,
    type: 'Placed',
    version,
    data: JSON.stringify(data),
    metadata: undefined,
    stream: 'Order-0190163d-8694-739b-aea5-26c966f8ad90',
    revision: index + 1,
    position: BigInt(index + 1),
    recordedAt: '2026-11-23T09:30:00.000Z',
  };
}

/** Each variant in each round, in turns; the ratio is that of one round. */
function report(title, variants, against, pages) {
  const names = Object.keys(variants);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -10; round < rounds; round += 1) {
    // Another begins each time, so that none always follows the same.
    const order = names.map((_, index) => names[(index + round + names.length * 10) % names.length]);
    for (const name of order) {
      const start = performance.now();
      for (let page = 0; page < pages; page += 1) variants[name]();
      const nanoseconds = ((performance.now() - start) * 1e6) / (pages * pageSize);
      if (round >= 0) times[name].push(nanoseconds);
    }
  }
  console.log(`\n${title}`);
  console.table(
    Object.fromEntries(
      names.map((name) => {
        const ratios = times[name].map((time, round) => time / times[against][round]);
        return [
          name,
          {
            ns: quantile(times[name], 0.5, 0),
            quartiles: spreadOf(times[name], 0),
            ratio: quantile(ratios, 0.5, 2),
            'quartiles of ratio': spreadOf(ratios, 2),
          },
        ];
      }),
    ),
  );
}

function spreadOf(values, digits) {
  return `${quantile(values, 0.25, digits)} … ${quantile(values, 0.75, digits)}`;
}

function quantile(values, at, digits) {
  const sorted = [...values].sort((a, b) => a - b);
  return Number(sorted[Math.floor((sorted.length - 1) * at)].toFixed(digits));
}
