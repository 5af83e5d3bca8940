import { compareDiagnostics, type Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Mode } from '../../diagnostics/mode.js';
import { createReporter } from '../../diagnostics/reporter.js';
import type { Impact } from '../../evolution/impact.js';
import { readCustomCode } from '../../handwritten/read-custom-code.js';
import type { CommonOptions } from '../common-options.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';
import { checkSchemas } from './check-schemas.js';
import { impactJson, impactMarkdown, impactText } from './show-impact.js';
import { openSchemas } from './open-schemas.js';
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
  const diagnostics = [...reporter.diagnostics, ...checked.diagnostics].sort(compareDiagnostics);
  const sources = [...opened.schemas, ...opened.lockFiles, ...(written?.files ?? [])];
  const against = base === undefined ? null : { label: base.label, commit: base.commit };
  const data = { mode, against, impact: impactJson(checked.impact) };
  await showFindings({ diagnostics, sources, data }, options, terminal);
  showImpact(checked.impact, options, terminal);
  if (options.quiet !== true) terminal.err(`${summary(diagnostics)}\n`);
  return isFailure(diagnostics, options.strict === true) ? exitCode.findings : exitCode.fine;
}

function showImpact(impact: Impact, { format }: CommonOptions, terminal: Terminal): void {
  if (format === 'text') terminal.out(impactText(impact));
  if (format === 'markdown') terminal.out(impactMarkdown(impact));
}

function isFailure(diagnostics: readonly Diagnostic[], strict: boolean): boolean {
  return diagnostics.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
}

function summary(diagnostics: readonly Diagnostic[]): string {
  const count = (wanted: string): number => diagnostics.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings] = [count('error'), count('warning')];
  return `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
}
