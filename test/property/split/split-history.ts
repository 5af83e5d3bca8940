import fc from 'fast-check';
import type { Json } from '../../../src/language/syntax.js';
import type { NewRecord, StoredRecord } from '../../../src/runtime/index.js';
import { chance, type Draw, pick, recordValue } from '../upcast/chain.js';
import type { SplitSchema } from './split-schema.js';

/** An event on its way into a store: into which of two carts, and how long after the one before. */
export interface Happening {
  readonly cart: 0 | 1;
  /** In milliseconds; several events may be recorded in one. */
  readonly after: number;
  readonly record: NewRecord & { readonly id: string };
}

/** Data as it is stored, of any version of any event of the schema, under any of its names. */
export function someRecord(draw: Draw, { events }: SplitSchema, number: number): NewRecord & { readonly id: string } {
  const splits = events.filter(({ retired }) => JSON.stringify(retired ?? null).includes('into'));
  const { name, was, versions } = pick(draw, chance(draw, 50) ? splits : events);
  const version = 1 + draw(fc.nat, { max: versions.length - 1 });
  const data = recordValue(draw, versions[version - 1]?.fields ?? []);
  return {
    id: `0190163d-8694-739b-aea5-${String(number).padStart(12, '0')}`,
    type: pick(draw, [name, ...was]),
    version,
    data: JSON.stringify(data),
    ...(chance(draw, 40) ? { metadata: JSON.stringify({ by: 'somebody', correlationId: String(number) }) } : {}),
  };
}

/** A record as it will stand in a store; its position is of no consequence. */
export function asStored(
  record: NewRecord & { readonly id: string },
  at: Pick<StoredRecord, 'stream' | 'revision' | 'recordedAt'>,
): StoredRecord {
  return { ...record, metadata: record.metadata, position: 12n, ...at };
}

/** A value of the data, as the interpreter takes it. */
export function dataOf({ data }: { readonly data: string }): Json {
  return JSON.parse(data) as Json;
}
