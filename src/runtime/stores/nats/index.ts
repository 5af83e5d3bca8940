export { openNatsStore, type NatsStoreOptions } from './open-nats-store.js';
export type { NatsStore } from './nats-store.js';
export type { NatsClientConnection } from './nats-connection.js';
