import { join } from 'node:path';
import { isInside } from '../config/check-config.js';
import type { ResolvedConfig } from '../config/config.js';
import { loadConfig, type LoadedConfig } from '../config/load-config.js';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import { compareDiagnostics, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js';
import { createReporter, type Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import { contentHash } from '../output/content-hash.js';
import { inspectOutput } from '../output/inspect-output.js';
import { readMemoryFile, writeMemoryFile } from '../output/memory-file.js';
import { manifestName, printManifest, readManifest } from '../output/manifest.js';
import { openOutputFolder, type OutputFolder, shownPath } from '../output/output-folder.js';
import { reportConflicts, reportStale } from '../output/report-output.js';
import { environmentHash, inputsHash, memoryFile, readStamp, stampFile, writeStamp } from '../output/stamp.js';
import { type OutputPlan, planOutput, readIfThere, writeOutput } from '../output/write-output.js';
import { readSourceFiles } from '../source/read-source-files.js';
import type { SourceFile } from '../source/source-file.js';
import { exitCode, type ExitCode } from './exit-code.js';

export interface GenerateRequest {
  readonly cwd: string;
  readonly config?: string;
  readonly check: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
}

/** What came of one run. */
export interface GenerateOutcome {
  readonly exit: ExitCode;
  readonly diagnostics: readonly Diagnostic[];
  /** For excerpts. */
  readonly sources: readonly SourceFile[];
  readonly loaded: LoadedConfig | undefined;
  /** Absent where nothing came so far. */
  readonly changes: OutputChanges | undefined;
  readonly seconds: number;
}

export interface OutputChanges {
  /** Relative to the working directory. */
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly removed: readonly string[];
  /** How many generated files there are in the end. */
  readonly total: number;
}

/** Generates, or says what generating would do. Prints nothing. */
export async function generateOnce(request: GenerateRequest): Promise<GenerateOutcome> {
  const started = performance.now();
  const reporter = createReporter();
  const found: Found = { compiled: [], sources: [], loaded: undefined };
  const end = (exit: ExitCode, changes?: OutputChanges): GenerateOutcome => ({
    exit,
    diagnostics: [...found.compiled, ...reporter.diagnostics].sort(compareDiagnostics),
    sources: found.sources,
    loaded: found.loaded,
    changes,
    seconds: (performance.now() - started) / 1000,
  });

  const project = await openProject(request, reporter, found);
  if (project === undefined) {
    return end(reporter.diagnostics.some(({ code }) => refusedBySystem.has(code)) ? exitCode.findings : exitCode.usage);
  }
  const { config, folder } = project;

  const environment = environmentHash(config);
  const inputs = inputsHash(found.sources, environment);
  const stamp = stampFile(folder, request.cwd, process.env);
  if (stamp !== undefined && !request.check && reporter.diagnostics.length === 0) {
    const unchanged = readStamp(stamp, inputs, folder);
    if (unchanged !== undefined) {
      found.compiled = unchanged.diagnostics;
      return end(exitCode.fine, { created: [], updated: [], removed: [], total: unchanged.total });
    }
  }

  // What is asked whether all is as it should be is not answered from memory.
  const remembering =
    stamp === undefined || request.check || request.dryRun || request.force ? undefined : memoryFile(stamp);
  const { compileWithMemory } = await import('../incremental/compile-with-memory.js');
  const { files, diagnostics, memory } = compileWithMemory(found.sources, config, {
    memory: remembering === undefined ? undefined : readMemoryFile(remembering),
    environment,
    readOutput: (path) => readIfThere(join(folder.root, path)),
  });
  found.compiled = diagnostics;
  if (hasErrors(diagnostics) || hasErrors(reporter.diagnostics)) return end(exitCode.findings);

  try {
    const plan = compareWithDisk(folder, files, request, reporter);
    if (plan === undefined) return end(exitCode.findings);
    if (!request.check && !request.dryRun) {
      writeOutput(folder, plan.output, plan.before);
      if (stamp !== undefined && reporter.diagnostics.length === 0) {
        if (remembering !== undefined && memory !== undefined) writeMemoryFile(remembering, memory);
        writeStamp(stamp, { inputs, manifest: contentHash(printManifest(plan.output.manifest)), diagnostics });
      }
    }
    return end(exitCode.fine, changesOf(folder, plan.output));
  } catch (error) {
    reportUnwritable(folder.shown, error, reporter);
    return end(exitCode.findings);
  }
}

/** What is found before there is anything to compile, and yet is no mistake in the configuration. */
const refusedBySystem: ReadonlySet<DiagnosticCode> = new Set([
  'FILE_UNREADABLE',
  'FILE_TOO_LARGE',
  'OUTPUT_UNWRITABLE',
]);

interface Found {
  compiled: readonly Diagnostic[];
  sources: readonly SourceFile[];
  loaded: LoadedConfig | undefined;
}

/** Everything that must be right before there is anything to compile. */
async function openProject(
  { cwd, config: named }: GenerateRequest,
  reporter: Reporter,
  found: Found,
): Promise<{ readonly config: ResolvedConfig; readonly folder: OutputFolder } | undefined> {
  found.loaded = await loadConfig(cwd, named, reporter);
  if (found.loaded === undefined) return undefined;
  const { config } = found.loaded;
  found.sources = readSourceFiles(config.schemas, cwd, reporter);
  const folder = openFolder(config.output, cwd, reporter);
  if (folder === undefined || found.sources.length === 0) return undefined;
  const inside = found.sources.find(({ path }) => isInside(path, config.output, cwd));
  if (inside === undefined) return { config, folder };
  reporter.report('CONFIG_INVALID', startOf(inside.path), `this schema lies in the output folder "${folder.shown}"`, {
    help: 'files that no schema produces any more are removed from the output folder: choose one of its own',
  });
  return undefined;
}

function openFolder(output: string, cwd: string, reporter: Reporter): OutputFolder | undefined {
  try {
    return openOutputFolder(output, cwd, reporter);
  } catch (error) {
    return reportUnwritable(output, error, reporter);
  }
}

type Comparison = { readonly output: OutputPlan; readonly before: ReadonlyMap<string, readonly string[]> };

function compareWithDisk(
  folder: OutputFolder,
  files: readonly { readonly path: string; readonly text: string }[],
  { check, force }: GenerateRequest,
  reporter: Reporter,
): Comparison | undefined {
  const before =
    readManifest(folder, force ? createReporter() : reporter) ??
    (force ? new Map<string, readonly string[]>() : undefined);
  if (before === undefined) return undefined;
  const inspected = inspectOutput(folder, files, before);
  if (check) reportStale(folder, inspected, reporter);
  else reportConflicts(folder, inspected, force, reporter);
  const output = planOutput(folder, inspected);
  if (check && output.manifestChanges && reporter.diagnostics.length === 0) {
    reporter.report(
      'OUTPUT_STALE',
      startOf(shownPath(folder, manifestName)),
      'the manifest does not list what the schemas produce',
      {
        help: 'run `varve generate`',
      },
    );
  }
  return hasErrors(reporter.diagnostics) ? undefined : { output, before };
}

function changesOf(folder: OutputFolder, { writes, removes, total }: OutputPlan): OutputChanges {
  const shown = (path: string): string => shownPath(folder, path);
  return {
    created: writes.filter(({ isNew }) => isNew).map(({ path }) => shown(path)),
    updated: writes.filter(({ isNew }) => !isNew).map(({ path }) => shown(path)),
    removed: removes.map(shown),
    total,
  };
}

/** What the operating system refuses is no bug of ours; anything else is. */
function reportUnwritable(path: string, error: unknown, reporter: Reporter): undefined {
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  reporter.report('OUTPUT_UNWRITABLE', startOf(path), `the output cannot be written: ${error.message}`);
}
