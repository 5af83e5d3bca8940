import { compareDiagnostics, hasErrors } from '../../diagnostics/diagnostic.js';
import { createReporter } from '../../diagnostics/reporter.js';
import { describeChanges } from '../../evolution/changelog/describe-changes.js';
import type { CommonOptions } from '../common-options.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';
import { openSchemas } from './open-schemas.js';
import { readBase } from './read-base.js';
import { changelogMarkdown, changelogText } from './show-changelog.js';
import { impactJson } from './show-impact.js';
import { unknownTree } from './unknown-tree.js';

export interface DiffOptions extends CommonOptions {
  readonly against?: string;
}

/** Prints what changed. A change is no finding: whether it may be is what `check` says. */
export async function runDiff(options: DiffOptions, terminal: Terminal): Promise<ExitCode> {
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
  const diagnostics = [...reporter.diagnostics, ...opened.analysis.diagnostics].sort(compareDiagnostics);
  if (hasErrors(diagnostics)) {
    await showFindings({ diagnostics, sources: [...opened.schemas, ...opened.lockFiles] }, options, terminal);
    return exitCode.findings;
  }

  const changelog = describeChanges(opened.analysis, opened.lock, base);
  switch (options.format) {
    case 'json': {
      const data = { changes: changelog.entries, impact: impactJson(changelog.impact) };
      await showFindings({ diagnostics: [], sources: [], data }, options, terminal);
      break;
    }
    case 'text':
      terminal.out(changelogText(changelog));
      break;
    // What GitHub shows is Markdown.
    case 'github':
    case 'markdown':
      terminal.out(changelogMarkdown(changelog));
      break;
  }
  if (base !== undefined && base.tree === undefined && options.quiet !== true) terminal.err(unknownTree(base));
  return exitCode.fine;
}
