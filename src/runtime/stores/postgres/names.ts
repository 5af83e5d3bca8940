import { createHash } from 'node:crypto';
import { checkText, invalidArgument } from '../arguments.js';

/** How what a store owns in a database is called in SQL: quoted, with the schema before it. */
export interface Names {
  /** The schema itself, quoted. */
  readonly schema: string;
  readonly migrations: string;
  readonly events: string;
  readonly positions: string;
  readonly snapshots: string;
  readonly checkpoints: string;
  readonly builds: string;
  readonly deadLetters: string;
  readonly append: string;
  readonly appendOne: string;
  readonly appendEvent: string;
  readonly appendKept: string;
  readonly refuseRows: string;
  readonly horizon: string;
  readonly page: string;
  /** Of notifications; not quoted. */
  readonly channel: string;
}

/** PostgreSQL cuts longer names. */
const maxBytes = 63;

/** @throws StoreError `INVALID_ARGUMENT` where it cannot be the name of a schema. */
export function namesIn(schema: string): Names {
  checkText('schema', schema);
  const bytes = new TextEncoder().encode(schema).length;
  if (bytes === 0 || bytes > maxBytes) {
    throw invalidArgument(`schema must have from 1 to ${maxBytes} bytes; ${JSON.stringify(schema)} has ${bytes}`);
  }
  const quoted = quoteIdentifier(schema);
  const within = (name: string): string => `${quoted}.varve_${name}`;
  return {
    schema: quoted,
    migrations: within('migrations'),
    events: within('events'),
    positions: within('positions'),
    snapshots: within('snapshots'),
    checkpoints: within('checkpoints'),
    builds: within('builds'),
    deadLetters: within('dead_letters'),
    append: within('append'),
    appendOne: within('append_one'),
    appendEvent: within('append_event'),
    appendKept: within('append_kept'),
    refuseRows: within('refuse_rows'),
    horizon: within('horizon'),
    page: within('page'),
    channel: `varve_${shortHash(schema)}`,
  };
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal, whatever `standard_conforming_strings` is. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** A value as a literal whose type its place gives: a scalar, or a list of scalars as an array. */
export function literalOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (!Array.isArray(value)) return quoteLiteral(String(value));
  const elements = value.map((each: unknown) =>
    each === null || each === undefined ? 'NULL' : `"${String(each).replaceAll(/["\\]/gu, String.raw`\$&`)}"`,
  );
  return quoteLiteral(`{${elements.join(',')}}`);
}

/** The body of a function between marks that do not occur in it. */
export function quoteBody(body: string): string {
  let mark = '$varve$';
  for (let number = 1; body.includes(mark); number += 1) mark = `$varve${number}$`;
  return `${mark}${body}${mark}`;
}

/** Sixteen hexadecimal digits: names that are made of texts must be short. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
