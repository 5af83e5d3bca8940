import type { ExpectedRevision } from '../../expected-revision.js';
import type { AppendResult } from '../../store.js';
import { categoryOf } from '../category.js';
import type { IncomingAppend } from '../incoming.js';
import type { Database } from './database.js';
import { integerOf, numberOf } from './record.js';

/** Stores one event at the end of its stream, where the stream is as expected; nothing where it is not. */
const insert = `
  INSERT INTO varve_events (id, stream, revision, category, type, version, recorded_at, metadata, data)
  SELECT ?, new.stream, coalesce(head.revision, 0) + 1, ?, ?, ?, max(?, coalesce(head.recorded_at, '')), ?, ?
  FROM (SELECT ? AS stream, ? AS expected) AS new
  LEFT JOIN varve_events AS head
    ON head.position =
      (SELECT position FROM varve_events WHERE stream = new.stream ORDER BY revision DESC LIMIT 1)
  WHERE new.expected = -1 OR new.expected = coalesce(head.revision, 0) OR (new.expected = -2 AND head.revision > 0)
  RETURNING revision, position`;

/**
 * An append of one event as one statement, which is a transaction of its own: the same as `appendTo` and, alone, much
 * cheaper. `undefined`, and nothing is written, where it cannot say what to answer: a conflict, a repeat, no event, several.
 */
export function createQuickAppend(
  database: Database,
): (append: IncomingAppend, now: string) => AppendResult | undefined {
  return ({ stream, expected, records }, now) => {
    const [record, ...others] = records;
    if (record === undefined || others.length > 0) return undefined;
    const { id, type, version, metadata, data } = record;
    const parameters = [id, categoryOf(stream), type, version, now, metadata ?? null, data, stream, numbered(expected)];
    try {
      let result: AppendResult | undefined;
      // To its end, where it is committed: what stops at the first row may not hear that the commit failed.
      for (const { revision, position } of database.prepare(insert).iterate(...parameters))
        result = { revision: numberOf(revision), position: integerOf(position) };
      return result;
    } catch (error) {
      // Its id is stored already.
      if (database.reasonOf(error) === 'CONSTRAINT') return undefined;
      throw error;
    }
  };
}

function numbered(expected: ExpectedRevision): number {
  switch (expected) {
    case 'any':
      return -1;
    case 'present':
      return -2;
    case 'absent':
      return 0;
    default:
      return expected;
  }
}
