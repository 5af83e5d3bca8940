import { analyseSources } from '../../compile.js';
import { loadConfig } from '../../config/load-config.js';
import { compareDiagnostics, hasErrors } from '../../diagnostics/diagnostic.js';
import { createReporter } from '../../diagnostics/reporter.js';
import { readSourceFiles } from '../../source/read-source-files.js';
import type { CommonOptions } from '../common-options.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';
import { findDeclaration } from '../../model/find-declaration.js';
import type { Form } from './forms.js';
import { printDeclaration } from './print-declaration.js';

export interface ShowOptions extends CommonOptions {
  readonly as: Form;
}

/** Looks a name up in the schemas and prints what it stands for. Schemas with errors have no resolved shapes. */
export async function showDeclaration(name: string, options: ShowOptions, terminal: Terminal): Promise<ExitCode> {
  const reporter = createReporter();
  const loaded = await loadConfig(options.cwd, options.config, reporter);
  const sources = loaded === undefined ? [] : readSourceFiles(loaded.config.schemas, options.cwd, reporter);
  if (loaded === undefined || sources.length === 0) {
    await showFindings({ diagnostics: reporter.diagnostics, sources }, options, terminal);
    return exitCode.usage;
  }
  const { model, plans, diagnostics: found } = analyseSources(sources);
  const diagnostics = [...reporter.diagnostics, ...found].sort(compareDiagnostics);
  if (hasErrors(diagnostics)) {
    await showFindings({ diagnostics, sources }, options, terminal);
    return exitCode.findings;
  }

  const search = findDeclaration(model, name);
  if ('problem' in search) {
    terminal.err(`error: ${search.problem}\n${search.help === undefined ? '' : `(${search.help})\n`}`);
    return exitCode.usage;
  }
  const ofContext = plans.get(search.found.context);
  if (ofContext === undefined) throw new Error('every context has its plans');
  const { text, data } = printDeclaration(search.found, options.as, ofContext, loaded.config);
  if (options.format === 'json') await showFindings({ diagnostics, sources, data }, options, terminal);
  else terminal.out(text);
  return exitCode.fine;
}
