import { StoreError } from '../../errors.js';
import type { StoredRecord } from '../../store.js';
import type { Row } from './connection.js';

/** What `recordOf` reads, in its order; the stream may be left out. */
export const recordColumns = 'position, id, revision, type, version, recorded_at, metadata, data, stream';

/**
 * @param stream where the row has none, because all are of one.
 * @throws StoreError `CORRUPT`
 */
export function recordOf(row: Row, stream: string = textOf(row[8])): StoredRecord {
  const [position, id, revision, type, version, recordedAt, metadata, data] = row;
  return {
    id: textOf(id),
    type: textOf(type),
    version: numberOf(version),
    data: textOf(data),
    metadata: metadata === null ? undefined : textOf(metadata),
    stream,
    revision: numberOf(revision),
    position: integerOf(position),
    recordedAt: textOf(recordedAt),
  };
}

export function textOf(value: unknown): string {
  if (typeof value !== 'string') throw unexpected(value, 'a text');
  return value;
}

export function integerOf(value: unknown): bigint {
  return BigInt(textOf(value));
}

/** A count that is known to be small. */
export function numberOf(value: unknown): number {
  return Number(textOf(value));
}

/** The integers of an array of them, as PostgreSQL writes one: `{1,2}`. */
export function integersOf(value: unknown): readonly bigint[] {
  const inner = textOf(value).slice(1, -1);
  return inner === '' ? [] : inner.split(',').map(BigInt);
}

function unexpected(value: unknown, wanted: string): StoreError {
  return new StoreError(
    'CORRUPT',
    `the tables should hold ${wanted} where they hold a value of type ${value === null ? 'null' : typeof value}`,
  );
}
