import type { StoredRecord } from '../../store.js';
import type { Filter } from '../filter.js';
import type { RevisionRange, StreamPage } from '../paging.js';
import type { ScannedPage } from '../subscription.js';
import { type Row, type Statement, statement } from './connection.js';
import type { Names } from './names.js';
import { integerOf, recordColumns, recordOf } from './record.js';
import { textBefore } from './read-functions.js';

/** Runs a statement and gives its rows. */
export type Run = (statement: Statement, values: readonly unknown[]) => Promise<readonly Row[]>;

export interface Reader {
  /** Of a stream, the first events of a range, or the last ones first. */
  streamPage(run: Run, stream: string, range: RevisionRange, size: number): Promise<StreamPage>;
  /** What is settled behind a position. The page may be empty where only a part was looked through. */
  pageBehind(run: Run, position: bigint, filter: Filter, size: number): Promise<ScannedPage>;
}

/** A page ends when its texts reach this many bytes, so that one page of large events is no burden. */
const maxPageBytes = 4_000_000;

/** How many positions one call passes over at most, so that a filter that finds few does not hold up everything else. */
const scanWindow = 10_000n;

const noWindow = 2n ** 62n;
const maxSize = 2 ** 31;

export function createReader(names: Names): Reader {
  const forwards = streamStatement(names, '');
  const backwards = streamStatement(names, ' DESC');
  const behind = statement(`SELECT ${recordColumns} FROM ${names.page}($1, $2, $3, $4, $5, $6, $7)`);
  return {
    async streamPage(run, stream, range, size) {
      const { from, to } = range;
      const values = [stream, from, to, Math.min(size, maxSize), maxPageBytes];
      const records = (await run(range.backwards ? backwards : forwards, values)).map(recordOf);
      return { records, more: records.length === size || mayBeCut(records) };
    },
    async pageBehind(run, position, { categories, types }, size) {
      const [category, ...others] = categories ?? [];
      const isOne = category !== undefined && others.length === 0;
      const isIndexed = types === undefined && (categories === undefined || isOne);
      const [first, ...rows] = await run(behind, [
        position,
        Math.min(size, maxSize),
        maxPageBytes,
        isIndexed ? noWindow : scanWindow,
        isOne ? category : null,
        isOne ? null : categories,
        types,
      ]);
      const [end, head] = [integerOf(first?.[0]), integerOf(first?.[3])];
      if (position >= head) return { records: [], scanned: position, more: false };
      const records = rows.map(recordOf);
      const isCut = records.length === size || mayBeCut(records);
      const scanned = isCut ? (records.at(-1)?.position ?? end) : end;
      return { records, scanned, more: scanned < head };
    },
  };
}

function streamStatement(names: Names, direction: '' | ' DESC'): Statement {
  return statement(`SELECT ${recordColumns} FROM (
    SELECT e.*, ${textBefore('e', `revision${direction}`)} AS before FROM (
      SELECT ${recordColumns} FROM ${names.events}
      WHERE stream = $1 AND revision BETWEEN $2 AND $3 ORDER BY revision${direction} LIMIT $4
    ) AS e
  ) AS b WHERE before < $5`);
}

/** A character of JavaScript has at most three bytes in UTF-8: a page with less text was not cut. */
function mayBeCut(records: readonly StoredRecord[]): boolean {
  let characters = 0;
  for (const { data, metadata = '' } of records) characters += data.length + metadata.length;
  return characters * 3 >= maxPageBytes;
}
