import { type EventStore, timestamp } from '@varve/runtime';
import { openMemoryStore } from '@varve/runtime/memory';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { eventStoreCases } from '@varve/runtime/testing';

const open: () => Promise<EventStore> = openMemoryStore;

export { eventStoreCases, open, openSqliteStore, timestamp };
