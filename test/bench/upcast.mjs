// What reading an old version costs: events of version 1 of 8 against events of the newest, and against hand-written
// chains of copies. All in one process, in turns, so that what disturbs one disturbs each; medians over the rounds, with
// the quartiles. Build first. `node test/bench/upcast.mjs [rounds]`
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { generateInto, root } from './generated.mjs';
import { reportTimes, timesInTurns } from './measure.mjs';

const rounds = Number(process.argv[2] ?? 100);

/** One event in eight versions: how it is declared, its data in version 1, and the copies that one would write by hand. */
const scenarios = {
  Placed: {
    title: 'flat, nine fields',
    pageSize: 500,
    versions: `
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
            drop: [code]`,
    first: (index) => ({
      id: uuid(index),
      sku: `SKU-${index * 7919}`,
      qty: index % 40,
      price: `${index}.50`,
      state: ['new', 'hold', 'done'][index % 3],
      tag: `tag ${index % 11}`,
      at: instant(index),
      code: `C${index}`,
      ...(index % 4 === 0 ? { note: 'ring twice' } : {}),
    }),
    copies: [
      `({ qty, ...rest }) => ({ ...rest, quantity: qty })`,
      `({ price, ...rest }) => ({ ...rest, price: { amount: price, currency: 'EUR' } })`,
      `({ state, ...rest }) => ({ ...rest, status: state === 'done' ? 'closed' : 'open' })`,
      `(data) => ({ ...data, channel: 'web' })`,
      `({ tag, ...rest }) => ({ ...rest, tags: [tag] })`,
      `({ at, ...rest }) => ({ ...rest, placedAt: instant(at) })`,
      `({ code, ...rest }) => rest`,
    ],
  },
  Ordered: {
    title: 'ten items, of a type with versions of its own',
    pageSize: 100,
    versions: `
          1: { fields: { id: uuid, lines: "Line@1[]", at: string, total: string } }
          2: { fields: { id: uuid, lines: "Line@2[]", at: string, total: string } }
          3: { fields: { id: uuid, lines: "Line@3[]", at: string, total: string } }
          4: { fields: { id: uuid, lines: "Line@4[]", at: string, total: string } }
          5: { fields: { id: uuid, lines: "Line@5[]", at: string, total: string } }
          6: { fields: { id: uuid, lines: "Line@5[]", at: { type: timestamp, from: { parse: at } }, total: string } }
          7: { fields: { id: uuid, lines: "Line@5[]", at: timestamp, total: { type: long, from: { parse: total } } } }
          8: { fields: { id: uuid, lines: "Line@5[]", at: timestamp, total: long, channel: { type: [web, shop], from: { const: web } } } }`,
    first: (index) => ({
      id: uuid(index),
      lines: Array.from({ length: 10 }, (_, at) => ({
        sku: `SKU-${index * 7919 + at}`,
        qty: 1 + ((index + at) % 40),
        cents: index * at,
        tag: `tag ${at}`,
      })),
      at: instant(index),
      total: String(index * 45),
    }),
    copies: [
      `({ lines, ...rest }) => ({ ...rest, lines: lines.map(({ qty, ...line }) => ({ ...line, quantity: qty })) })`,
      `({ lines, ...rest }) => ({ ...rest, lines: lines.map(({ cents, ...line }) => ({ ...line, cents: BigInt(cents) })) })`,
      `({ lines, ...rest }) => ({ ...rest, lines: lines.map(({ cents, ...line }) => ({ ...line, price: { cents, currency: 'EUR' } })) })`,
      `({ lines, ...rest }) => ({ ...rest, lines: lines.map(({ tag, ...line }) => ({ ...line, quantity: quantity(line.quantity), tags: [tag] })) })`,
      `({ at, ...rest }) => ({ ...rest, at: instant(at) })`,
      `({ total, ...rest }) => ({ ...rest, total: BigInt(total) })`,
      `(data) => ({ ...data, channel: 'web' })`,
    ],
  },
};

const schema = `varve: 1
context: bench
types:
  Id: { type: uuid, brand: true }
  Sku: { type: string, pattern: "^[A-Z0-9-]{1,32}$" }
  Quantity: { type: int, min: 1, max: 10000 }
  Money: { fields: { amount: decimal, currency: [EUR, USD] } }
  Cents: { fields: { cents: long, currency: [EUR, USD] } }
  Line:
    versions:
      1: { fields: { sku: Sku, qty: int, cents: int, tag: string } }
      2: { fields: { sku: Sku, quantity: { type: int, from: qty }, cents: int, tag: string } }
      3: { fields: { sku: Sku, quantity: int, cents: long, tag: string } }
      4: { fields: { sku: Sku, quantity: int, price: { type: Cents, from: { fields: { cents: cents, currency: { const: EUR } } } }, tag: string } }
      5: { fields: { sku: Sku, quantity: { type: Quantity, from: quantity }, price: Cents, tags: { type: "string[]", from: { wrap: tag } } } }
aggregates:
  Order:
    id: Id
    events:
${Object.entries(scenarios)
  .map(([name, { versions }]) => `      ${name}:\n        versions:${versions}\n`)
  .join('')}
    state: { fields: {}, reduce: { others: ignore } }
`;

