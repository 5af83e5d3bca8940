import { quoted, rendered } from './found.js';
import { type Problem, problemText } from './problem.js';
import type { ExpectedRevision } from './expected-revision.js';

/**
 * What every error of Varve is. Tell errors apart by `code` (or by class, where one copy of this package is installed);
 * their facts are fields.
 */
export abstract class VarveError extends Error {
  abstract readonly code: string;
}

/** A value does not have the shape of its type: what checks throw, and the constructors of branded types. */
export class InvalidData extends VarveError implements Problem {
  override readonly name = 'InvalidData';
  readonly code = 'INVALID_DATA';
  readonly problem: Problem;

  /** @param subject what was checked, for the message: `Sku`. */
  constructor(problem: Problem, subject?: string, options?: ErrorOptions) {
    super(subject === undefined ? problemText(problem) : `${subject}: ${problemText(problem)}`, options);
    this.problem = problem;
  }

  get pointer(): string {
    return this.problem.pointer;
  }

  get expected(): string {
    return this.problem.expected;
  }

  get found(): string {
    return this.problem.found;
  }
}

export interface ConcurrencyFacts {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** The stream's revision as the store found it; 0 for a stream without events. */
  readonly actual: number;
}

/** A stream was not as an append expected it; nothing was appended. */
export class ConcurrencyError extends VarveError implements ConcurrencyFacts {
  override readonly name = 'ConcurrencyError';
  readonly code = 'CONCURRENCY';
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly actual: number;

