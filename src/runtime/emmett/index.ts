export { emmettEventStore, type EmmettEventStore, type EventReadFrom } from './emmett-event-store.js';
export type { EmmettSource } from './emmett-source.js';
export { emmettFold, type EmmettFold } from './emmett-fold.js';
export type { VarveEventMetadata } from './event-metadata.js';
