import type { Reporter } from '../diagnostics/reporter.js';
import { startOf, type Span } from '../diagnostics/span.js';
import type { SourceFile } from '../source/source-file.js';
import { quoted } from '../model/type-text.js';
import { type JsonPath, jsonAt, jsonPlace } from './json-place.js';
import { lineJson, linePrefix, type LockLine, parseLockLine } from './lock-line.js';
import { type LockPath, parseLockPath } from './lock-path.js';
import { lineSpan, type Placed, readLockedLines, reportDuplicate, restore } from './locked-lines.js';

/** What is released of one event. */
export interface LockFile extends LockPath {
  /** Relative to the working directory. */
  readonly path: string;
  /** In the order of the file. Versions are 1, 2, 3, … where nothing was reported. */
  readonly lines: readonly PlacedLine[];
}

export type PlacedLine = Placed<LockLine>;

/** Reads a lock file; `undefined` where it stands in the wrong place or nothing in it can be taken. */
export function parseLockFile(file: SourceFile, reporter: Reporter): LockFile | undefined {
  const place = parseLockPath(file.path);
  if (typeof place === 'string') {
    reporter.report('LOCK_MISPLACED', startOf(file.path), place, {
      help: 'a lock file is `varve.lock/<context>/<Aggregate>/<Event>.lock`, and is written by `varve release`',
    });
    return undefined;
  }
  const read = readLockedLines(file, parseLockLine, reporter);
  if (read === undefined) return undefined;
  const { lines, sound } = read;
  // What a line that cannot be read would have said is not missing as well.
  return { ...place, path: file.path, lines: sound ? checkSequence(lines, place, reporter) : lines };
}

/** Where in a line something of its JSON stands. */
export function placeInLine(line: PlacedLine, path: JsonPath): Span {
  const { start, end } = jsonPlace(lineJson(line), path);
  const offset = linePrefix(line).length;
  return lineSpan(line.span.path, line.span.line - 1, offset + start, offset + end);
}

/** Reports what a merge, or an edit, leaves behind. Returns the lines that count. */
function checkSequence(lines: readonly PlacedLine[], place: LockPath, reporter: Reporter): readonly PlacedLine[] {
  const versions = new Map<number, PlacedLine>();
  /** The last line that says how old data is read, by kind and version. */
  const current = new Map<string, PlacedLine>();
  const kept: PlacedLine[] = [];
  for (const line of lines) {
    const duplicated = line.kind === 'version' ? versions.get(line.version) : undefined;
    if (duplicated !== undefined) {
      reportDuplicate(line, duplicated, `version ${line.version} is released twice`, reporter);
      continue;
    }
    if (line.kind === 'version') {
      if (!isOwn(line, place, reporter)) continue;
      reportGap(line, versions, reporter);
      versions.set(line.version, line);
      if (line.stepPrint !== undefined) current.set(`step ${line.version}`, line);
    } else {
      const key = `${line.kind} ${line.version}`;
      const before = current.get(key);
      if (!follows(line, before, versions, reporter)) continue;
      current.set(key, line);
    }
    kept.push(line);
  }
  return kept;
}

/** Whether the JSON speaks of the event whose file it is in, and of the version that the line begins with. */
function isOwn(line: PlacedLine & { readonly kind: 'version' }, { event }: LockPath, reporter: Reporter): boolean {
  const [name, number] = [jsonAt(line.shape, ['event']), jsonAt(line.shape, ['version'])];
  if (name === event && number === line.version) return true;
  const said = `${typeof name === 'string' ? name : '?'}@${typeof number === 'number' ? number : '?'}`;
  reporter.report(
    'LOCK_MISPLACED',
    placeInLine(line, ['shape', name === event ? 'version' : 'event']),
    `this is the shape of ${quoted(said)}, and stands where ${quoted(`${event}@${line.version}`)} should`,
    { help: restore },
  );
  return false;
}

function reportGap(line: PlacedLine, versions: ReadonlyMap<number, PlacedLine>, reporter: Reporter): void {
  const last = Math.max(0, ...versions.keys());
  if (line.version === last + 1) return;
  const message =
    line.version < last
      ? `version ${line.version} is out of order: it stands behind version ${last}`
      : `version ${line.version} is released, and version ${last + 1} is not`;
  reporter.report('VERSION_GAP', line.span, message, { help: restore });
}

/** Whether a line that takes the place of another finds that other. */
function follows(
  line: PlacedLine & { readonly kind: 'step' | 'split' | 'code' },
  before: PlacedLine | undefined,
  versions: ReadonlyMap<number, PlacedLine>,
  reporter: Reporter,
): boolean {
  const print = before === undefined ? undefined : printOf(before);
  if (line.was === print && versions.has(line.version)) return true;
  if (before !== undefined && 'was' in before && before.was === line.was) {
    reportDuplicate(line, before, `the ${line.kind} of version ${line.version} is changed twice`, reporter);
    return false;
  }
  const [start, end] = [line.text.indexOf('was:'), line.text.indexOf(' {')];
  const { path, line: number } = line.span;
  reporter.report(
    'LOCK_SYNTAX',
    lineSpan(path, number - 1, start, end),
    `no line above says what this takes the place of`,
    { help: restore },
  );
  return false;
}

function printOf(line: LockLine): string | undefined {
  switch (line.kind) {
    case 'split':
      return line.splitPrint;
    case 'code':
      return line.codePrint;
    case 'version':
    case 'step':
      return line.stepPrint;
  }
}
