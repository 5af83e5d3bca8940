import type { StoredRecord } from '../../store.js';
import { type Bell, createBell } from '../bell.js';
import { type Filter, filterOf } from '../filter.js';
import type { ScannedPage } from '../subscription.js';
import type { Commit } from './commit.js';
import { type Cursor, openCursor } from './cursor.js';
import { onlyCategory, pageLength } from './pages.js';
import { sequenceOf } from './position.js';
import type { Server } from './server.js';
import { subjectsOf } from './tokens.js';

/** Follows the log for one reader. */
export interface Follower {
  readonly bell: Bell;
  /** What has come behind a position. Where it is another than the last page ended with, the log is read anew from there. */
  readBehind(position: bigint): ScannedPage;
  close(): void;
}

export function createFollower(server: Server, log: string, filter: Filter, pageSize: number): Follower {
  const bell = createBell();
  let matches = filterOf({});
  let cursor: Cursor | undefined;
  let place = 0n;
  let waiting: StoredRecord[] = [];
  // Up to here all is in `waiting`, or was read before.
  let fetched = 0n;

  const open = (position: bigint): Cursor => {
    cursor?.close();
    waiting = [];
    [place, fetched] = [position, position];
    matches = filterOf(filter);
    const subjects = subjectsOf(log, onlyCategory(filter));
    return openCursor(server, { log, filter: subjects, from: Math.max(1, sequenceOf(position)) }, bell);
  };

  const fetch = (commits: readonly Commit[]): void => {
    for (const { records, head } of commits) {
      for (const record of records) if (record.position > place && matches(record)) waiting.push(record);
      if (head.position > fetched) fetched = head.position;
    }
  };

  return {
    bell,
    readBehind(position) {
      if (cursor === undefined || position !== place) cursor = open(position);
      if (waiting.length < pageSize) fetch(cursor.take());
      const length = pageLength(waiting, 0, pageSize);
      const records = waiting.slice(0, length);
      waiting = waiting.slice(length);
      place = waiting.length === 0 ? fetched : (records.at(-1)?.position ?? fetched);
      return { records, scanned: place, more: waiting.length > 0 };
    },
    close() {
      cursor?.close();
      cursor = undefined;
    },
  };
}
