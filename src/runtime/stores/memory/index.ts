export { openMemoryTables } from './memory-tables.js';
export { openMemoryStore, type MemoryStore, type MemoryStoreOptions } from './memory-store.js';
