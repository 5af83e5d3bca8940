/** What the tests ask of the driver; it comes without types. */
declare module 'better-sqlite3' {
  interface Database {
    exec(sql: string): this;
    prepare(sql: string): {
      run(...values: unknown[]): { changes: number; lastInsertRowid: number };
      get(...values: unknown[]): unknown;
      all(...values: unknown[]): unknown[];
      iterate(...values: unknown[]): IterableIterator<unknown>;
      readonly reader: boolean;
    };
    pragma(text: string, options?: { simple?: boolean }): unknown;
    close(): this;
  }
  const Database: new (file: string, options?: { readonly?: boolean }) => Database;
  export default Database;
}
