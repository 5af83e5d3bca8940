import type { AnyEvent } from './event.js';
import type { Folded, Folding } from './folding.js';

// A snapshot spares work and is never needed: whatever goes wrong with one is told to `onSnapshotError`, and the work is
// done without it.

/** The newest snapshot that this build can read; it is found by its fingerprint, so none that folds differently is decoded. */
export async function readSnapshot<State, Readable extends AnyEvent>(
  folding: Folding<State, Readable>,
): Promise<Folded<State> | undefined> {
  const { aggregate, store, stream } = folding;
  const { every, fingerprint } = aggregate.snapshot;
  if (every === undefined || store.snapshots === undefined) return undefined;
  try {
    const stored = await store.snapshots.read(stream, fingerprint);
    if (stored === undefined) return undefined;
    try {
      const { revision, state } = stored;
      return { state: aggregate.snapshot.decode(state), revision, snapshotAt: revision };
    } catch (error) {
      await dropSnapshots(folding, error);
    }
  } catch (error) {
    tell(folding, error);
  }
  return undefined;
}

/** Keeps a snapshot where `every` events have come since the last one. */
export async function keepSnapshot<State, Readable extends AnyEvent>(
  folding: Folding<State, Readable>,
  { state, revision, snapshotAt }: Folded<State>,
): Promise<void> {
  const { aggregate, store, stream } = folding;
  const { every, fingerprint } = aggregate.snapshot;
  if (every === undefined || store.snapshots === undefined || revision - snapshotAt < every || revision === 0) return;
  try {
    await store.snapshots.write(stream, fingerprint, { revision, state: aggregate.snapshot.encode(state) });
  } catch (error) {
    tell(folding, error);
  }
}

/** Drops snapshots that are wrong: a store keeps the one with the highest revision, so they would stand in the way of right ones. */
export async function dropSnapshots<State, Readable extends AnyEvent>(
  folding: Folding<State, Readable>,
  why: unknown,
): Promise<void> {
  tell(folding, why);
  try {
    await folding.store.snapshots?.delete(folding.stream);
  } catch (error) {
    tell(folding, error);
  }
}

function tell<State, Readable extends AnyEvent>({ onSnapshotError }: Folding<State, Readable>, error: unknown): void {
  try {
    onSnapshotError?.(error);
  } catch {
    // A listener that fails must not undo what was committed.
  }
}
