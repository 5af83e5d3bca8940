import type {
  Codec,
  CodecTable,
  DecodeOptions,
  EventReader,
  EventToWrite,
  EventWriter,
  PinnedWriter,
} from './codec.js';
import type { StoredData } from './downcasting.js';
import {
  DecodeError,
  type DecodeFacts,
  DowncastError,
  EncodeError,
  InvalidData,
  UnknownEventError,
  UnknownVersionError,
  VarveError,
} from './errors.js';
import type { AnyEvent, Decoded, Envelope, RecordedEvent, Timestamp } from './event.js';
import { isUuid } from './formats.js';
import { readMetadata, writeMetadata } from './metadata.js';
import { expected, type Problem } from './problem.js';
import { rendered } from './found.js';
import type { NewRecord, StoredRecord } from './store.js';

/** Makes a codec of what generated code knows about an aggregate's events. */
export function createCodec<Writable extends AnyEvent, Readable extends AnyEvent>(
  table: CodecTable,
): Codec<Writable, Readable> {
  // Maps, because a stored type may be named `constructor` or `__proto__`.
  const readers = new Map(Object.entries(table.readers));
  const writers = new Map(Object.entries(table.writers));
  return {
    encode: (events: readonly EventToWrite<Writable>[]): NewRecord[] =>
      events.map((event, index) => encodeOne(table, writers, event, index)),

    decode: (records: readonly StoredRecord[], options?: DecodeOptions): RecordedEvent<Readable>[] => {
      const events: RecordedEvent<AnyEvent>[] = [];
      for (const record of records) decodeOne(table, readers, record, options?.unknownTypes === 'skip', events);
      // The table's readers give what `Readable` says; this is the one place where that is taken on trust.
      return events as RecordedEvent<Readable>[];
    },
  };
}

function decodeOne(
  table: CodecTable,
  readers: ReadonlyMap<string, EventReader>,
  record: StoredRecord,
  skipUnknown: boolean,
  events: RecordedEvent<AnyEvent>[],
): void {
  const { id, type, version, stream, revision, position } = record;
  const reader = readers.get(type);
  if (reader === undefined) {
    if (skipUnknown) return;
    throw new UnknownEventError({ type, stream, revision, aggregate: table.aggregate });
  }
  if (reader.dropped === true && Number.isInteger(version) && version >= 1 && version <= reader.latest) return;

  // A store promises the form of `recordedAt`.
  const recordedAt = record.recordedAt as Timestamp;
  const envelope: Envelope = { id, stream, revision, position, recordedAt };
  const read = versionOf(reader.versions, version);
  const split = read === undefined ? versionOf(reader.parts, version) : undefined;
  if (read === undefined && split === undefined)
    throw new UnknownVersionError({ type, version, latest: reader.latest, stream, revision });

  let part: DecodeFacts['part'] = 'data';
  try {
    const json = parsedJson(record.data);
    if (read !== undefined) {
      const data = read(json, envelope);
      part = 'metadata';
      const metadata = readMetadata(table, record.metadata);
      events.push(recorded(envelope, reader.type, data, metadata, reader.latest, version, 0));
      return;
    }
    const parts = split?.(json, envelope) ?? [];
    part = 'metadata';
    const metadata = readMetadata(table, record.metadata);
    for (const each of parts)
      events.push(recorded(envelope, each.type, each.data, metadata, each.version, version, each.index));
  } catch (cause) {
    throw decodeError(record, part, cause);
  }
}

function versionOf<Read>(versions: Readonly<Record<number, Read>> | undefined, version: number): Read | undefined {
  return versions !== undefined && Object.hasOwn(versions, version) ? versions[version] : undefined;
}

/** Two literals, so that an event without metadata has no such key and each kind has one shape in the engine. */
function recorded(
  { id, stream, revision, position, recordedAt }: Envelope,
  type: string,
  data: unknown,
  metadata: unknown,
  version: number,
  storedVersion: number,
  index: number,
): AnyEvent & Envelope & Decoded {
  return metadata === undefined
    ? { type, data, id, stream, revision, position, recordedAt, version, storedVersion, index }
    : { type, data, metadata, id, stream, revision, position, recordedAt, version, storedVersion, index };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidData(expected('JSON', text), undefined, { cause });
  }
}

