import { StoreError } from '../../errors.js';

/** The form of messages that this release writes. */
export const format = 1;

/** The first line of a message. The texts of the events follow, one after the other, each ended by a line break. */
export interface Envelope {
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

export interface EventLine {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** In UTF-16 code units. */
  readonly data: number;
  /** In UTF-16 code units. */
  readonly metadata?: number;
}

/** @throws StoreError `UNSUPPORTED` where a newer release wrote it; SyntaxError, TypeError where it is none. */
export function parseEnvelope(line: string): Envelope {
  const plain = plainEnvelope(line);
  if (plain !== undefined) return plain;
  const envelope: unknown = JSON.parse(line);
  if (!isEnvelope(envelope)) throw new TypeError('its first line is not that of a commit');
  return envelope;
}

const [text, count] = [String.raw`"([^"\\\u0000-\u001f]*)"`, String.raw`([1-9]\d{0,14})`];
const event = `"id":${text},"type":${text},"version":${count},"data":${count}(?:,"metadata":${count})?`;
const plainLine = new RegExp(
  `^{"format":${format},"stream":${text},"revision":${count},"recordedAt":${text},"commit":${count},"back":${text},"events":\\[{${event}}\\]}$`,
);

/** The envelope of one event as it is nearly always written, in a quarter of the time that JSON takes; otherwise `undefined`. */
function plainEnvelope(line: string): Envelope | undefined {
  const found = plainLine.exec(line);
  if (found === null) return undefined;
  const [, stream = '', revision, recordedAt = '', commit, back = '', id = '', type = '', version, data, metadata] =
    found;
  const length = metadata === undefined ? {} : { metadata: Number(metadata) };
  return {
    format,
    stream,
    revision: Number(revision),
    recordedAt,
    commit: Number(commit),
    back,
    events: [{ id, type, version: Number(version), data: Number(data), ...length }],
  };
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

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
