/**
 * Opens what a program is given as JSON: `{ engine, url, file }`. Events and rows are in one SQLite file, in one
 * PostgreSQL database, or the events in JetStream and the rows in a SQLite file.
 */
export async function openPlace(text) {
  const { engine, url, file } = JSON.parse(text);
  if (engine === 'postgres') {
    const { openPostgresStore } = await import('@varve/runtime/postgres');
    const store = await openPostgresStore(url, { connections: 5, retryTimeout: 60_000 });
    return { store, tables: store.tables, close: () => store.close() };
  }
  const { openSqliteStore, openSqliteTables } = await import('@varve/runtime/sqlite');
  const options = { synchronous: 'normal', busyTimeout: 60_000 };
  if (engine === 'sqlite') {
    const store = await openSqliteStore(file, options);
    return { store, tables: store.tables, close: () => store.close() };
  }
  const { openNatsStore } = await import('@varve/runtime/nats');
  const store = await openNatsStore(url, { name: 'soak' });
  const tables = await openSqliteTables(file, options);
  const close = async () => {
    await store.close();
    await tables.close();
  };
  return { store, tables, close };
}
