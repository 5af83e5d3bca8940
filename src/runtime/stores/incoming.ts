import { StoreError } from '../errors.js';
import type { ExpectedRevision } from '../expected-revision.js';
import type { AppendOptions, NewRecord, StreamAppend } from '../store.js';
import { uuidv7 } from '../uuid.js';
import { checkExpected, checkInteger, checkJsonText, checkName, checkText, invalidArgument } from './arguments.js';

/** An append, checked and copied: what its caller does to the arguments afterwards changes nothing. */
export interface IncomingAppend {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly records: readonly IncomingRecord[];
}

export interface IncomingRecord {
  readonly id: string;
  /** Whether the caller named the id, so that the append may be a repeat. */
  readonly named: boolean;
  readonly type: string;
  readonly version: number;
  readonly data: string;
  readonly metadata: string | undefined;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const maxVersion = 2 ** 31 - 1;

/**
 * Ids are UUIDs and come back in lower case, as RFC 9562 writes them.
 *
 * @throws StoreError `INVALID_ARGUMENT`; `DUPLICATE_ID` where two of the events have one id.
 */
export function incomingAppends(appends: readonly StreamAppend[]): readonly IncomingAppend[] {
  if (!Array.isArray(appends)) throw invalidArgument('appends must be a list');
  const incoming = appends.map(({ stream, events, ...options }) => incomingAppend(stream, events, options));
  checkDistinctIds(incoming);
  return incoming;
}

function incomingAppend(stream: string, events: readonly NewRecord[], options: AppendOptions): IncomingAppend {
  const { expected = 'any' } = options;
  checkName('the name of a stream', stream);
  checkExpected(expected);
  if (!Array.isArray(events)) throw invalidArgument('events must be a list');
  return { stream, expected, records: events.map(incomingRecord) };
}

function checkDistinctIds(appends: readonly IncomingAppend[]): void {
  const seen = new Set<string>();
  for (const { stream, records } of appends) {
    for (const { id } of records) {
      if (seen.has(id)) throw new StoreError('DUPLICATE_ID', `two events appended to "${stream}" have the id ${id}`);
      seen.add(id);
    }
  }
}

function incomingRecord(event: NewRecord, index: number): IncomingRecord {
  if (typeof event !== 'object' || event === null) throw invalidArgument(`event ${index} must be an object`);
  const { id, type, version, data, metadata } = event;
  const what = (property: string): string => `${property} of event ${index}`;
  checkName(what('type'), type);
  checkInteger(what('version'), version, 1, maxVersion);
  checkJsonText(what('data'), data);
  if (metadata !== undefined) checkJsonText(what('metadata'), metadata);
  return {
    id: id === undefined ? uuidv7() : checkedId(what('id'), id),
    named: id !== undefined,
    type,
    version,
    data,
    metadata,
  };
}

function checkedId(what: string, id: string): string {
  checkText(what, id);
  const lower = id.toLowerCase();
  if (!uuid.test(lower)) throw invalidArgument(`${what} must be a UUID; it is ${JSON.stringify(id.slice(0, 60))}`);
  return lower;
}
