/** Rows by the texts of their keys, so that the next batch need not read them. Of a key without a row it knows that, too. */
export interface RowCache<Row> {
  has(text: string): boolean;
  get(text: string): Row | undefined;
  /** `undefined` for a key that has no row. */
  set(text: string, row: Row | undefined): void;
  forget(text: string): void;
  clear(): void;
}

/** @param size the most keys; those that were set first are forgotten first. */
export function createRowCache<Row>(size: number): RowCache<Row> {
  const rows = new Map<string, Row | undefined>();
  return {
    has: (text) => rows.has(text),
    get: (text) => rows.get(text),
    set(text, row) {
      // Behind the others: what is used lives longer.
      rows.delete(text);
      rows.set(text, row);
      if (rows.size <= size) return;
      for (const oldest of rows.keys()) {
        rows.delete(oldest);
        return;
      }
    },
    forget: (text) => void rows.delete(text),
    clear: () => rows.clear(),
  };
}
