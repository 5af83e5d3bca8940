import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitInput, codecFiles, loadGenerated } from './load-generated.js';
import type { EmitOptions } from '../../src/emit/emit-options.js';
import { jsonSchemaOf } from '../../src/emit/json-schema.js';
import type { Json } from '../../src/language/syntax.js';
import type { Context } from '../../src/model/model.js';
import type { RecordType } from '../../src/model/type.js';
import type { createCodec } from '../../src/runtime/create-codec.js';
import { EncodeError } from '../../src/runtime/errors.js';
import type { NewRecord, StoredRecord } from '../../src/runtime/store.js';
import type { StandardSchema } from '../../src/runtime/standard-schema.js';
import { createOracle } from './ajv-oracle.js';
import { contexts } from './arbitraries/random-context.js';
import { misuse } from './arbitraries/random-misuse.js';
import { nearMiss, randomValue } from './arbitraries/random-value.js';
import { createRandom } from './arbitraries/random.js';

// `VARVE_RUNS=20 npx vitest run test/property/codec-differential.test.ts` looks twenty times as long.
const runs = Number(process.env['VARVE_RUNS'] ?? 1);
const seed = Number(process.env['VARVE_SEED'] ?? Date.now() % 2 ** 31);
const contextsInBatch = 60;
const valuesOfShape = 60;

interface Loaded {
  readonly context: Context;
  readonly schemas: Readonly<Record<string, { readonly 1: StandardSchema<unknown, unknown> }>>;
  readonly codec: ReturnType<typeof createCodec>;
}

async function batch(seedOfBatch: number, options: Partial<EmitOptions>): Promise<readonly Loaded[]> {
  const sample = fc.sample(contexts(), { seed: seedOfBatch, numRuns: contextsInBatch });
  const files = sample.map((context) => codecFiles(emitInput(context, options)));
  const modules = await loadGenerated(files, 'random/thing/codec.ts');
  return sample.map((context, index) => {
    const module = modules[index] ?? {};
    return {
      context,
      schemas: module['thingSchemas'] as Loaded['schemas'],
      codec: module['thingCodec'] as Loaded['codec'],
    };
  });
}

/** Calls back for each event of each context. */
function shapesOf(
  loaded: readonly Loaded[],
): readonly (Loaded & { readonly type: string; readonly shape: RecordType; readonly at: number })[] {
  return loaded.flatMap((one) =>
    (one.context.aggregates[0]?.events ?? []).map(({ name, versions }, at) => ({
      ...one,
      type: name,
      shape: versions[0]?.shape ?? { kind: 'record', fields: [] },
      at,
    })),
  );
}

describe('emitted codecs', () => {
  for (let run = 0; run < runs; run += 1) {
    it(`accept what the JSON Schema of the shape accepts, and nothing else (seed ${seed + run})`, async () => {
      const counts = { accepted: 0, refused: 0 };
      for (const { context, schemas, type, shape, at } of shapesOf(await batch(seed + run, {}))) {
        const accepts = createOracle()(jsonSchemaOf(shape, context));
        const schema = schemas[type]?.[1];
        const random = createRandom(seed + run + at);
        for (let i = 0; i < valuesOfShape; i += 1) {
          const meant = randomValue(shape, context.types, random);
          const missed = nearMiss(meant, random);
          for (const value of [meant, missed, nearMiss(missed, random)]) {
            const json: unknown = JSON.parse(JSON.stringify(value));
            const result = await schema?.['~standard'].validate(json);
            const isAccepted = result?.issues === undefined;
            counts[isAccepted ? 'accepted' : 'refused'] += 1;
            if (isAccepted === accepts(json)) continue;
            expect.fail(
              `the codec ${isAccepted ? 'accepts' : `refuses (${JSON.stringify(result.issues)})`} what Ajv does not agree with:\n` +
                `${JSON.stringify(json)}\n${JSON.stringify(jsonSchemaOf(shape, context))}`,
            );
          }
        }
      }
      // A generator that finds no valid data, or nothing but valid data, would prove nothing.
      expect(counts.accepted).toBeGreaterThan(1000);
      expect(counts.refused).toBeGreaterThan(1000);
    });
  }

  for (const timestamps of ['string', 'date'] as const) {
    it(`give back what they read, to the letter (timestamps as ${timestamps}, seed ${seed})`, async () => {
      let count = 0;
      for (const { context, codec, type, shape, at } of shapesOf(await batch(seed, { timestamps }))) {
        const accepts = createOracle()(jsonSchemaOf(shape, context));
        const random = createRandom(seed + at);
        for (let i = 0; i < valuesOfShape / 4; i += 1) {
          const value = JSON.parse(JSON.stringify(inMilliseconds(randomValue(shape, context.types, random)))) as Json;
          if (!accepts(value)) continue;
          const data = JSON.stringify(value);
          const [event] = codec.decode([storedRecord(type, data)]);
          const [record] = codec.encode([{ type, data: event?.data }]);
          expect(sorted(JSON.parse(record?.data ?? ''))).toBe(sorted(value));
          // Escaped as JSON.stringify escapes, and with nothing between.
          expect([...(record?.data ?? '')].sort()).toEqual([...JSON.stringify(value)].sort());
          expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
          count += 1;
        }
      }
      expect(count).toBeGreaterThan(300);
      expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(12);
    });

    it(`write nothing that they could not read (timestamps as ${timestamps}, seed ${seed})`, async () => {
      const counts = { written: 0, refused: 0 };
      for (const { context, codec, type, shape, at } of shapesOf(await batch(seed + 1, { timestamps }))) {
        const accepts = createOracle()(jsonSchemaOf(shape, context));
        const random = createRandom(seed + at);
        for (let i = 0; i < valuesOfShape / 2; i += 1) {
          const value: unknown = JSON.parse(JSON.stringify(randomValue(shape, context.types, random)));
          if (!accepts(value)) continue;
          const [event] = codec.decode([storedRecord(type, JSON.stringify(value))]);
          const data = misuse(event?.data, random);
          const written = encoded(() => codec.encode([{ type, data }]));
          counts[written === undefined ? 'refused' : 'written'] += 1;
          if (written !== undefined && !accepts(JSON.parse(written))) {
            expect.fail(
              `${written} was written, and the schema does not accept it:\n${JSON.stringify(jsonSchemaOf(shape, context))}`,
            );
          }
        }
      }
      expect(counts.written).toBeGreaterThan(20);
      expect(counts.refused).toBeGreaterThan(300);
    });
  }
});

function storedRecord(type: string, data: string): StoredRecord {
  return {
    id: '018f3c4e-7b2a-7cde-8f01-23456789abcd',
    type,
    version: 1,
    data,
    metadata: undefined,
    stream: 'Thing-1',
    revision: 1,
    position: 1n,
    recordedAt: '2026-11-23T09:30:00.000Z',
  };
}

/** The text that is written; `undefined` where the codec refuses, as it should: with an EncodeError. */
function encoded(encode: () => readonly NewRecord[]): string | undefined {
  try {
    return encode()[0]?.data;
  } catch (error) {
    if (error instanceof EncodeError) return undefined;
    throw error;
  }
}

/** A Date holds milliseconds, and writes them: other texts of an instant do not come back to the letter. */
function inMilliseconds(value: Json): Json {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return `${value.slice(0, 19)}.123Z`;
  if (Array.isArray(value)) return value.map(inMilliseconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inMilliseconds(member)]));
}

/** The text of a value, whatever the order of its keys. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${sorted(member)}`).join(',')}}`;
}