  constructor({ stream, expected, actual }: ConcurrencyFacts, options?: ErrorOptions) {
    super(`stream ${named(stream)} was expected ${expectation(expected)}, but ${state(actual)}`, options);
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

function expectation(expected: ExpectedRevision): string {
  switch (expected) {
    case 'absent':
      return 'not to exist';
    case 'present':
      return 'to exist';
    case 'any':
      return 'in any state';
    default:
      return `at revision ${expected}`;
  }
}

function state(actual: number): string {
  return actual === 0 ? 'it has no events' : `it is at revision ${actual}`;
}

export interface CommittedFacts {
  readonly stream: string;
  /** Of the last event that was appended. */
  readonly revision: number;
  readonly position: bigint;
}

/**
 * Events were appended, and what came after failed: reading them back, or folding them (`cause` says how). Do not append
 * again; load.
 */
export class CommittedError extends VarveError implements CommittedFacts {
  override readonly name = 'CommittedError';
  readonly code = 'COMMITTED';
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;

  constructor({ stream, revision, position }: CommittedFacts, options?: ErrorOptions) {
    const why = options?.cause instanceof Error ? `: ${options.cause.message}` : '';
    super(
      `events were appended to stream ${named(stream)}, which is at revision ${revision} now, but its state could not be read${why}`,
      options,
    );
    this.stream = stream;
    this.revision = revision;
    this.position = position;
  }
}

export interface StoredEventFacts {
  readonly stream: string;
  readonly revision: number;
  /** The type as stored. */
  readonly type: string;
  /** The version as stored. */
  readonly version: number;
}

export interface DecodeFacts extends StoredEventFacts, Problem {
  /** Which text of the record the pointer points into. */
  readonly part: 'data' | 'metadata';
}

/** A stored event does not have the shape of its version, or a step that reads it failed (then `cause` says how). */
export class DecodeError extends VarveError implements DecodeFacts {
  override readonly name = 'DecodeError';
  readonly code = 'DECODE';
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly version: number;
  readonly part: 'data' | 'metadata';
  readonly pointer: string;
  readonly expected: string;
  readonly found: string;

  constructor(facts: DecodeFacts, options?: ErrorOptions) {
    const where = facts.part === 'data' ? '' : 'metadata ';
    super(`${storedEvent(facts)} cannot be read: ${where}${problemText(facts)}`, options);
    this.stream = facts.stream;
    this.revision = facts.revision;
    this.type = facts.type;
    this.version = facts.version;
    this.part = facts.part;
    this.pointer = facts.pointer;
    this.expected = facts.expected;
    this.found = facts.found;
  }
}

export interface EncodeFacts extends Problem {
  readonly type: string;
  /** The version that was to be written; `undefined` where the type is none that may be written. */
  readonly version: number | undefined;
  /** The event's place in the list that was given, from 0. */
  readonly index: number;
  /** What the pointer points into: the event itself (its `type` or `id`), its data or its metadata. */
  readonly part: 'event' | 'data' | 'metadata';
}

/** An event that was to be appended does not have the shape of its type; nothing was appended. */
export class EncodeError extends VarveError implements EncodeFacts {
  override readonly name = 'EncodeError';
  readonly code = 'ENCODE';
  readonly type: string;
  readonly version: number | undefined;
  readonly index: number;
  readonly part: 'event' | 'data' | 'metadata';
  readonly pointer: string;
  readonly expected: string;
  readonly found: string;

  constructor(facts: EncodeFacts, options?: ErrorOptions) {
    const version = facts.version === undefined ? '' : ` version ${facts.version}`;
    const isNone = facts.part === 'event' && facts.pointer === '';
    const where = facts.part === 'data' || isNone ? '' : `${facts.part} `;
    const what = isNone
      ? `what was given as event ${facts.index}`
      : `${named(facts.type)}${version} (event ${facts.index})`;
    super(`${what} cannot be written: ${where}${problemText(facts)}`, options);
    this.type = facts.type;
    this.version = facts.version;
    this.index = facts.index;
    this.part = facts.part;
    this.pointer = facts.pointer;
    this.expected = facts.expected;
    this.found = facts.found;
  }
}

export interface UnknownEventFacts {
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  /** Whose events were read. */
  readonly aggregate: string;
}

/** A stored event's type is none of the aggregate's. */
export class UnknownEventError extends VarveError implements UnknownEventFacts {
  override readonly name = 'UnknownEventError';
  readonly code = 'UNKNOWN_EVENT';
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly aggregate: string;

  constructor({ type, stream, revision, aggregate }: UnknownEventFacts, options?: ErrorOptions) {
    super(`stream ${named(stream)}, revision ${revision}: ${named(type)} is no event of ${aggregate}`, options);
    this.type = type;
    this.stream = stream;
    this.revision = revision;
    this.aggregate = aggregate;
  }
}

export interface UnknownVersionFacts extends StoredEventFacts {
  /** The newest version that this code knows. */
  readonly latest: number;
}

/** A stored event has a version that this code does not know: it was most likely written by a newer build. */
export class UnknownVersionError extends VarveError implements UnknownVersionFacts {
  override readonly name = 'UnknownVersionError';
  readonly code = 'UNKNOWN_VERSION';
  readonly type: string;
  readonly version: number;
  readonly latest: number;
  readonly stream: string;
  readonly revision: number;

  constructor(facts: UnknownVersionFacts, options?: ErrorOptions) {
    super(`${storedEvent(facts)} cannot be read: this code knows versions up to ${facts.latest}`, options);
    this.type = facts.type;
    this.version = facts.version;
    this.latest = facts.latest;
    this.stream = facts.stream;
    this.revision = facts.revision;
  }
}

export interface DowncastFacts {
  readonly type: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  /** Into the data of the newer version. */
  readonly pointer: string;
  /** Why the older version cannot hold it. */
  readonly reason: string;
}

/** A value cannot be held by the older version that is to be written. It is never cut short. */
export class DowncastError extends VarveError implements DowncastFacts {
  override readonly name = 'DowncastError';
  readonly code = 'DOWNCAST';
  readonly type: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly pointer: string;
  readonly reason: string;

  constructor({ type, fromVersion, toVersion, pointer, reason }: DowncastFacts, options?: ErrorOptions) {
    const at = pointer === '' ? '' : ` at ${quoted(pointer, 200)}`;
    super(`${named(type)} version ${fromVersion} cannot be written as version ${toVersion}:${at} ${reason}`, options);
    this.type = type;
    this.fromVersion = fromVersion;
    this.toVersion = toVersion;
    this.pointer = pointer;
    this.reason = reason;
  }
}

/**
 * - `CLOSED`: the store was closed.
 * - `INVALID_ARGUMENT`: a call that no store could answer: a negative revision, a limit of NaN, an empty stream name.
 * - `DUPLICATE_ID`: an event's id is stored already, with other content or elsewhere.
 * - `UNAVAILABLE`: the database cannot be reached or is busy for too long; trying again may help.
 * - `READ_ONLY`: the database takes no writes.
 * - `FULL`: there is no room.
 * - `CORRUPT`: what is stored cannot be right, or is no store of this kind.
 * - `UNSUPPORTED`: the store (or its driver) cannot do this, or not in its installed version.
 * - `FAILED`: anything else; `cause` says what.
 */
export type StoreErrorCode =
  | 'CLOSED'
  | 'INVALID_ARGUMENT'
  | 'DUPLICATE_ID'
  | 'UNAVAILABLE'
  | 'READ_ONLY'
  | 'FULL'
  | 'CORRUPT'
  | 'UNSUPPORTED'
  | 'FAILED';

/** A store could not do what it was asked; `cause` holds the driver's own error. */
export class StoreError extends VarveError {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

function storedEvent({ stream, revision, type, version }: StoredEventFacts): string {
  return `stream ${named(stream)}, revision ${revision}: ${named(type)} version ${rendered(version)}`;
}

/** Names in messages stand bare where that is clear. */
function named(name: string): string {
  return /^[\w.:@{}-]{1,200}$/.test(name) ? name : quoted(name, 200);
}
