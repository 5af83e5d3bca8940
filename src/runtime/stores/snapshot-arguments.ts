import type { StoredSnapshot } from '../store.js';
import { checkInteger, checkJsonText, checkName } from './arguments.js';

export function checkSnapshotKey(stream: string, fingerprint: string): void {
  checkName('the name of a stream', stream);
  checkName('the fingerprint of a snapshot', fingerprint);
}

export function checkSnapshot(stream: string, fingerprint: string, snapshot: StoredSnapshot): void {
  checkSnapshotKey(stream, fingerprint);
  checkInteger('the revision of a snapshot', snapshot.revision, 1);
  checkJsonText('the state of a snapshot', snapshot.state);
}
