import type { NewRecord, StoredRecord } from '../store.js';

let count = 0;

/** A UUID that no other call gives. */
export function freshId(): string {
  return globalThis.crypto.randomUUID();
}

/** An event that is like no other. */
export function newRecord(fields: Partial<NewRecord> = {}): NewRecord {
  count += 1;
  return { type: 'ItemAdded', version: 1, data: `{"number":${count}}`, ...fields };
}

export function newRecords(length: number, fields: Partial<NewRecord> = {}): NewRecord[] {
  return Array.from({ length }, () => newRecord(fields));
}

/** All events of all pages. No page may be empty. */
export async function drain(pages: AsyncIterable<readonly StoredRecord[]>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of pages) {
    if (page.length === 0) throw new Error('a page is empty');
    records.push(...page);
  }
  return records;
}

export function revisionsOf(records: readonly StoredRecord[]): number[] {
  return records.map(({ revision }) => revision);
}

/** `1, 2, 3, …` */
export function numbersTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

/** What was given of stored events: without what the store added. */
export function givenOf(records: readonly StoredRecord[]): NewRecord[] {
  return records.map(({ type, version, data, metadata }) => ({
    type,
    version,
    data,
    ...(metadata === undefined ? {} : { metadata }),
  }));
}
