import type { Json } from '../language/syntax.js';
import { canonicalJson } from '../model/canonical-json.js';
import { fingerprint } from './fingerprint.js';
import { isList } from './json-place.js';
import {
  jsonWord,
  type LineProblem,
  type LineWord,
  parseLineObject,
  printProblem,
  versionWord,
  wordProblem,
} from './locked-line.js';

/**
 * One line of a lock file. Lines are only ever added; each begins with the version of the event that it speaks of, and
 * ends with one JSON object in canonical form, whose members are what the fingerprints before it are taken of:
 *
 * ```
 * 1 shape:9f2c… step:- {"shape":…}
 * 2 shape:77ab… step:51d0… {"shape":…,"step":…}
 * 2 step:08be… was:51d0… {"reason":"…","step":…}
 * 2 split:c41f… was:- {"parts":[…]}
 * 2 code:a0b7… was:- {"code":{…}}
 * ```
 */
export type LockLine = VersionLine | StepLine | SplitLine | CodeLine;

/** A version that is released. */
export interface VersionLine {
  readonly kind: 'version';
  readonly version: number;
  readonly shape: Json;
  readonly shapePrint: string;
  /** Absent for version 1. */
  readonly step: Json | undefined;
  readonly stepPrint: string | undefined;
}

/** A change of a released step, accepted with a reason. */
export interface StepLine {
  readonly kind: 'step';
  readonly version: number;
  readonly step: Json;
  readonly stepPrint: string;
  /** The fingerprint of the step that this one takes the place of: two branches that both accept one do not add up. */
  readonly was: string;
  readonly reason: string;
}

/** The parts that an event is read as which is retired at this version, or a change of them, accepted with a reason. */
export interface SplitLine {
  readonly kind: 'split';
  readonly version: number;
  readonly parts: readonly Json[];
  readonly splitPrint: string;
  readonly was: string | undefined;
  readonly reason: string | undefined;
}

/** Prints of the hand-written code of the step to this version, or a change of it, accepted with a reason. */
export interface CodeLine {
  readonly kind: 'code';
  readonly version: number;
  readonly code: Json;
  readonly codePrint: string;
  readonly was: string | undefined;
  readonly reason: string | undefined;
}

export function versionLine(version: number, shape: Json, step: Json | undefined): VersionLine {
  const stepPrint = step === undefined ? undefined : fingerprint(step);
  return { kind: 'version', version, shape, shapePrint: fingerprint(shape), step, stepPrint };
}

export function stepLine(version: number, step: Json, was: string, reason: string): StepLine {
  return { kind: 'step', version, step, stepPrint: fingerprint(step), was, reason };
}

export function splitLine(
  version: number,
  parts: readonly Json[],
  accepted?: { readonly was: string; readonly reason: string },
): SplitLine {
  const { was, reason } = accepted ?? { was: undefined, reason: undefined };
  return { kind: 'split', version, parts, splitPrint: fingerprint(parts), was, reason };
}

export function codeLine(
  version: number,
  code: Json,
  accepted?: { readonly was: string; readonly reason: string },
): CodeLine {
  const { was, reason } = accepted ?? { was: undefined, reason: undefined };
  return { kind: 'code', version, code, codePrint: fingerprint(code), was, reason };
}

/** The JSON object that ends a line. */
export function lineJson(line: LockLine): { readonly [key: string]: Json } {
  switch (line.kind) {
    case 'version':
      return { shape: line.shape, ...(line.step !== undefined && { step: line.step }) };
    case 'step':
      return { reason: line.reason, step: line.step };
    case 'split':
      return { parts: line.parts, ...(line.reason !== undefined && { reason: line.reason }) };
    case 'code':
      return { code: line.code, ...(line.reason !== undefined && { reason: line.reason }) };
  }
}

/** The line as it stands in the file, without its end. */
export function printLockLine(line: LockLine): string {
  return `${linePrefix(line)}${canonicalJson(lineJson(line))}`;
}

