import type { Reporter } from '../../diagnostics/reporter.js';
import { startOf, type Span } from '../../diagnostics/span.js';
import { quoted } from '../../model/type-text.js';
import type { SourceFile } from '../../source/source-file.js';
import { type JsonPath, jsonPlace } from '../json-place.js';
import { type LockPath, parseLockPath } from '../lock-path.js';
import { lineSpan, type Placed, readLockedLines, reportDuplicate, restore } from '../locked-lines.js';
import {
  goldenJson,
  type GoldenLine,
  goldenPrefix,
  parseGoldenLine,
  type StateLine,
  type StreamLine,
} from './golden-line.js';

/** The golden streams of one event's versions, and what they come to. */
export interface GoldenFile extends LockPath {
  /** Relative to the working directory. */
  readonly path: string;
  /** In the order of the file. A version has one stream, and one state for each flow. */
  readonly lines: readonly Placed<GoldenLine>[];
}

/** All golden files, by their paths. */
export type Golden = ReadonlyMap<string, GoldenFile>;

/** Reads golden files and reports what is wrong with them. */
export function readGoldenFiles(files: readonly SourceFile[], reporter: Reporter): Golden {
  return new Map(
    files.flatMap((file) => {
      const parsed = parseGoldenFile(file, reporter);
      return parsed === undefined ? [] : [[file.path, parsed] as const];
    }),
  );
}

/** Reads a golden file; `undefined` where it stands in the wrong place or nothing in it can be taken. */
export function parseGoldenFile(file: SourceFile, reporter: Reporter): GoldenFile | undefined {
  const place = parseLockPath(file.path);
  if (typeof place === 'string') {
    reporter.report('LOCK_MISPLACED', startOf(file.path), place, {
      help: 'a golden file is `varve.lock/<context>/<Aggregate>/<Event>.golden`, and is written by `varve release`',
    });
    return undefined;
  }
  const read = readLockedLines(file, parseGoldenLine, reporter);
  if (read === undefined) return undefined;
  const lines = read.sound ? checkSequence(read.lines, place, reporter) : read.lines;
  return { ...place, path: file.path, lines };
}

export function streamLineOf(file: GoldenFile | undefined, version: number): Placed<StreamLine> | undefined {
  return file?.lines.find((line): line is Placed<StreamLine> => line.kind === 'stream' && line.version === version);
}

export function stateLineOf(
  file: GoldenFile | undefined,
  version: number,
  flow: string,
): Placed<StateLine> | undefined {
  return file?.lines.find(
    (line): line is Placed<StateLine> => line.kind === 'state' && line.version === version && line.flow === flow,
  );
}

/** Where in a line something of its JSON stands. */
export function placeInGolden(line: Placed<GoldenLine>, path: JsonPath): Span {
  const { start, end } = jsonPlace(goldenJson(line), path);
  const offset = goldenPrefix(line).length;
  return lineSpan(line.span.path, line.span.line - 1, offset + start, offset + end);
}

/** Reports what a merge, or an edit, leaves behind. Returns the lines that count. */
function checkSequence(
  lines: readonly Placed<GoldenLine>[],
  { event }: LockPath,
  reporter: Reporter,
): readonly Placed<GoldenLine>[] {
  const seen = new Map<string, Placed<GoldenLine>>();
  const kept: Placed<GoldenLine>[] = [];
  for (const line of lines) {
    const key = line.kind === 'stream' ? streamKey(line.version) : `${line.version} ${line.flow}`;
    const first = seen.get(key);
    if (first !== undefined)
      reportDuplicate(line, first, `the ${line.kind} of version ${line.version} is written twice`, reporter);
    else if (line.kind === 'stream' && line.event !== event) reportMisplaced(line, event, reporter);
    else if (line.kind === 'state' && !seen.has(streamKey(line.version)))
      reporter.report('LOCK_SYNTAX', line.span, 'no line above has the stream that comes to this state', {
        help: restore,
      });
    else {
      seen.set(key, line);
      kept.push(line);
    }
  }
  return kept;
}

function streamKey(version: number): string {
  return `${version} stream`;
}

function reportMisplaced(line: Placed<StreamLine>, event: string, reporter: Reporter): void {
  const [said, wanted] = [`${line.event}@${line.version}`, `${event}@${line.version}`];
  const message = `this is the stream of ${quoted(said)}, and stands where ${quoted(wanted)} should`;
  reporter.report('LOCK_MISPLACED', placeInGolden(line, ['stream', 'event']), message, { help: restore });
}
