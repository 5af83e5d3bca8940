import { compareDiagnostics, type Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Mode } from '../../diagnostics/mode.js';
import { renderMarkdown } from '../../diagnostics/render-markdown.js';
import { createReporter } from '../../diagnostics/reporter.js';
import { type Accepted, acceptedSince } from '../../evolution/acceptances.js';
import type { Impact } from '../../evolution/impact.js';
import { readCustomCode } from '../../handwritten/read-custom-code.js';
import type { CommonOptions } from '../common-options.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';
import { checkSchemas } from './check-schemas.js';
import { findBrokenLaws } from './find-broken-laws.js';
import { acceptedMarkdown, acceptedText } from './show-accepted.js';
import { impactJson, impactMarkdown, impactText } from './show-impact.js';
import { contextsOf } from './open-contexts.js';
import { openSchemas } from './open-schemas.js';
import { unknownTree } from './unknown-tree.js';
import { readBase } from './read-base.js';

export interface CheckOptions extends CommonOptions {
  readonly against?: string;
  readonly mode?: Mode;
  readonly strict?: true;
}

/** Checks, and shows what was found and what the change costs. */
export async function runCheck(options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  const reporter = createReporter();
  const opened = await openSchemas(options, reporter);
  const base =
    opened === undefined || options.against === undefined
      ? undefined
      : readBase(options.against, options.cwd, opened, reporter);
  if (opened === undefined || (options.against !== undefined && base === undefined)) {
    await showFindings({ diagnostics: reporter.diagnostics, sources: opened?.schemas ?? [] }, options, terminal);
    return exitCode.usage;
  }

  const mode = options.mode ?? opened.config.mode;
  const { code: patterns, output } = opened.config;
  const written = readCustomCode(opened.analysis, { patterns, output, cwd: options.cwd });
  const checked = checkSchemas(opened, { mode, base, code: written?.code });
  const broken = await findBrokenLaws(
    opened,
    { mode, quiet: options.quiet === true, open: contextsOf(opened, options.cwd) },
    terminal,
  );
  const diagnostics = [...reporter.diagnostics, ...checked.diagnostics, ...broken].sort(compareDiagnostics);
  const sources = [...opened.schemas, ...opened.lockFiles, ...opened.goldenFiles, ...(written?.files ?? [])];
  const against = base === undefined ? null : { label: base.label, commit: base.commit };
  const accepted = base === undefined ? [] : acceptedSince(base.lock, opened.lock);
  const data = { mode, against, impact: impactJson(checked.impact), accepted };
  await showFindings({ diagnostics, sources, data }, options, terminal);
  // An empty comment would say nothing at all.
  if (options.format === 'markdown' && diagnostics.length === 0) terminal.out(renderMarkdown([]));
  const text = reportText({ impact: checked.impact, accepted }, options.format);
  if (text !== '') terminal.out(text);
  if (options.quiet !== true) {
    if (base !== undefined && base.tree === undefined) terminal.err(unknownTree(base));
    terminal.err(`${summary(diagnostics)}\n`);
  }
  return isFailure(diagnostics, options.strict === true) ? exitCode.findings : exitCode.fine;
}

interface Report {
  readonly impact: Impact;
  readonly accepted: readonly Accepted[];
}

/** What is no finding, for people: programs have it in the JSON, and GitHub shows findings alone. */
function reportText({ impact, accepted }: Report, format: CommonOptions['format']): string {
  if (format === 'text') return `${acceptedText(accepted)}${impactText(impact)}`;
  return format === 'markdown' ? `${acceptedMarkdown(accepted)}${impactMarkdown(impact)}` : '';
}

function isFailure(diagnostics: readonly Diagnostic[], strict: boolean): boolean {
  return diagnostics.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
}

function summary(diagnostics: readonly Diagnostic[]): string {
  const count = (wanted: string): number => diagnostics.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings] = [count('error'), count('warning')];
  return `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
}
