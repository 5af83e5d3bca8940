import { expect } from 'vitest';
import type { StoredRecord } from '../../../src/runtime/store.js';

/** What a writer says of an append: where its last event stands, and what each of its events holds. */
export interface Acknowledgement {
  readonly stream: string;
  readonly revision: number;
  readonly data: string;
}

/** What a writer said. What it was saying when it was killed may be cut short, and is left out. */
export function acknowledgementsOf(lines: readonly string[]): readonly Acknowledgement[] {
  return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Acknowledgement);
}

export function expectGaplessStreams(stored: readonly StoredRecord[]): void {
  const lengths = new Map<string, number>();
  const times = new Map<string, string>();
  for (const { stream, revision, recordedAt } of stored) {
    expect(revision).toBe((lengths.get(stream) ?? 0) + 1);
    expect(recordedAt >= (times.get(stream) ?? '')).toBe(true);
    lengths.set(stream, revision);
    times.set(stream, recordedAt);
  }
  expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
}

/** Each acknowledged append stands where it was said to stand, whole; those that were not acknowledged are whole, too. */
export function expectAcknowledged(
  stored: readonly StoredRecord[],
  acknowledged: readonly Acknowledgement[],
  length: number,
): void {
  const dataAt = new Map(stored.map(({ stream, revision, data }) => [`${stream} ${revision}`, data]));
  for (const { stream, revision, data } of acknowledged) {
    for (let back = 0; back < length; back++) expect(dataAt.get(`${stream} ${revision - back}`)).toBe(data);
  }
  const appends = new Map<string, number>();
  for (const { data } of stored) appends.set(data, (appends.get(data) ?? 0) + 1);
  expect([...new Set(appends.values())]).toEqual(stored.length === 0 ? [] : [length]);
}
