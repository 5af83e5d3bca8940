import type { CommonOptions } from './common-options.js';
import type { GenerateOutcome, OutputChanges } from './generate-once.js';
import { showFindings } from './show-findings.js';
import type { Terminal } from './terminal.js';

interface OutcomeOptions extends CommonOptions {
  readonly check: boolean;
  readonly dryRun: boolean;
}

/** Shows what came of a run: its findings, then what was done. */
export async function showOutcome(
  outcome: GenerateOutcome,
  options: OutcomeOptions,
  terminal: Terminal,
): Promise<void> {
  const { changes, diagnostics, sources, seconds } = outcome;
  const data = options.dryRun && changes !== undefined ? { changes: listChanges(changes) } : {};
  await showFindings({ diagnostics, sources, data }, options, terminal);
  if (changes === undefined) return;
  if (options.dryRun && options.format !== 'json') {
    for (const { action, path } of listChanges(changes)) terminal.out(`${action} ${path}\n`);
  }
  if (options.quiet !== true) terminal.err(`${summary(changes, options)}, in ${seconds.toFixed(2)} s\n`);
}

interface Change {
  readonly action: 'create' | 'update' | 'remove';
  readonly path: string;
}

function listChanges({ created, updated, removed }: OutputChanges): readonly Change[] {
  return [
    ...created.map((path): Change => ({ action: 'create', path })),
    ...updated.map((path): Change => ({ action: 'update', path })),
    ...removed.map((path): Change => ({ action: 'remove', path })),
  ].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function summary({ created, updated, removed, total }: OutputChanges, { check, dryRun }: OutcomeOptions): string {
  if (check) return `${files(total)} up to date`;
  const written = `${created.length + updated.length} of ${files(total)} ${dryRun ? 'to write' : 'written'}`;
  return removed.length === 0 ? written : `${written}, ${removed.length} ${dryRun ? 'to remove' : 'removed'}`;
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
