import * as runtime from '@varve/runtime';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { analyseSources } from '../../src/compile.js';
import { checkSchemas, type CheckRequest } from '../../src/cli/evolution/check-schemas.js';
import { lockLinesOf, type OpenedSchemas } from '../../src/cli/evolution/open-schemas.js';
import { impactText } from '../../src/cli/evolution/show-impact.js';
import { defaultConfig } from '../../src/config/config.js';
import { diagnosticCodes } from '../../src/diagnostics/codes.js';
import { compareDiagnostics, type Diagnostic, hasErrors, type Severity } from '../../src/diagnostics/diagnostic.js';
import { type Mode, modes } from '../../src/diagnostics/mode.js';
import { createReporter } from '../../src/diagnostics/reporter.js';
import { renderText } from '../../src/diagnostics/render-text.js';
import type { CustomCode } from '../../src/evolution/custom-code.js';
import type { Base } from '../../src/evolution/check/rule.js';
import { checkSeverities } from '../../src/evolution/check/severities.js';
import { readLock } from '../../src/evolution/lock.js';
import { printLockLine } from '../../src/evolution/lock-line.js';
import { planRelease } from '../../src/evolution/plan-release.js';
import { checkLaws, lawSeverities } from '../../src/laws/check-laws.js';
import { contextOpener } from '../../src/laws/open-context.js';
import { findCustomCode } from '../../src/handwritten/find-custom-code.js';
import { sourceText, type SourceFile } from '../../src/source/source-file.js';

type Row = readonly [replay: Severity | undefined, deploy: Severity | undefined, publish: Severity | undefined];

const error: Row = ['error', 'error', 'error'];
const warning: Row = ['warning', 'warning', 'warning'];
const forOldReaders: Row = [undefined, 'warning', 'error'];
const forOldWriters: Row = [undefined, 'error', 'error'];

/**
 * How grave what a change does to released versions is, mode by mode. Each code that Varve has must have its cases below.
 */
const severities: Readonly<Record<string, Row>> = {
  BACK_INCOHERENT: forOldWriters,
  CUSTOM_CHANGED: warning,
  CUSTOM_NOT_FOUND: warning,
  DOWNCAST_MISSING: forOldWriters,
  ENUM_MAP_NOT_TOTAL: error,
  ENUM_MEMBER_ADDED: forOldReaders,
  FIELD_DROPPED: forOldReaders,
  FIELD_NO_SOURCE: error,
  FIELD_UNACCOUNTED: error,
  LOCK_REWRITTEN: error,
  METADATA_CHANGED: error,
  NAME_REUSED: error,
  NO_UPCAST_PATH: error,
  REBUILD_NEEDED: warning,
  SNAPSHOT_STALE: warning,
  SPLIT_REORDERED: error,
  SPLIT_UNPINNED: error,
  STEP_IMMUTABLE: error,
  STREAM_CHANGED: error,
  TYPE_NARROWED: error,
  UNSAFE_WIDEN: warning,
  VERSION_DELETED: error,
  VERSION_GAP: error,
  VERSION_IMMUTABLE: error,
};

/** Of these the second place is in another commit, or is all of a state or a projection, or is what is missing. */
const ofOnePlace: ReadonlySet<string> = new Set([
  'CUSTOM_NOT_FOUND',
  'LOCK_REWRITTEN',
  'METADATA_CHANGED',
  'REBUILD_NEEDED',
  'SNAPSHOT_STALE',
  'VERSION_DELETED-former-name',
  'VERSION_GAP-first',
]);

/**
 * Each folder of `evolution/` is named `<CODE>[-variant]`, or `<CODE>-not[-variant]` for what just does not provoke it. It
 * holds the schemas `before` a change, from which the lock is made, and `after` it; where there is `released`, the lock in
 * the working directory was made from that instead. Files of TypeScript beside the schemas are the hand-written code.
 * `expected.txt` is all that is said, mode by mode.
 * `UPDATE_GOLDEN=1 npx vitest run test/golden/evolution.test.ts` writes the expected texts anew.
 */
const cases = join(import.meta.dirname, 'evolution');

const names = readdirSync(cases).sort();

