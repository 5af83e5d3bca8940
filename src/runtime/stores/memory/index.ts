export { openMemoryStore, type MemoryStore, type MemoryStoreOptions } from './memory-store.js';
