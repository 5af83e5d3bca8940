import type { StoredRecord } from '../../store.js';
import type { Filter } from '../filter.js';
import { maxPageText, type RevisionRange, type StreamPage } from '../paging.js';
import type { ScannedPage } from '../subscription.js';
import type { Database, Row, SqlValue } from './database.js';
import { integerOf, recordColumns, recordOf } from './record.js';

/** How many events one query passes over at most, so that a filter that finds few does not hold up everything else. */
const scanWindow = 10_000n;

const select = `SELECT ${recordColumns} FROM varve_events`;
const forwards = `${select} WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision LIMIT ?`;
const backwards = `${select} WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision DESC LIMIT ?`;

/** Of a stream, the first events of a range, or the last ones first. `more` is false where there are no others. */
export function streamPage(database: Database, stream: string, range: RevisionRange, size: number): StreamPage {
  const rows = database.prepare(range.backwards ? backwards : forwards).iterate(stream, range.from, range.to, size);
  return takePage(rows, size);
}

/** The highest position; 0n where nothing is stored. */
export function headPosition(database: Database): bigint {
  const row = database.prepare('SELECT position FROM varve_events ORDER BY position DESC LIMIT 1').get();
  return row === undefined ? 0n : integerOf(row['position']);
}

/** What stands behind a position. The page may be empty where only a part was looked through. */
export function pageBehind(database: Database, position: bigint, filter: Filter, size: number): ScannedPage {
  const head = headPosition(database);
  if (position >= head) return { records: [], scanned: position, more: false };
  const { condition, parameters, indexed } = conditionOf(filter);
  const end = indexed || head - position <= scanWindow ? head : position + scanWindow;
  const sql = `${select} WHERE position > ? AND position <= ?${condition} ORDER BY position LIMIT ?`;
  const { records, more } = takePage(database.prepare(sql).iterate(position, end, ...parameters, size), size);
  const scanned = more ? (records.at(-1)?.position ?? end) : end;
  return { records, scanned, more: scanned < head };
}

function takePage(rows: Iterable<Row>, size: number): StreamPage {
  const records: StoredRecord[] = [];
  let text = 0;
  for (const row of rows) {
    const record = recordOf(row);
    records.push(record);
    text += record.data.length + (record.metadata?.length ?? 0);
    if (text >= maxPageText) return { records, more: true };
  }
  return { records, more: records.length === size };
}

interface Condition {
  readonly condition: string;
  readonly parameters: readonly SqlValue[];
  /** Whether SQLite finds the events without passing over others. */
  readonly indexed: boolean;
}

function conditionOf({ categories, types }: Filter): Condition {
  const ofCategory = oneOf('category', categories);
  const ofType = oneOf('type', types);
  return {
    condition: ofCategory.condition + ofType.condition,
    parameters: [...ofCategory.parameters, ...ofType.parameters],
    indexed: types === undefined && (categories === undefined || categories.length === 1),
  };
}

/** The texts of a list go in as one JSON text: one statement serves lists of every length. */
function oneOf(column: string, texts: readonly string[] | undefined): Pick<Condition, 'condition' | 'parameters'> {
  if (texts === undefined) return { condition: '', parameters: [] };
  const [only, ...others] = texts;
  if (only !== undefined && others.length === 0) return { condition: ` AND ${column} = ?`, parameters: [only] };
  return { condition: ` AND ${column} IN (SELECT value FROM json_each(?))`, parameters: [JSON.stringify(texts)] };
}