/** What stands before the JSON. */
export function linePrefix(line: LockLine): string {
  switch (line.kind) {
    case 'version':
      return `${line.version} shape:${line.shapePrint} step:${line.stepPrint ?? '-'} `;
    case 'step':
      return `${line.version} step:${line.stepPrint} was:${line.was} `;
    case 'split':
      return `${line.version} split:${line.splitPrint} was:${line.was ?? '-'} `;
    case 'code':
      return `${line.version} code:${line.codePrint} was:${line.was ?? '-'} `;
  }
}

const words: readonly LineWord[] = [
  versionWord,
  {
    pattern: /^(?:shape|step|split|code):[0-9a-f]{64}$/u,
    meant: '`shape:` and a fingerprint of 64 hexadecimal digits',
  },
  { pattern: /^(?:step|was):(?:[0-9a-f]{64}|-)$/u, meant: '`step:` and a fingerprint, or `step:-`' },
  jsonWord,
];

export function parseLockLine(text: string): LockLine | LineProblem {
  const problem = (message: string, start = 0, end = text.length): LineProblem => ({
    code: 'LOCK_SYNTAX',
    message,
    start,
    end,
  });
  const match = /^([1-9][0-9]{0,5}) (shape|step|split|code):([0-9a-f]{64}) (step|was):([0-9a-f]{64}|-) (?=\{)/.exec(
    text,
  );
  const [prefix, digits, first, print = '', second, other] = match ?? [];
  if (prefix === undefined) return wordProblem(text, words);
  if ((first === 'shape') !== (second === 'step') || (first === 'step' && other === '-'))
    return problem('this is no line of a lock', 0, prefix.length - 1);
  const version = Number(digits);
  const otherPrint = other === '-' ? undefined : other;

  const json = parseLineObject(text.slice(prefix.length));
  if (typeof json === 'string') return problem(`the JSON of this line ${json}`, prefix.length);
  const { shape, step, parts, code, reason } = json;
  const names = Object.keys(json).sort().join(' ');
  const mismatch = (label: string, given: string, value: Json): LineProblem | undefined =>
    printProblem(prefix, label, given, value);

  switch (first) {
    case 'shape': {
      if (
        shape === undefined ||
        names !== (version === 1 ? 'shape' : 'shape step') ||
        (otherPrint === undefined) !== (version === 1)
      )
        return problem(
          version === 1 ? 'version 1 has a shape and no step' : `version ${version} has a shape and a step`,
          prefix.length,
        );
      const wrong =
        mismatch('shape', print, shape) ??
        (step !== undefined && otherPrint !== undefined ? mismatch('step', otherPrint, step) : undefined);
      return wrong ?? { kind: 'version', version, shape, shapePrint: print, step, stepPrint: otherPrint };
    }
    case 'step':
      if (step === undefined || typeof reason !== 'string' || names !== 'reason step' || otherPrint === undefined)
        return problem('an accepted step has a reason and a step', prefix.length);
      return (
        mismatch('step', print, step) ?? { kind: 'step', version, step, stepPrint: print, was: otherPrint, reason }
      );
    case 'code': {
      const wanted = otherPrint === undefined ? 'code' : 'code reason';
      if (code === undefined || names !== wanted || (otherPrint !== undefined && typeof reason !== 'string'))
        return problem(
          'hand-written code has prints, and a reason where it takes the place of other code',
          prefix.length,
        );
      const given = typeof reason === 'string' ? reason : undefined;
      return (
        mismatch('code', print, code) ?? {
          kind: 'code',
          version,
          code,
          codePrint: print,
          was: otherPrint,
          reason: given,
        }
      );
    }
    default: {
      const wanted = otherPrint === undefined ? 'parts' : 'parts reason';
      if (!isList(parts) || names !== wanted || (otherPrint !== undefined && typeof reason !== 'string'))
        return problem('a split has parts, and a reason where it takes the place of another', prefix.length);
      const given = typeof reason === 'string' ? reason : undefined;
      return (
        mismatch('split', print, parts) ?? {
          kind: 'split',
          version,
          parts,
          splitPrint: print,
          was: otherPrint,
          reason: given,
        }
      );
    }
  }
}