const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
try {
  const generated = await generate(folder);
  for (const name of Object.keys(scenarios)) {
    measureDecoding(name, generated);
    measureUpcasting(name, generated);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What one writes by hand: a copy for each step, and a check where a value may not fit. */
function copiesText() {
  const chains = Object.entries(scenarios).map(([name, { copies }]) => {
    const steps = copies.map((copy, index) => `const ${name}${index + 2} = ${copy};\n`);
    const calls = copies.reduce((text, _, index) => `${name}${index + 2}(${text})`, 'data');
    return `${steps.join('')}export function upcast${name}V1(data) {\n  return ${calls};\n}\n`;
  });
  return `import { isTimestamp } from '@varve/runtime';
${chains.join('')}
function instant(text) {
  if (!isTimestamp(text)) throw new Error(text);
  return text;
}
function quantity(value) {
  if (value < 1 || value > 10000) throw new Error(String(value));
  return value;
}
`;
}

/** The generated steps from version to version, one after the other. */
function stepsText() {
  const chains = Object.keys(scenarios).map((name) => {
    const step = (from) => `steps.${name.toLowerCase()}V${from}ToV${from + 1}`;
    const calls = Array.from({ length: 7 }, (_, index) => step(index + 1)).reduce(
      (text, call) => `${call}(${text})`,
      'data',
    );
    return `export function upcast${name}V1(data) {\n  return ${calls};\n}\n`;
  });
  return `import * as steps from './generated-upcasters.js';\n${chains.join('')}`;
}

/** The generated code three times: as it is, and with the way from version 1 replaced. */
async function generate(cwd) {
  generateInto(cwd, schema);
  const others = Object.keys(scenarios).flatMap((name) =>
    [2, 3, 4, 5, 6, 7].map((version) => `export { upcast${name}V${version} } from './generated-upcasters.js';\n`),
  );
  const variants = {
    fused: undefined,
    stepwise: stepsText() + others.join(''),
    spread: copiesText() + others.join(''),
  };
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

function measureDecoding(name, { loaded: { fused, stepwise, spread }, runtime }) {
  const { title, pageSize, first } = scenarios[name];
  const unchecked = runtime.createCodec({
    aggregate: 'Order',
    readers: { [name]: { type: name, latest: 8, versions: { 1: spread[`upcast${name}V1`] } } },
    writers: {},
  });
  const old = Array.from({ length: pageSize }, (_, index) => record(name, 1, first(index), index));
  const newest = fused.orderCodec.decode(old).map(({ data }, index) => record(name, 8, data, index));
  const variants = {
    newest: () => fused.orderCodec.decode(newest),
    'v1 of 8, fused': () => fused.orderCodec.decode(old),
    'v1 of 8, generated steps in turn': () => stepwise.orderCodec.decode(old),
    'v1 of 8, spread copies, checked': () => spread.orderCodec.decode(old),
    'v1 of 8, spread copies, unchecked': () => unchecked.decode(old),
    'JSON.parse of the newest alone': () => newest.map(({ data }) => JSON.parse(data)),
    'JSON.parse of v1 alone': () => old.map(({ data }) => JSON.parse(data)),
  };
  const expected = plain(fused.orderCodec.decode(newest));
  for (const [variant, decode] of Object.entries(variants)) {
    if (variant.startsWith('v1') && !isDeepStrictEqual(plain(decode()), expected))
      throw new Error(`${variant} reads something else`);
  }
  report(`${name} (${title}): decode one event from JSON text`, variants, 'newest', pageSize);
}

function plain(events) {
  return events.map(({ data }) => data);
}

function measureUpcasting(name, { loaded: { fused, stepwise, spread } }) {
  const { title, pageSize, first } = scenarios[name];
  const old = Array.from({ length: pageSize }, (_, index) => JSON.parse(JSON.stringify(first(index))));
  const all = (upcast) => () => {
    const made = [];
    for (const data of old) made.push(upcast(data));
    return made;
  };
  const upcast = `upcast${name}V1`;
  const variants = {
    fused: all(fused[upcast]),
    'generated steps in turn': all(stepwise[upcast]),
    'spread copies': all(spread[upcast]),
  };
  report(`${name} (${title}): upcast one event from v1 to v8, parsed already`, variants, 'fused', pageSize);
}

function uuid(index) {
  return `0190163d-8694-739b-aea5-${String(index).padStart(12, '0')}`;
}

function instant(index) {
  const day = String((index % 28) + 1).padStart(2, '0');
  return `2024-05-${day}T09:30:00.${String(index % 1000).padStart(3, '0')}Z`;
}

function record(type, version, data, index) {
  return {
    id: uuid(index),
    type,
    version,
    data: JSON.stringify(data, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    metadata: undefined,
    stream: `Order-${uuid(0)}`,
    revision: index + 1,
    position: BigInt(index + 1),
    recordedAt: '2026-11-23T09:30:00.000Z',
  };
}

function report(title, variants, against, pageSize) {
  reportTimes(title, timesInTurns(rounds, pageSize, variants, 2), against);
}
