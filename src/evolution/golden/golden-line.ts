import type { Json } from '../../language/syntax.js';
import { canonicalJson } from '../../model/canonical-json.js';
import { fingerprint } from '../fingerprint.js';
import { isList, isMembers, jsonAt } from '../json-place.js';
import {
  jsonWord,
  type LineProblem,
  type LineWord,
  parseLineObject,
  printProblem,
  versionWord,
  wordProblem,
} from '../locked-line.js';

/**
 * One line of a golden file. Lines are only ever added; each begins with the version of the event that it speaks of, and
 * ends with one JSON object in canonical form, whose member is what the first fingerprint is taken of:
 *
 * ```
 * 1 stream:9f2c… {"stream":{"event":"ItemAdded","events":[…],"version":1}}
 * 1 state:51d0… flow:77ab… {"state":{…}}
 * ```
 */
export type GoldenLine = StreamLine | StateLine;

/** Events of a version, as they would be stored. */
export interface StreamLine {
  readonly kind: 'stream';
  readonly version: number;
  /** The name that they are stored under. */
  readonly event: string;
  /** At least one. */
  readonly events: readonly Json[];
  readonly streamPrint: string;
}

/** What the stream of a version comes to, from the state before its first event. */
export interface StateLine {
  readonly kind: 'state';
  readonly version: number;
  /** The fields of the state that are folded into, as they are stored. */
  readonly state: { readonly [field: string]: Json };
  readonly statePrint: string;
  /** The fingerprint of all that the state depends on beside the stream: where that is another, this line says nothing. */
  readonly flow: string;
}

export function streamLine(version: number, event: string, events: readonly Json[]): StreamLine {
  const line = { kind: 'stream', version, event, events } as const;
  return { ...line, streamPrint: fingerprint(streamJson(line)) };
}

export function stateLine(version: number, state: StateLine['state'], flow: string): StateLine {
  return { kind: 'state', version, state, statePrint: fingerprint(state), flow };
}

/** The JSON object that ends a line. */
export function goldenJson(line: GoldenLine): { readonly [key: string]: Json } {
  return line.kind === 'stream' ? { stream: streamJson(line) } : { state: line.state };
}

/** What stands before the JSON. */
export function goldenPrefix(line: GoldenLine): string {
  return line.kind === 'stream'
    ? `${line.version} stream:${line.streamPrint} `
    : `${line.version} state:${line.statePrint} flow:${line.flow} `;
}

/** The line as it stands in the file, without its end. */
export function printGoldenLine(line: GoldenLine): string {
  return `${goldenPrefix(line)}${canonicalJson(goldenJson(line))}`;
}

export function parseGoldenLine(text: string): GoldenLine | LineProblem {
  const match = /^([1-9][0-9]{0,5}) (?:stream:([0-9a-f]{64})|state:([0-9a-f]{64}) flow:([0-9a-f]{64})) (?=\{)/u.exec(
    text,
  );
  const [prefix, digits, streamPrint, statePrint, flow] = match ?? [];
  if (prefix === undefined) return wordProblem(text, text.includes(' flow:') ? stateWords : streamWords);
  const problem = (message: string): LineProblem => ({
    code: 'LOCK_SYNTAX',
    message,
    start: prefix.length,
    end: text.length,
  });
  const json = parseLineObject(text.slice(prefix.length));
  if (typeof json === 'string') return problem(`the JSON of this line ${json}`);
  const version = Number(digits);
  const { stream, state } = json;
  const isAlone = Object.keys(json).length === 1;
  if (streamPrint !== undefined) {
    if (stream === undefined || !isAlone) return problem('a golden stream has a stream and nothing else');
    const [event, events, own] = [jsonAt(stream, ['event']), jsonAt(stream, ['events']), jsonAt(stream, ['version'])];
    if (typeof event !== 'string' || !isList(events) || events.length === 0 || own !== version)
      return problem(`the stream of version ${version} has an event, the same version and at least one of its events`);
    return (
      printProblem(prefix, 'stream', streamPrint, stream) ?? { kind: 'stream', version, event, events, streamPrint }
    );
  }
  if (statePrint === undefined || flow === undefined || !isMembers(state) || !isAlone)
    return problem('a golden state has a state and nothing else');
  return printProblem(prefix, 'state', statePrint, state) ?? { kind: 'state', version, state, statePrint, flow };
}

function streamJson({ event, events, version }: Omit<StreamLine, 'streamPrint'>): Json {
  return { event, events, version };
}

const streamWords: readonly LineWord[] = [
  versionWord,
  {
    pattern: /^stream:[0-9a-f]{64}$/u,
    meant: '`stream:` or `state:` and a fingerprint of 64 hexadecimal digits',
  },
  jsonWord,
];

const stateWords: readonly LineWord[] = [
  versionWord,
  { pattern: /^state:[0-9a-f]{64}$/u, meant: '`state:` and a fingerprint of 64 hexadecimal digits' },
  { pattern: /^flow:[0-9a-f]{64}$/u, meant: '`flow:` and a fingerprint of 64 hexadecimal digits' },
  jsonWord,
];
