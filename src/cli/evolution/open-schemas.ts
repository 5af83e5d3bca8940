import { analyseSources, type Analysis } from '../../compile.js';
import type { ResolvedConfig } from '../../config/config.js';
import { loadConfig } from '../../config/load-config.js';
import { hasErrors } from '../../diagnostics/diagnostic.js';
import type { Reporter } from '../../diagnostics/reporter.js';
import { type Golden, readGoldenFiles } from '../../evolution/golden/golden-file.js';
import { type Lock, readLock } from '../../evolution/lock.js';
import { splitLines } from '../../evolution/locked-lines.js';
import { lockFolder } from '../../evolution/lock-path.js';
import { glob } from '../../source/glob.js';
import { readSourceFiles } from '../../source/read-source-files.js';
import { type SourceFile, sourceText } from '../../source/source-file.js';
import type { CommonOptions } from '../common-options.js';

/** The files of the lock, and those of the golden streams beside them. */
export const lockPattern: string = `${lockFolder}/**/*.lock`;
export const goldenPattern: string = `${lockFolder}/**/*.golden`;

/** The schemas and the lock of a working directory. */
export interface OpenedSchemas {
  readonly config: ResolvedConfig;
  readonly schemas: readonly SourceFile[];
  /** Whether these are all of them: none that the configuration names was unreadable. */
  readonly allRead: boolean;
  readonly lockFiles: readonly SourceFile[];
  readonly analysis: Analysis;
  readonly lock: Lock;
  readonly goldenFiles: readonly SourceFile[];
  readonly golden: Golden;
}

/**
 * Reads everything. What is wrong with the lock is reported; what is wrong with the schemas is in the analysis.
 * `undefined` where there is no configuration that can be taken, or no schema.
 */
export async function openSchemas(
  { cwd, config: named }: Pick<CommonOptions, 'cwd' | 'config'>,
  reporter: Reporter,
): Promise<OpenedSchemas | undefined> {
  const loaded = await loadConfig(cwd, named, reporter);
  if (loaded === undefined) return undefined;
  const { config } = loaded;
  const schemas = readSourceFiles(config.schemas, cwd, reporter);
  if (schemas.length === 0) return undefined;
  const allRead = !hasErrors(reporter.diagnostics);
  const lockFiles = readIfAny(lockPattern, cwd, reporter);
  const goldenFiles = readIfAny(goldenPattern, cwd, reporter);
  const analysis = analyseSources(schemas);
  const lock = readLock(lockFiles, reporter);
  const golden = readGoldenFiles(goldenFiles, reporter);
  return { config, schemas, allRead, lockFiles, analysis, lock, goldenFiles, golden };
}

function readIfAny(pattern: string, cwd: string, reporter: Reporter): readonly SourceFile[] {
  return glob(pattern, cwd).length === 0 ? [] : readSourceFiles([pattern], cwd, reporter);
}

export function lockLinesOf(files: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> {
  return new Map(files.map((file) => [file.path, splitLines(sourceText(file))]));
}
