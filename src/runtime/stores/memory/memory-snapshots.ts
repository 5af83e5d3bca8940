import type { SnapshotStore, StoredSnapshot } from '../../store.js';
import { checkName } from '../arguments.js';
import { checkSnapshot, checkSnapshotKey } from '../snapshot-arguments.js';

export function createMemorySnapshots(checkOpen: () => void): SnapshotStore {
  const byStream = new Map<string, Map<string, StoredSnapshot>>();
  return {
    async read(stream, fingerprint) {
      checkOpen();
      checkSnapshotKey(stream, fingerprint);
      const found = byStream.get(stream)?.get(fingerprint);
      return found && { ...found };
    },
    async write(stream, fingerprint, snapshot) {
      checkOpen();
      checkSnapshot(stream, fingerprint, snapshot);
      const { revision, state } = snapshot;
      const byFingerprint = byStream.get(stream) ?? new Map<string, StoredSnapshot>();
      byStream.set(stream, byFingerprint);
      if (revision >= (byFingerprint.get(fingerprint)?.revision ?? 0))
        byFingerprint.set(fingerprint, { revision, state });
    },
    async delete(stream) {
      checkOpen();
      checkName('the name of a stream', stream);
      byStream.delete(stream);
    },
  };
}
