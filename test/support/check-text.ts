import { checkSchemas } from '../../src/cli/evolution/check-schemas.js';
import { lockLinesOf, type OpenedSchemas } from '../../src/cli/evolution/open-schemas.js';
import { type Analysis, analyseSources } from '../../src/compile.js';
import { defaultConfig } from '../../src/config/config.js';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { hasErrors } from '../../src/diagnostics/diagnostic.js';
import type { Mode } from '../../src/diagnostics/mode.js';
import { createReporter } from '../../src/diagnostics/reporter.js';
import type { Base } from '../../src/evolution/check/rule.js';
import { readLock } from '../../src/evolution/lock.js';
import { printLockLine } from '../../src/evolution/lock-line.js';
import { planRelease } from '../../src/evolution/plan-release.js';
import type { SourceFile } from '../../src/source/source-file.js';

/** A schema that was released, and with which another is compared. */
export interface ReleasedText {
  readonly analysis: Analysis;
  readonly lockFiles: readonly SourceFile[];
  readonly base: Base;
}

export function releaseText(text: string): ReleasedText {
  const analysis = analyseSources(sourcesOf(text));
  if (hasErrors(analysis.diagnostics)) throw new Error(analysis.diagnostics.map(({ message }) => message).join('\n'));
  const lockFiles = planRelease(analysis, new Map()).files.map(({ path, lines }) => ({
    path,
    bytes: new TextEncoder().encode(lines.map((line) => `${printLockLine(line)}\n`).join('')),
  }));
  const lock = readLock(lockFiles, createReporter());
  const base = { label: 'main', commit: 'main', lockLines: lockLinesOf(lockFiles), lock, tree: analysis };
  return { analysis, lockFiles, base };
}

/** What `check --against main` says of a text where another was released, warnings and errors. */
export function checkText(
  text: string,
  { lockFiles, base }: ReleasedText,
  mode: Mode,
): { readonly analysis: Analysis; readonly diagnostics: readonly Diagnostic[] } {
  const schemas = sourcesOf(text);
  const analysis = analyseSources(schemas);
  const { lock } = base;
  const opened: OpenedSchemas = {
    config: defaultConfig,
    schemas,
    allRead: true,
    lockFiles,
    analysis,
    lock,
    goldenFiles: [],
    golden: new Map(),
  };
  return { analysis, diagnostics: checkSchemas(opened, { mode, base }).diagnostics };
}

function sourcesOf(text: string): readonly SourceFile[] {
  return [{ path: 'shop.varve.yaml', bytes: new TextEncoder().encode(text) }];
}
