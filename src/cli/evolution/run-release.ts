import { compareDiagnostics, hasErrors } from '../../diagnostics/diagnostic.js';
import { createReporter } from '../../diagnostics/reporter.js';
import { declaredEvents, versionId } from '../../evolution/check/released-events.js';
import { printGoldenLine } from '../../evolution/golden/golden-line.js';
import { printLockLine } from '../../evolution/lock-line.js';
import { lockFolder } from '../../evolution/lock-path.js';
import { type Acceptance, planRelease, type ReleasedFile } from '../../evolution/plan-release.js';
import { readCustomCode } from '../../handwritten/read-custom-code.js';
import type { GoldenRelease } from '../../laws/golden/plan-golden.js';
import type { OpenContext } from '../../laws/open-context.js';
import { type Appendix, appendLines } from '../../output/append-lines.js';
import type { CommonOptions } from '../common-options.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';
import { checkSchemas } from './check-schemas.js';
import { findBrokenLaws } from './find-broken-laws.js';
import { contextsOf } from './open-contexts.js';
import { openSchemas, type OpenedSchemas } from './open-schemas.js';
import { goldenJson, releasedJson, releasedTexts, releaseSummary } from './show-released.js';

export interface ReleaseOptions extends CommonOptions {
  readonly dryRun?: true;
  readonly accept?: readonly string[];
  readonly reason?: string;
}

/** Releases what is not released yet, unless an error stands or what was released has changed. */
export async function runRelease(options: ReleaseOptions, terminal: Terminal): Promise<ExitCode> {
  const reporter = createReporter();
  const opened = await openSchemas(options, reporter);
  if (opened === undefined) {
    await showFindings({ diagnostics: reporter.diagnostics, sources: [] }, options, terminal);
    return exitCode.usage;
  }
  const acceptance = acceptanceOf(options, opened);
  if ('problem' in acceptance) {
    terminal.err(`error: ${acceptance.problem}\n`);
    return exitCode.usage;
  }

  const { mode, code: patterns, output } = opened.config;
  const written = readCustomCode(opened.analysis, { patterns, output, cwd: options.cwd });
  const code = written?.code;
  const checked = checkSchemas(opened, { mode, base: undefined, code, accepted: acceptance.ids });
  const sources = [...opened.schemas, ...opened.lockFiles, ...opened.goldenFiles, ...(written?.files ?? [])];
  const open = contextsOf(opened, options.cwd);
  // What a release makes of snapshots and projections is what `check` is asked for.
  const found = [
    ...checked.diagnostics.filter(({ code }) => code !== 'SNAPSHOT_STALE' && code !== 'REBUILD_NEEDED'),
    ...(await findBrokenLaws(opened, { mode, quiet: options.quiet === true, open }, terminal)),
  ];
  const refused = hasErrors(found) || hasErrors(reporter.diagnostics);
  const { files } = refused ? { files: [] } : planRelease(opened.analysis, opened.lock, { acceptance, code });
  const idle = refused ? undefined : unusedAcceptance(acceptance, files);
  if (idle !== undefined) {
    terminal.err(`error: there is nothing to accept at "${idle}": it is read as it was released\n`);
    return exitCode.usage;
  }
  const golden = refused ? [] : await missingGolden(opened, files, { open, quiet: options.quiet === true }, terminal);
  const isWritten =
    options.dryRun === true ||
    appendLines(
      appendicesOf(files, golden, opened),
      { cwd: options.cwd, marker: `${lockFolder}/.releasing` },
      reporter,
    );
  const diagnostics = [...reporter.diagnostics, ...found].sort(compareDiagnostics);
  const [released, added] = isWritten ? [files, golden] : [[], []];
  const data = { released: released.flatMap(releasedJson), golden: added.flatMap(goldenJson) };
  await showFindings({ diagnostics, sources, data }, options, terminal);
  if (refused || !isWritten) return exitCode.findings;
  if (options.format !== 'json')
    terminal.out(
      released
        .flatMap(releasedTexts)
        .map((text) => `${text}\n`)
        .join(''),
    );
  if (options.quiet !== true) terminal.err(`${releaseSummary(released, added, options.dryRun === true)}\n`);
  return exitCode.fine;
}

/** The golden lines that belong to what is released, and to what was before there were any. */
async function missingGolden(
  { analysis, config, lock, golden }: OpenedSchemas,
  released: readonly ReleasedFile[],
  { open: opening, quiet }: { readonly open: () => Promise<OpenContext | undefined>; readonly quiet: boolean },
  terminal: Terminal,
): Promise<readonly GoldenRelease[]> {
  const open = await opening();
  const { planGolden } = await import('../../laws/golden/plan-golden.js');
  const missing = planGolden(analysis, { lock, released, golden, timestamps: config.timestamps, open });
  if (open === undefined && missing.length > 0 && !quiet)
    terminal.err('the golden streams have no states yet: @varve/runtime is not installed\n');
  return missing;
}

/** The lock first: a golden line without a release would say nothing. */
function appendicesOf(
  files: readonly ReleasedFile[],
  golden: readonly GoldenRelease[],
  opened: OpenedSchemas,
): readonly Appendix[] {
  const appendix = (path: string, lines: readonly string[]): Appendix => ({
    path,
    before: bytesOf(path, opened),
    lines,
  });
  return [
    ...files.map(({ path, lines }) => appendix(path, lines.map(printLockLine))),
    ...golden.map(({ path, lines }) => appendix(path, lines.map(printGoldenLine))),
  ];
}

function bytesOf(path: string, { lockFiles, goldenFiles }: OpenedSchemas): Uint8Array {
  return [...lockFiles, ...goldenFiles].find((file) => file.path === path)?.bytes ?? new Uint8Array();
}

/** What is named must be there, so that a slip of the pen accepts nothing. */
function acceptanceOf(
  { accept = [], reason = '' }: ReleaseOptions,
  { analysis }: OpenedSchemas,
): Acceptance | { readonly problem: string } {
  const ids = new Set<string>();
  for (const name of accept) {
    const named = declaredEvents(analysis).flatMap(({ context, aggregate, event }) =>
      event.versions.flatMap(({ number }) => {
        const id = versionId(context.name, aggregate.name, event.name, number);
        return id === name || id === `${context.name}/${name}` ? [id] : [];
      }),
    );
    const [id, other] = named;
    if (id === undefined) return { problem: `there is no version "${name}"; it is written as Cart.ItemAdded@2` };
    if (other !== undefined) return { problem: `"${name}" is one of several: ${named.join(', ')}` };
    ids.add(id);
  }
  return { ids, reason };
}

/** What is accepted although nothing about it has changed, and so was meant otherwise. */
function unusedAcceptance({ ids }: Acceptance, files: readonly ReleasedFile[]): string | undefined {
  const changed = new Set(
    files.flatMap(({ context, aggregate, current, lines }) =>
      lines
        .filter((line) => line.kind !== 'version' && line.was !== undefined)
        .map(({ version }) => versionId(context, aggregate, current, version)),
    ),
  );
  return [...ids].find((id) => !changed.has(id));
}
