import type { SnapshotCodec } from './snapshot.js';

/**
 * The snapshots of one revision of hand-written reducers, which no fingerprint sees: another revision finds none of them.
 * Revision `undefined` is the snapshot codec as it is.
 */
export function snapshotRevision<State>(
  snapshot: SnapshotCodec<State>,
  revision: number | undefined,
): SnapshotCodec<State> {
  if (revision === undefined) return snapshot;
  const { every } = snapshot;
  return {
    fingerprint: `${snapshot.fingerprint}.${revision}`,
    every,
    encode: (state: State) => snapshot.encode(state),
    decode: (text: string) => snapshot.decode(text),
  };
}
