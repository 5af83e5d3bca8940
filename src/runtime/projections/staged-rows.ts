import { isObject } from '../check.js';
import type { Rows } from '../projection.js';
import type { StoredRecord } from '../store.js';
import type { RowCache } from './row-cache.js';

/** A row as a batch has it before it is written. */
export interface StagedRow<Row, Key> {
  readonly key: Key;
  /** Every row that was put, and `undefined` where it was removed, with the event that did so. */
  readonly history: { readonly record: StoredRecord; readonly row: Row | undefined }[];
}

/** The rows of one batch: what is known of the database, and on top of it what the events change. */
export interface StagedRows<Row, Key> {
  readonly changed: ReadonlyMap<string, StagedRow<Row, Key>>;
  isKnown(text: string): boolean;
  /** As the database has it. */
  before(text: string): Row | undefined;
  /** Says what the database has. */
  know(text: string, row: Row | undefined): void;
  /** The rows as one handling of an event sees and changes them. */
  begin(): Attempt<Row, Key>;
  /** Tells the cache what the database has when the batch is committed. */
  keep(): void;
}

export interface Attempt<Row, Key> {
  readonly rows: Rows<Row, Key>;
  /** Says which key the handling is mostly about, so that its text need not be made each time. */
  expect(key: Key, text: string): void;
  /** Keys that were asked for and are not known. The handling then counts for nothing. */
  readonly unknown: readonly Key[];
  /** Makes the changes of the handling those of the batch. The attempt is as new then. */
  accept(record: StoredRecord): void;
}

/** Ends a handling that asked for a row that is not there yet. */
export class RowNotRead extends Error {
  override readonly name = 'RowNotRead';
}

export interface Keys<Row, Key> {
  /** The names of the fields that a key consists of; a row has the same. */
  readonly keyFields: readonly string[];
  readonly keyText: (key: Key) => string;
  readonly keyOf: (row: Row) => Key;
}

export function stageRows<Row, Key>(
  { keyFields, keyText, keyOf }: Keys<Row, Key>,
  cache: RowCache<Row>,
): StagedRows<Row, Key> {
  const known = new Map<string, Row | undefined>();
  const changed = new Map<string, StagedRow<Row, Key>>();

  const isKnown = (text: string): boolean => known.has(text) || cache.has(text);
  const before = (text: string): Row | undefined => (known.has(text) ? known.get(text) : cache.get(text));

  const begin = (): Attempt<Row, Key> => {
    const changes: { readonly text: string; readonly key: Key; readonly row: Row | undefined }[] = [];
    const unknown: Key[] = [];
    let usual: { readonly key: Key; readonly text: string } | undefined;
    const textOf = (key: Key): string =>
      usual !== undefined && haveSame(keyFields, key, usual.key) ? usual.text : keyText(key);
    return {
      unknown,
      expect: (key, text) => void (usual = { key, text }),
      rows: {
        get(key) {
          const text = textOf(key);
          for (let last = changes.length - 1; last >= 0; last -= 1) {
            const change = changes[last];
            if (change?.text === text) return change.row;
          }
          const staged = changed.get(text);
          if (staged !== undefined) return staged.history.at(-1)?.row;
          if (isKnown(text)) return before(text);
          unknown.push(key);
          throw new RowNotRead('the row is read, and the event handled again');
        },
        put(row) {
          if (usual !== undefined && haveSame(keyFields, row, usual.key)) {
            changes.push({ text: usual.text, key: usual.key, row });
            return;
          }
          const key = keyOf(row);
          changes.push({ text: keyText(key), key, row });
        },
        delete(key) {
          changes.push({ text: textOf(key), key, row: undefined });
        },
      },
      accept(record) {
        for (const { text, key, row } of changes) {
          const staged = changed.get(text);
          if (staged === undefined) changed.set(text, { key, history: [{ record, row }] });
          else staged.history.push({ record, row });
        }
        changes.length = 0;
      },
    };
  };

  return {
    changed,
    isKnown,
    before,
    know: (text, row) => void known.set(text, row),
    begin,
    keep() {
      for (const [text, row] of known) cache.set(text, row);
      for (const [text, { history }] of changed) cache.set(text, history.at(-1)?.row);
    },
  };
}

/** Whether two values have the very same fields. Of a key that is no scalar this may say no where they are equal. */
function haveSame(fields: readonly string[], a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return false;
  for (const field of fields) if (a[field] !== b[field]) return false;
  return true;
}
