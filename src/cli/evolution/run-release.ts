import { compareDiagnostics, hasErrors } from '../../diagnostics/diagnostic.js';
import { createReporter } from '../../diagnostics/reporter.js';
import { declaredEvents, versionId } from '../../evolution/check/released-events.js';
import { type LockLine, printLockLine } from '../../evolution/lock-line.js';
import { lockFolder } from '../../evolution/lock-path.js';
import { type Acceptance, planRelease, type ReleasedFile } from '../../evolution/plan-release.js';
import { readCustomCode } from '../../handwritten/read-custom-code.js';
import { listed } from '../../model/type-text.js';
import { appendLines } from '../../output/append-lines.js';
import type { CommonOptions } from '../common-options.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';
import { checkSchemas } from './check-schemas.js';
import { findBrokenLaws } from './find-broken-laws.js';
import { openSchemas, type OpenedSchemas } from './open-schemas.js';

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
  const sources = [...opened.schemas, ...opened.lockFiles, ...(written?.files ?? [])];
  // What a release makes of snapshots and projections is what `check` is asked for.
  const found = [
    ...checked.diagnostics.filter(({ code }) => code !== 'SNAPSHOT_STALE' && code !== 'REBUILD_NEEDED'),
    ...(await findBrokenLaws(opened, { mode, cwd: options.cwd, quiet: options.quiet === true }, terminal)),
  ];
  const refused = hasErrors(found) || hasErrors(reporter.diagnostics);
  const { files } = refused ? { files: [] } : planRelease(opened.analysis, opened.lock, { acceptance, code });
  const idle = refused ? undefined : unusedAcceptance(acceptance, files);
  if (idle !== undefined) {
    terminal.err(`error: there is nothing to accept at "${idle}": it is read as it was released\n`);
    return exitCode.usage;
  }
  const isWritten =
    options.dryRun === true ||
    appendLines(
      files.map(({ path, lines }) => ({ path, before: bytesOf(path, opened), lines: lines.map(printLockLine) })),
      { cwd: options.cwd, marker: `${lockFolder}/.releasing` },
      reporter,
    );
  const diagnostics = [...reporter.diagnostics, ...found].sort(compareDiagnostics);
  const released = isWritten ? files : [];
  await showFindings({ diagnostics, sources, data: { released: released.flatMap(releasedJson) } }, options, terminal);
  if (refused || !isWritten) return exitCode.findings;
  if (options.format !== 'json')
    terminal.out(
      released
        .flatMap(releasedTexts)
        .map((text) => `${text}\n`)
        .join(''),
    );
  if (options.quiet !== true) terminal.err(`${summary(released, options.dryRun === true)}\n`);
  return exitCode.fine;
}

function bytesOf(path: string, { lockFiles }: OpenedSchemas): Uint8Array {
  return lockFiles.find((file) => file.path === path)?.bytes ?? new Uint8Array();
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

interface ReleasedJson {
  readonly context: string;
  readonly aggregate: string;
  readonly event: string;
  readonly version: number;
  readonly kind: LockLine['kind'];
  readonly path: string;
}

function releasedJson({ context, aggregate, event, path, lines }: ReleasedFile): readonly ReleasedJson[] {
  return lines.map(({ version, kind }) => ({ context, aggregate, event, version, kind, path }));
}

const kinds: Readonly<Record<LockLine['kind'], string>> = {
  version: '',
  step: ' (a changed step)',
  split: ' (its parts)',
  code: ' (its hand-written code)',
};

function releasedTexts(file: ReleasedFile): readonly string[] {
  return releasedJson(file).map(
    ({ context, aggregate, event, version, kind }) => `${versionId(context, aggregate, event, version)}${kinds[kind]}`,
  );
}

function summary(files: readonly ReleasedFile[], dryRun: boolean): string {
  if (files.length === 0) return 'everything is released already';
  const lines = files.flatMap((file) => file.lines);
  const versions = lines.filter(({ kind }) => kind === 'version').length;
  const changes = lines.length - versions;
  const counts = [
    ...(versions === 0 ? [] : [`${versions} ${versions === 1 ? 'version' : 'versions'}`]),
    ...(changes === 0 ? [] : [`${changes} ${changes === 1 ? 'change' : 'changes'}`]),
  ];
  return `${listed(counts)} ${dryRun ? 'to release' : 'released'}`;
}
