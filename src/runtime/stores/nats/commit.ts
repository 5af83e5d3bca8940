import { StoreError } from '../../errors.js';
import type { StoredRecord } from '../../store.js';
import type { StreamHead } from '../append.js';
import type { IncomingRecord } from '../incoming.js';
import { positionOf } from './position.js';

/** The form of messages that this release writes. */
const format = 1;

/** How many commits before it a commit names, so that a stream is read back without a search. */
export const maxBack = 16;

/** The last commit of a stream, as far as the next one must know it. */
export interface Head extends StreamHead {
  /** Of its message in the log; 0 for a stream without events. */
  readonly sequence: number;
  /** How many commits the stream has. */
  readonly commits: number;
  /** The sequences of the commits before it, the newest first; all of them, or the last sixteen. */
  readonly back: readonly number[];
}

export const noHead: Head = { sequence: 0, revision: 0, position: 0n, recordedAt: '', commits: 0, back: [] };

/** A commit as it is stored: one message. */
export interface Commit {
  /** Known to no other append. */
  readonly id: string;
  readonly stream: string;
  readonly head: Head;
  readonly records: readonly StoredRecord[];
  /** Of its message, in bytes. */
  readonly size: number;
}

/** The first line of a message. The texts of the events follow, one after the other, each ended by a line break. */
interface Envelope {
  readonly format: number;
  /** Known to no other append; where it is not said, the first event's is that. */
  readonly id?: string;
  readonly stream: string;
  /** Of the first event. */
  readonly revision: number;
  readonly recordedAt: string;
  /** Which commit of its stream this is, from 1. */
  readonly commit: number;
  /** The sequence of the commit before, then how much smaller each one before that is. A text, because few readers need it. */
  readonly back: string;
  readonly events: readonly EventLine[];
}

interface EventLine {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** In UTF-16 code units. */
  readonly data: number;
  /** In UTF-16 code units. */
  readonly metadata?: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The message of a commit that follows `head`. */
export function encodeCommit(
  id: string | undefined,
  stream: string,
  head: Head,
  records: readonly IncomingRecord[],
  recordedAt: string,
): Uint8Array {
  const events: EventLine[] = [];
  let texts = '';
  for (const { id, type, version, data, metadata } of records) {
    events.push({ id, type, version, data: data.length, ...(metadata !== undefined && { metadata: metadata.length }) });
    texts += metadata === undefined ? `${data}\n` : `${data}\n${metadata}\n`;
  }
  const envelope: Envelope = {
    format,
    ...(id !== undefined && { id }),
    stream,
    revision: head.revision + 1,
    recordedAt,
    commit: head.commits + 1,
    back: backText(backOf(head)),
    events,
  };
  return encoder.encode(`${JSON.stringify(envelope)}\n${texts}`);
}

/** The head that a stream has when a commit of so many events was stored behind `head`. */
export function nextHead(head: Head, sequence: number, length: number, recordedAt: string): Head {
  return {
    sequence,
    revision: head.revision + length,
    position: positionOf(sequence, length - 1),
    recordedAt,
    commits: head.commits + 1,
    back: backOf(head),
  };
}

/** @throws StoreError `CORRUPT` where the message is no commit; `UNSUPPORTED` where a newer release wrote it. */
export function decodeCommit(sequence: number, data: Uint8Array): Commit {
  try {
    const text = decoder.decode(data);
    const end = text.indexOf('\n');
    const envelope: unknown = JSON.parse(text.slice(0, end));
    if (!isEnvelope(envelope)) throw new TypeError('its first line is not that of a commit');
    return commitOf(sequence, envelope, text, end + 1, data.length);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError('CORRUPT', `message ${sequence} of the log is no commit: ${why}`, { cause: error });
  }
}

function commitOf(
  sequence: number,
  { id, stream, revision, recordedAt, commit, back, events }: Envelope,
  text: string,
  start: number,
  size: number,
): Commit {
  let at = start;
  const next = (length: number): string => {
    const part = text.slice(at, at + length);
    at += length + 1;
    return part;
  };
  const records = events.map((event, index): StoredRecord => {
    const data = next(event.data);
    const metadata = event.metadata === undefined ? undefined : next(event.metadata);
    return {
      id: event.id,
      type: event.type,
      version: event.version,
      data,
      metadata,
      stream,
      revision: revision + index,
      position: positionOf(sequence, index),
      recordedAt,
    };
  });
  if (at !== text.length) throw new TypeError(`it holds ${text.length} characters, and should hold ${at}`);
  const head: Head = {
    sequence,
    revision: revision + records.length - 1,
    position: records.at(-1)?.position ?? 0n,
    recordedAt,
    commits: commit,
    get back() {
      return backIn(back, sequence);
    },
  };
  return { id: id ?? events[0]?.id ?? '', stream, head, records, size };
}

/** The commits before one that follows `head`. */
function backOf({ sequence, back }: Head): readonly number[] {
  return sequence === 0 ? [] : [sequence, ...back.slice(0, maxBack - 1)];
}

function backText(sequences: readonly number[]): string {
  return sequences
    .map((sequence, index) => (index === 0 ? sequence : (sequences[index - 1] ?? 0) - sequence))
    .join(' ');
}

/** @throws StoreError `CORRUPT` */
function backIn(text: string, sequence: number): readonly number[] {
  if (text === '') return [];
  let before = 0;
  return text.split(' ').map((word, index) => {
    const number = Number(word);
    const last = index === 0 ? sequence : before;
    before = index === 0 ? number : before - number;
    if (!isCount(before) || before >= last) {
      throw new StoreError(
        'CORRUPT',
        `message ${sequence} of the log names no commits before it: ${text.slice(0, 100)}`,
      );
    }
    return before;
  });
}

function isEnvelope(value: unknown): value is Envelope {
  if (typeof value !== 'object' || value === null || !('format' in value)) return false;
  if (value.format !== format) {
    throw new StoreError(
      'UNSUPPORTED',
      `the log holds messages of form ${String(value.format)}, and this release of @varve/runtime knows ${format}: install a newer one`,
    );
  }
  return (
    (!('id' in value) || typeof value.id === 'string') &&
    'stream' in value &&
    typeof value.stream === 'string' &&
    'revision' in value &&
    isCount(value.revision) &&
    'recordedAt' in value &&
    typeof value.recordedAt === 'string' &&
    'commit' in value &&
    isCount(value.commit) &&
    'back' in value &&
    typeof value.back === 'string' &&
    'events' in value &&
    Array.isArray(value.events) &&
    value.events.length > 0 &&
    value.events.every(isEventLine)
  );
}

function isEventLine(value: unknown): value is EventLine {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'type' in value &&
    typeof value.type === 'string' &&
    'version' in value &&
    isCount(value.version) &&
    'data' in value &&
    isCount(value.data) &&
    (!('metadata' in value) || isCount(value.metadata))
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