describe('what check says of a change', () => {
  test.each(names)('%s', (name) => {
    const before = readSchemas(name, 'before');
    const after = readSchemas(name, 'after');
    const baseLock = release(name, 'before');
    const lockFiles = existsSync(join(cases, name, 'released')) ? release(name, 'released') : baseLock;
    const reporter = createReporter();
    const code = findCode(name, 'after', after);
    const opened: OpenedSchemas = {
      config: defaultConfig,
      schemas: after,
      allRead: true,
      lockFiles,
      analysis: analyseSources(after),
      lock: readLock(lockFiles, reporter),
      goldenFiles: [],
      golden: new Map(),
    };
    const { model, plans } = analyseSources(before);
    const base: Base = {
      label: 'main (3f2a91c)',
      commit: '3f2a91c',
      lockLines: lockLinesOf(baseLock),
      lock: readLock(baseLock, reporter),
      tree: { model, plans },
    };
    const texts = new Map([...after, ...lockFiles, ...readCode(name, 'after')].map((file) => [file.path, sourceText(file)]));
    const found = new Map(modes.map((mode) => [mode, check(opened, { mode, base, code })]));
    const sections = [...found].map(([mode, diagnostics]) => {
      const said = diagnostics.length === 0 ? 'nothing\n' : renderText(diagnostics, texts);
      return `--- ${mode}\n${said}`;
    });
    const impact = impactText(checkSchemas(opened, { mode: 'replay', base }).impact);
    const text = `${sections.join('')}--- impact\n${impact === '' ? 'none\n' : impact}`;

    expect(reporter.diagnostics).toEqual([]);
    const own = (mode: Mode): readonly Diagnostic[] =>
      found.get(mode)?.filter(({ code }) => code === codeOf(name)) ?? [];
    const expected = isProvoking(name) ? severities[codeOf(name)] : [undefined, undefined, undefined];
    expect(modes.map((mode) => own(mode)[0]?.severity)).toEqual(expected);
    for (const { severity, help, related } of modes.flatMap(own)) {
      expect(expected).toContain(severity);
      expect(help).toBeDefined();
      expect(related.length > 0 || ofOnePlace.has(name) || ofOnePlace.has(codeOf(name))).toBe(true);
    }
    const expectedPath = join(cases, name, 'expected.txt');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(expectedPath, text);
    expect(text).toBe(readFileSync(expectedPath, 'utf8'));
  });

  const codes = Object.keys(severities).filter((code) => Object.hasOwn(diagnosticCodes, code));

  test.each(codes)('%s has a case that provokes it, and one that just does not', (code) => {
    const own = names.filter((name) => codeOf(name) === code);
    expect(own.some(isProvoking)).toBe(true);
    expect(own.every(isProvoking)).toBe(false);
  });

  it('is as grave as the table has it', () => {
    const { LAW_BROKEN, ...ofSchemas } = lawSeverities;
    expect(modes.map((mode) => LAW_BROKEN[mode])).toEqual(error);
    for (const [code, byMode] of Object.entries({ ...checkSeverities, ...ofSchemas }))
      expect(modes.map((mode) => byMode[mode])).toEqual(severities[code]);
    expect(names.filter((name) => severities[codeOf(name)] === undefined)).toEqual([]);
  });
});

function check(opened: OpenedSchemas, request: CheckRequest): readonly Diagnostic[] {
  const { analysis, config } = opened;
  const { names, plans } = analysis;
  const { diagnostics } = checkSchemas(opened, request);
  const reporter = createReporter();
  const { mode } = request;
  if (!hasErrors(analysis.diagnostics))
    checkLaws(analysis, { mode, open: contextOpener(plans, { names, options: config, runtime }) }, reporter);
  return [...diagnostics, ...reporter.diagnostics].sort(compareDiagnostics);
}

function readSchemas(name: string, folder: string): readonly SourceFile[] {
  return readFiles(name, folder, '.varve.yaml');
}

function readCode(name: string, folder: string): readonly SourceFile[] {
  return readFiles(name, folder, '.ts');
}

function readFiles(name: string, folder: string, ending: string): readonly SourceFile[] {
  const at = join(cases, name, folder);
  return readdirSync(at)
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => ({ path: file, bytes: readFileSync(join(at, file)) }));
}

/** The hand-written steps; nobody looks for them in a case without TypeScript. */
function findCode(name: string, folder: string, schemas: readonly SourceFile[]): CustomCode | undefined {
  const files = readCode(name, folder).map((file) => ({ path: file.path, text: sourceText(file) }));
  if (files.length === 0) return undefined;
  const read = (path: string): string | undefined => files.find((file) => file.path === path)?.text;
  return findCustomCode(analyseSources(schemas), { files, read, generated: 'generated/' }).code;
}

function release(name: string, folder: string): readonly SourceFile[] {
  const schemas = readSchemas(name, folder);
  const { model, plans, diagnostics } = analyseSources(schemas);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return planRelease({ model, plans }, new Map(), { code: findCode(name, folder, schemas) }).files.map(({ path, lines }) => ({
    path,
    bytes: new TextEncoder().encode(lines.map((line) => `${printLockLine(line)}\n`).join('')),
  }));
}

function isProvoking(name: string): boolean {
  return !/-not(?:-|$)/.test(name);
}

function codeOf(name: string): string {
  return name.split('-', 1)[0] ?? name;
}
