import { StoreError } from '../../errors.js';
import type { StoredRecord } from '../../store.js';
import type { StreamHead } from '../append.js';
import type { IncomingRecord } from '../incoming.js';
import { type Envelope, type EventLine, format, isCount, parseEnvelope } from './envelope.js';
import { positionOf } from './position.js';

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
    return commitOf(sequence, parseEnvelope(text.slice(0, end)), text, end + 1, data.length);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError('CORRUPT', `message ${sequence} of the log is no commit: ${why}`, { cause: error });
  }
}

function commitOf(sequence: number, envelope: Envelope, text: string, start: number, size: number): Commit {
  const { id, stream, revision, recordedAt, events } = envelope;
  const records: StoredRecord[] = [];
  let at = start;
  for (const event of events) {
    const dataEnd = at + event.data;
    const metadataEnd = event.metadata === undefined ? dataEnd : dataEnd + 1 + event.metadata;
    records.push({
      id: event.id,
      type: event.type,
      version: event.version,
      data: text.slice(at, dataEnd),
      metadata: event.metadata === undefined ? undefined : text.slice(dataEnd + 1, metadataEnd),
      stream,
      revision: revision + records.length,
      position: positionOf(sequence, records.length),
      recordedAt,
    });
    at = metadataEnd + 1;
  }
  if (at !== text.length) throw new TypeError(`it holds ${text.length} characters, and should hold ${at}`);
  const last = records.at(-1) ?? { revision: revision - 1, position: 0n };
  return { id: id ?? events[0]?.id ?? '', stream, head: new ReadHead(sequence, envelope, last), records, size };
}

/** The head of a commit that was read: few readers want to know the commits before it. */
class ReadHead implements Head {
  readonly sequence: number;
  readonly revision: number;
  readonly position: bigint;
  readonly recordedAt: string;
  readonly commits: number;
  readonly #back: string;

  constructor(
    sequence: number,
    { recordedAt, commit, back }: Envelope,
    { revision, position }: Pick<StoredRecord, 'revision' | 'position'>,
  ) {
    this.sequence = sequence;
    this.revision = revision;
    this.position = position;
    this.recordedAt = recordedAt;
    this.commits = commit;
    this.#back = back;
  }

  /** @throws StoreError `CORRUPT` */
  get back(): readonly number[] {
    return backIn(this.#back, this.sequence);
  }
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