function decodeError(record: StoredRecord, part: DecodeFacts['part'], cause: unknown): DecodeError {
  const { stream, revision, type, version } = record;
  const { pointer, expected: what, found } = problemOf(cause);
  return new DecodeError({ stream, revision, type, version, part, pointer, expected: what, found }, { cause });
}

/** What went wrong, where it was not a check that said so. */
function problemOf(cause: unknown): Problem {
  if (cause instanceof InvalidData) return cause.problem;
  if (isOutOfStack(cause))
    return { pointer: '', expected: 'a value that is not nested so deeply', found: 'more levels than the stack holds' };
  return { pointer: '', expected: 'a step that does not fail', found: rendered(cause) };
}

function isOutOfStack(cause: unknown): boolean {
  return cause instanceof Error && /call stack|recursion/i.test(cause.message);
}

function encodeOne(
  table: CodecTable,
  writers: ReadonlyMap<string, EventWriter>,
  event: EventToWrite<AnyEvent>,
  index: number,
): NewRecord {
  const writer = writerOf(table, writers, event, index);
  const { type, id } = event;
  let part: EncodedPart = 'data';
  try {
    const data = 'write' in writer ? writer.write(event.data) : downcastText(type, writer, writer.store(event.data));
    part = 'metadata';
    const metadata = writeMetadata(table, event.metadata);
    return record(id?.toLowerCase(), type, writer.version, data, metadata);
  } catch (cause) {
    if (cause instanceof VarveError && !(cause instanceof InvalidData)) throw cause;
    throw encodeError({ type, writer, index, part }, problemOf(cause), cause);
  }
}

/** @throws EncodeError where what is given is no event, or none that may be written. */
function writerOf(
  table: CodecTable,
  writers: ReadonlyMap<string, EventWriter>,
  // A caller without types may give anything.
  given: unknown,
  index: number,
): EventWriter {
  if (typeof given !== 'object' || given === null)
    throw encodeError({ type: '', writer: undefined, index, part: 'event' }, expected('an event', given));
  const { type, id } = given as EventToWrite<AnyEvent>;
  const writer = writers.get(type);
  const facts = { type, writer, index, part: 'event' } as const;
  if (writer === undefined) {
    const what = `an event of ${table.aggregate} that may be written`;
    throw encodeError(facts, { pointer: '/type', expected: what, found: rendered(type) });
  }
  if (id !== undefined && !isUuid(id))
    throw encodeError(facts, { pointer: '/id', expected: 'a UUID', found: rendered(id) });
  return writer;
}

type EncodedPart = 'event' | 'data' | 'metadata';

interface EncodedFacts {
  readonly type: string;
  readonly writer: EventWriter | undefined;
  /** The event's place in what was given. */
  readonly index: number;
  readonly part: EncodedPart;
}

function encodeError(
  { type, writer, index, part }: EncodedFacts,
  { pointer, expected: what, found }: Problem,
  cause?: unknown,
): EncodeError {
  const version = writer && ('newest' in writer ? writer.newest : writer.version);
  return new EncodeError(
    { type: String(type), version, index, part, pointer, expected: what, found },
    cause === undefined ? undefined : { cause },
  );
}

/** @param stored the data of the newest version, in its stored form. */
function downcastText(type: string, { version, newest, downcast }: PinnedWriter, stored: StoredData): string {
  try {
    return JSON.stringify(downcast(stored));
  } catch (cause) {
    const { pointer, expected: wanted, found } = problemOf(cause);
    const reason = `expected ${wanted}, found ${found}`;
    throw new DowncastError({ type, fromVersion: newest, toVersion: version, pointer, reason }, { cause });
  }
}

function record(
  id: string | undefined,
  type: string,
  version: number,
  data: string,
  metadata: string | undefined,
): NewRecord {
  if (id === undefined) return metadata === undefined ? { type, version, data } : { type, version, data, metadata };
  return metadata === undefined ? { id, type, version, data } : { id, type, version, data, metadata };
}
