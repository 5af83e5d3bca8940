import type { EventStore } from '@varve/runtime';

/** A store that remembers, for each stream, the revision of the snapshot that it gave last; `null` where it had none. */
export interface WatchedStore {
  readonly store: EventStore;
  readonly given: ReadonlyMap<string, number | null>;
}

export function watchSnapshots(store: EventStore): WatchedStore {
  const { snapshots } = store;
  if (snapshots === undefined) throw new Error('this store keeps no snapshots');
  const given = new Map<string, number | null>();
  const watched: EventStore = {
    ...withoutSnapshots(store),
    snapshots: {
      async read(stream, fingerprint) {
        const snapshot = await snapshots.read(stream, fingerprint);
        given.set(stream, snapshot?.revision ?? null);
        return snapshot;
      },
      write: (stream, fingerprint, snapshot) => snapshots.write(stream, fingerprint, snapshot),
      delete: (stream) => snapshots.delete(stream),
    },
  };
  return { store: watched, given };
}

/** The same events; whatever is loaded is read from its start. */
export function withoutSnapshots(store: EventStore): EventStore {
  return {
    append: (stream, events, options) => store.append(stream, events, options),
    read: (stream, options) => store.read(stream, options),
    readAll: (options) => store.readAll(options),
    subscribe: (options) => store.subscribe(options),
    close: () => store.close(),
  };
}
