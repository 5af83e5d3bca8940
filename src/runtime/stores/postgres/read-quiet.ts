import type { StoredRecord } from '../../store.js';
import type { Session } from './connection.js';
import type { Names } from './names.js';
import { createReader } from './postgres-reader.js';

/** Waits until nothing is being appended, and keeps appends away until the transaction ends: who comes later waits. */
export async function keepAppendsAway({ client }: Session, names: Names): Promise<void> {
  await client.query({ text: `LOCK TABLE ${names.events} IN SHARE ROW EXCLUSIVE MODE` });
}

/** Everything behind a position, in pages, in a transaction that keeps appends away. */
export async function* readQuiet(
  { run }: Session,
  names: Names,
  {
    after,
    categories,
    pageSize,
  }: { readonly after: bigint; readonly categories: readonly string[]; readonly pageSize: number },
): AsyncGenerator<readonly StoredRecord[]> {
  const reader = createReader(names);
  let position = after;
  for (let more = true; more;) {
    const page = await reader.pageBehind(run, position, { categories }, pageSize);
    if (page.records.length > 0) yield page.records;
    ({ scanned: position, more } = page);
  }
}
