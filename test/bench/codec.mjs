// The codec against what the platform does alone, and against other validators and writers of JSON. Build first; the
// peers are installed by `npm run bench`. `node test/bench/codec.mjs [rounds]`
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { type } from 'arktype';
import fastJsonStringify from 'fast-json-stringify';
import * as v from 'valibot';
import * as z from 'zod';
import { generateInto } from './generated.mjs';
import { reportTimes, timesInTurns } from './measure.mjs';

const rounds = Number(process.argv[2] ?? 200);
const pageSize = 200;

const schema = `varve: 1
context: bench
types:
  Id: { type: uuid, brand: true }
  Sku: { type: string, pattern: "^[A-Z0-9-]{1,32}$" }
  Quantity: { type: int, min: 1, max: 10000 }
  Money: { fields: { amount: decimal, currency: [EUR, USD] } }
aggregates:
  Order:
    id: Id
    events:
      Added: { fields: { id: uuid, sku: Sku, quantity: Quantity, price: Money, at: timestamp, tags: "string[]" } }
    state: { fields: {}, reduce: { others: ignore } }
`;
const sku = '^[A-Z0-9-]{1,32}$';
const decimal = '^-?(?:0|[1-9]\\d*)(?:\\.\\d+)?$';
const object = (properties) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const jsonSchema = object({
  id: { type: 'string', format: 'uuid' },
  sku: { type: 'string', pattern: sku },
  quantity: { type: 'integer', minimum: 1, maximum: 10000 },
  price: object({ amount: { type: 'string', pattern: decimal }, currency: { enum: ['EUR', 'USD'] } }),
  at: { type: 'string', format: 'date-time' },
  tags: { type: 'array', items: { type: 'string' } },
});

const data = Array.from({ length: pageSize }, (_, index) => ({
  id: `0190163d-8694-739b-aea5-${String(index).padStart(12, '0')}`,
  sku: `SKU-${index * 7919}`,
  quantity: 1 + (index % 40),
  price: { amount: `${index}.50`, currency: index % 2 === 0 ? 'EUR' : 'USD' },
  at: `2024-05-${String((index % 28) + 1).padStart(2, '0')}T09:30:00.${String(index).padStart(3, '0')}Z`,
  tags: [`tag ${index % 11}`, 'gift'],
}));
const texts = data.map((one) => JSON.stringify(one));
// As events come: each an object that JSON.parse made.
const values = texts.map((text) => JSON.parse(text));
const records = texts.map((text, index) => ({
  id: data[index].id,
  type: 'Added',
  version: 1,
  data: text,
  metadata: undefined,
  stream: `Order-${data[0].id}`,
  revision: index + 1,
  position: BigInt(index + 1),
  recordedAt: '2026-11-23T09:30:00.000Z',
}));
const events = values.map((one) => ({ type: 'Added', data: one }));

const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
try {
  generateInto(folder, schema);
  const path = join(folder, 'generated/bench/order/codec.js');
  // The bare functions, which only the codec calls otherwise.
  appendFileSync(path, '\nexport { checkAddedV1, parseAddedV1, writeAddedV1 };\n');
  measure(await import(pathToFileURL(path).href));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure({ orderCodec, checkAddedV1, parseAddedV1, writeAddedV1 }) {
  const ajv = addFormats(new Ajv(), { mode: 'fast' }).compile(jsonSchema);
  const zod = zodSchema();
  const valibot = v.parser(valibotSchema());
  const ark = arkSchema();
  const stringify = fastJsonStringify(jsonSchema);
  for (const value of values) {
    if (checkAddedV1(value) !== undefined || !ajv(value) || ark(value) instanceof type.errors)
      throw new Error('refused');
    if (writeAddedV1(value) !== JSON.stringify(value)) throw new Error('written otherwise');
  }
  const each = (list, run) => () => {
    let last;
    for (const one of list) last = run(one);
    return last;
  };
  const alone = 'JSON.parse alone';
  reportTimes(
    'Six fields, from their text: parsed and validated',
    timesInTurns(
      rounds,
      pageSize,
      {
        [alone]: each(texts, (text) => JSON.parse(text)),
        'Varve: JSON.parse and the generated check': each(texts, (text) => parseAddedV1(JSON.parse(text))),
        'Varve: codec.decode, from records to events': () => orderCodec.decode(records),
        'Ajv, fast formats': each(texts, (text) => ajv(JSON.parse(text))),
        arktype: each(texts, (text) => ark(JSON.parse(text))),
        'zod 4': each(texts, (text) => zod.parse(JSON.parse(text))),
        valibot: each(texts, (text) => valibot(JSON.parse(text))),
      },
      1,
    ),
    alone,
  );
  reportTimes(
    'Six fields, validated alone',
    timesInTurns(
      rounds,
      pageSize,
      {
        'Ajv, fast formats': each(values, ajv),
        Varve: each(values, checkAddedV1),
        arktype: each(values, ark),
        'zod 4': each(values, (value) => zod.parse(value)),
        valibot: each(values, valibot),
      },
      4,
    ),
  );
  reportTimes(
    'Six fields, written as text',
    timesInTurns(
      rounds,
      pageSize,
      {
        'JSON.stringify': each(values, (value) => JSON.stringify(value)),
        'Varve: checked and written': each(values, writeAddedV1),
        'Varve: codec.encode, from events to records': () => orderCodec.encode(events),
        'fast-json-stringify, unchecked': each(values, stringify),
      },
      2,
    ),
  );
  // Text that is put together is one piece only when somebody reads it: here into bytes, as a store does.
  reportTimes(
    'Six fields, written as bytes',
    timesInTurns(
      rounds,
      pageSize,
      {
        'JSON.stringify': each(values, (value) => Buffer.from(JSON.stringify(value))),
        'Varve: checked and written': each(values, (value) => Buffer.from(writeAddedV1(value))),
        'fast-json-stringify, unchecked': each(values, (value) => Buffer.from(stringify(value))),
      },
      2,
    ),
  );
}

function zodSchema() {
  return z.strictObject({
    id: z.uuid(),
    sku: z.string().regex(new RegExp(sku)),
    quantity: z.int().min(1).max(10000),
    price: z.strictObject({ amount: z.string().regex(new RegExp(decimal)), currency: z.enum(['EUR', 'USD']) }),
    at: z.iso.datetime(),
    tags: z.array(z.string()),
  });
}

function valibotSchema() {
  return v.strictObject({
    id: v.pipe(v.string(), v.uuid()),
    sku: v.pipe(v.string(), v.regex(new RegExp(sku))),
    quantity: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10000)),
    price: v.strictObject({
      amount: v.pipe(v.string(), v.regex(new RegExp(decimal))),
      currency: v.picklist(['EUR', 'USD']),
    }),
    at: v.pipe(v.string(), v.isoTimestamp()),
    tags: v.array(v.string()),
  });
}

function arkSchema() {
  return type({
    '+': 'reject',
    id: 'string.uuid',
    sku: `/${sku}/`,
    quantity: '1 <= number.integer <= 10000',
    price: type({ '+': 'reject', amount: new RegExp(decimal), currency: "'EUR' | 'USD'" }),
    at: 'string.date.iso',
    tags: 'string[]',
  });
}
