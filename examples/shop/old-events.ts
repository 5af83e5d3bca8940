import type { EventStore } from '@varve/runtime';

/**
 * What the code of 2021 and of 2023 stored: two carts, ItemAdded as version 1 and as version 2. It needs no generated
 * code: a store takes texts.
 */
const user = '5b8f2e1c-0d3a-4c5e-9f60-71a2b3c4d5e6';
const first = 'Cart-0f0e9c1e-54c5-4f5b-8a53-2f9c7f0f3b11';
const second = 'Cart-7c9e6679-7425-40de-944b-e07fc1f90ae7';

const history = [
  [first, '2021-03-01T09:00:00.000Z', 'CartCreated', 1, { createdBy: user }],
  [first, '2021-03-01T09:00:07.000Z', 'ItemAdded', 1, { sku: 'A1', qty: 2 }],
  [first, '2021-03-01T09:01:30.000Z', 'ItemAdded', 1, { sku: 'B-7', qty: 1 }],
  [second, '2023-11-05T17:20:00.000Z', 'CartCreated', 1, {}],
  [second, '2023-11-05T17:20:41.000Z', 'ItemAdded', 2, { sku: 'A1', quantity: 3 }],
  [first, '2023-11-06T08:15:00.000Z', 'ItemAdded', 2, { sku: 'A1', quantity: 1 }],
  [first, '2023-11-06T08:16:00.000Z', 'ItemRemoved', 1, { sku: 'B-7', quantity: 1 }],
] as const;

/** Of a store that is to be told what time it is. */
export interface Clock {
  (): Date;
  /** From now on it is this time; the real one where none is said. */
  set(now?: Date): void;
}

export function createClock(): Clock {
  let told: Date | undefined;
  return Object.assign(() => told ?? new Date(), { set: (now?: Date) => void (told = now) });
}

/** @param clock the one that the store was opened with. */
export async function writeOldEvents(store: EventStore, clock: Clock): Promise<void> {
  for (const [index, [stream, recordedAt, type, version, data]] of history.entries()) {
    clock.set(new Date(recordedAt));
    const id = `0187a000-0000-7000-8000-${String(index + 1).padStart(12, '0')}`;
    await store.append(stream, [{ id, type, version, data: JSON.stringify(data) }]);
  }
  clock.set();
}
