import { StoreError } from '../../errors.js';
import type { SnapshotStore, StoredSnapshot } from '../../store.js';
import { checkName } from '../arguments.js';
import { checkSnapshot, checkSnapshotKey } from '../snapshot-arguments.js';
import type { Bucket, Entry } from './bucket.js';
import { tokenOf } from './tokens.js';

/** A snapshot is the revision, a line break and the state. */
export function createNatsSnapshots(bucket: Bucket, checkOpen: () => void): SnapshotStore {
  return {
    async read(stream, fingerprint) {
      checkOpen();
      checkSnapshotKey(stream, fingerprint);
      const entry = await bucket.get(keyOf(stream, fingerprint));
      return entry && snapshotIn(stream, entry);
    },
    async write(stream, fingerprint, snapshot) {
      checkOpen();
      checkSnapshot(stream, fingerprint, snapshot);
      const { revision, state } = snapshot;
      const key = keyOf(stream, fingerprint);
      for (let written: number | undefined; written === undefined;) {
        const entry = await bucket.get(key);
        if (entry !== undefined && snapshotIn(stream, entry).revision > revision) return;
        written = await bucket.swap(key, `${revision}\n${state}`, entry?.revision ?? 0);
      }
    },
    async delete(stream) {
      checkOpen();
      checkName('the name of a stream', stream);
      await bucket.purge(tokenOf(stream));
    },
  };
}

function keyOf(stream: string, fingerprint: string): string {
  return `${tokenOf(stream)}.${tokenOf(fingerprint)}`;
}

/** @throws StoreError `CORRUPT` */
function snapshotIn(stream: string, { value }: Entry): StoredSnapshot {
  const end = value.indexOf('\n');
  const revision = Number(value.slice(0, end));
  if (end < 1 || !Number.isSafeInteger(revision)) {
    throw new StoreError('CORRUPT', `a snapshot of "${stream}" does not begin with a revision: ${value.slice(0, 40)}`);
  }
  return { revision, state: value.slice(end + 1) };
}
