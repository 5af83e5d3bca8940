import { StoreError } from '../../errors.js';
import type { ExpectedRevision } from '../../expected-revision.js';
import type { AppendResult } from '../../store.js';
import type { IncomingAppend } from '../incoming.js';
import { expectedAny, expectedPresent, outcomes } from './append-parts.js';
import type { Row } from './connection.js';
import type { Names } from './names.js';
import { integerOf, integersOf, numberOf } from './record.js';
import { type Parameter, placeholder } from './script.js';
import { type Statement, statement } from './statement.js';

export interface AppendCall {
  readonly now: string;
  /** For how many milliseconds to wait for another transaction. */
  readonly patience: number;
  /** Whether all of the appends are stored or none. */
  readonly atomic: boolean;
  /** Whether an append is looked for by ids that the store made, because it may have been tried before. */
  readonly again: boolean;
}

export type AppendOutcome =
  | { readonly kind: 'stored'; readonly result: AppendResult }
  | { readonly kind: 'conflict'; readonly actual: number }
  | { readonly kind: 'known' }
  | { readonly kind: 'overtaken' };

/** How the functions are called. */
export interface AppendStatements {
  /** For `appendValues`; answers what `appendOutcomes` reads. */
  readonly batch: Statement;
  /** For `appendOneValues`; answers what `appendOneOutcome` reads. */
  readonly one: Statement;
  /** For `appendEventValues`; answers what `appendEventOutcome` reads. */
  readonly event: Statement;
}

export function appendStatements(names: Names): AppendStatements {
  return {
    batch: statement(appendText(names, placeholder)),
    one: statement(`SELECT outcome, revision, position FROM ${names.appendOne}(${listOf(10, placeholder)})`),
    event: statement(appendEventText(names, placeholder)),
  };
}

export function appendText(names: Names, parameter: Parameter): string {
  return `SELECT outcomes, revisions, positions FROM ${names.append}(${listOf(15, parameter)})`;
}

export function appendEventText(names: Names, parameter: Parameter): string {
  return `SELECT ${names.appendEvent}(${listOf(10, parameter)})`;
}

export function listOf(count: number, parameter: Parameter): string {
  return Array.from({ length: count }, (_, index) => parameter(index)).join(', ');
}

export function appendOneValues({ stream, expected, records }: IncomingAppend, call: AppendCall): readonly unknown[] {
  const named = records.filter((record) => record.named || call.again).map(({ id }) => id);
  return [
    call.now,
    patienceOf(call),
    stream,
    expectationOf(expected),
    named.length > 0 ? named : null,
    records.map(({ id }) => id),
    records.map(({ type }) => type),
    records.map(({ version }) => version),
    records.map(({ metadata }) => metadata),
    records.map(({ data }) => data),
  ];
}

/** Whether it is one append of one event, which was not tried before. */
export function isOneEvent(appends: readonly IncomingAppend[], call: AppendCall): boolean {
  return appends.length === 1 && appends[0]?.records.length === 1 && !call.again;
}

export function appendEventValues({ stream, expected, records }: IncomingAppend, call: AppendCall): readonly unknown[] {
  const [record] = records;
  return [
    call.now,
    patienceOf(call),
    stream,
    expectationOf(expected),
    record?.named,
    record?.id,
    record?.type,
    record?.version,
    record?.metadata,
    record?.data,
  ];
}

/** No time at all would be for ever. */
export function patienceOf({ patience }: Pick<AppendCall, 'patience'>): string {
  return String(Math.max(1, Math.trunc(patience)));
}

export function appendValues(appends: readonly IncomingAppend[], call: AppendCall): readonly unknown[] {
  const streams = new Map<string, number>();
  const [streamOf, expected, lengths]: [number[], number[], number[]] = [[], [], []];
  const [named, namedIn, appendOf]: [string[], number[], number[]] = [[], [], []];
  const [ids, types, versions]: [string[], string[], number[]] = [[], [], []];
  const [metadatas, datas]: [(string | null)[], string[]] = [[], []];
  for (const [index, append] of appends.entries()) {
    const number = streams.get(append.stream) ?? streams.size + 1;
    streams.set(append.stream, number);
    streamOf.push(number);
    expected.push(expectationOf(append.expected));
    lengths.push(append.records.length);
    for (const record of append.records) {
      if (record.named || call.again) {
        named.push(record.id);
        namedIn.push(index + 1);
      }
      appendOf.push(index + 1);
      ids.push(record.id);
      types.push(record.type);
      versions.push(record.version);
      metadatas.push(record.metadata ?? null);
      datas.push(record.data);
    }
  }
  const given = [call.now, patienceOf(call), call.atomic];
  return [
    ...given,
    [...streams.keys()],
    streamOf,
    expected,
    lengths,
    named,
    namedIn,
    appendOf,
    ids,
    types,
    versions,
    metadatas,
    datas,
  ];
}

function expectationOf(expected: ExpectedRevision): number {
  switch (expected) {
    case 'any':
      return expectedAny;
    case 'present':
      return expectedPresent;
    case 'absent':
      return 0;
    default:
      return expected;
  }
}

export function appendOneOutcome(row: Row | undefined): AppendOutcome {
  const [code, revision, position] = row ?? [];
  return outcomeOf(
    numberOf(code),
    typeof revision === 'string' ? numberOf(revision) : 0,
    typeof position === 'string' ? integerOf(position) : 0n,
  );
}

/** Undefined where nothing was stored. */
export function appendEventOutcome(row: Row | undefined): AppendOutcome | undefined {
  const [stored] = row ?? [];
  if (typeof stored !== 'string') return undefined;
  const [revision, position] = stored.split(' ');
  return { kind: 'stored', result: { revision: numberOf(revision), position: integerOf(position) } };
}

/** What the function says of each append. */
export function appendOutcomes(row: Row | undefined, count: number): readonly AppendOutcome[] {
  const [codes = [], revisions = [], positions = []] = (row ?? []).map(integersOf);
  if (codes.length !== count)
    throw new StoreError('CORRUPT', 'the function varve_append is not the one of this release');
  return codes.map((code, index) => outcomeOf(Number(code), Number(revisions[index] ?? 0n), positions[index] ?? 0n));
}

function outcomeOf(code: number, revision: number, position: bigint): AppendOutcome {
  switch (code) {
    case outcomes.stored:
      return { kind: 'stored', result: { revision, position } };
    case outcomes.conflict:
      return { kind: 'conflict', actual: revision };
    case outcomes.known:
      return { kind: 'known' };
    default:
      return { kind: 'overtaken' };
  }
}
