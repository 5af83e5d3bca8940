import type { Filter } from '../filter.js';
import type { RevisionRange, StreamPage } from '../paging.js';
import type { ScannedPage } from '../subscription.js';
import type { Row } from './connection.js';
import type { Names } from './names.js';
import { textsUpTo } from './read-functions.js';
import { integerOf, numberOf, recordColumns, recordOf } from './record.js';
import { type Statement, statement } from './statement.js';

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

const noLimit = 2n ** 62n;
const maxSize = 2 ** 31;

export function createReader(names: Names): Reader {
  const forwards = streamStatement(names, '');
  const backwards = streamStatement(names, ' DESC');
  const behind = statement(`SELECT ${recordColumns} FROM ${names.page}($1, $2, $3, $4, $5, $6, $7)`);
  return {
    async streamPage(run, stream, range, size) {
      const text = range.backwards ? backwards : forwards;
      const { rows, more } = await boundedRows(size, (size, bytes) =>
        run(text, [stream, range.from, range.to, size, bytes]),
      );
      return { records: rows.map((row) => recordOf(row, stream)), more };
    },
    async pageBehind(run, position, { categories, types }, size) {
      const [category, ...others] = categories ?? [];
      const isOne = category !== undefined && others.length === 0;
      const isIndexed = types === undefined && (categories === undefined || isOne);
      let [end, head] = [position, position];
      const { rows, more } = await boundedRows(size, async (size, bytes) => {
        const [first, ...found] = await run(behind, [
          position,
          size,
          bytes,
          isIndexed ? noLimit : scanWindow,
          isOne ? category : null,
          isOne ? null : categories,
          types,
        ]);
        [end, head] = [integerOf(first?.[0]), integerOf(first?.[2])];
        return found;
      });
      if (position >= head) return { records: [], scanned: position, more: false };
      const records = rows.map((row) => recordOf(row));
      const scanned = more ? (records.at(-1)?.position ?? end) : end;
      return { records, scanned, more: scanned < head };
    },
  };
}

function streamStatement(names: Names, direction: '' | ' DESC'): Statement {
  return statement(`SELECT e.position, e.id, e.revision, e.type, e.version, e.recorded_at, ${textsUpTo('e', '$5::bigint')}
    FROM ${names.events} AS e
    WHERE e.stream = $1 AND e.revision BETWEEN $2 AND $3 ORDER BY e.revision${direction} LIMIT $4`);
}

interface BoundedRows {
  readonly rows: readonly Row[];
  /** Whether there may be others behind these. */
  readonly more: boolean;
}

/**
 * The first rows, as many as were asked for or as a page may hold. Large events are not fetched before it is known how
 * many of them there is room for: it is asked again then, and only where a page begins with one.
 *
 * @param ask gives the first rows, without the texts of those that have more than so many bytes.
 */
async function boundedRows(
  wanted: number,
  ask: (size: number, bytes: bigint) => Promise<readonly Row[]>,
): Promise<BoundedRows> {
  const size = Math.min(wanted, maxSize);
  const rows = await ask(size, BigInt(Math.floor(maxPageBytes / size)));
  const large = rows.findIndex((row) => row[dataColumn] === null);
  if (large === -1) return { rows, more: rows.length === size };
  if (large > 0) return { rows: rows.slice(0, large), more: true };
  return { rows: await ask(roomFor(rows), noLimit), more: true };
}

/** How many of the first rows a page has room for. Those before its last have less than a page's bytes. */
function roomFor(rows: readonly Row[]): number {
  let bytes = 0;
  const end = rows.findIndex((row) => {
    if (row[dataColumn] !== null) return true;
    bytes += numberOf(row[metadataColumn]);
    return bytes >= maxPageBytes;
  });
  const isFull = bytes >= maxPageBytes;
  return end === -1 ? rows.length : isFull ? end + 1 : end;
}

/** Where `recordOf` finds them. */
const [metadataColumn, dataColumn] = [6, 7];
