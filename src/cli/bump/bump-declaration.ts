import { resolve } from 'node:path';
import { analyseSources } from '../../compile.js';
import { loadConfig } from '../../config/load-config.js';
import { compareDiagnostics, hasErrors } from '../../diagnostics/diagnostic.js';
import { createReporter } from '../../diagnostics/reporter.js';
import { nextVersion } from '../../language/next-version.js';
import { replaceFile } from '../../output/replace-file.js';
import { addVersion } from '../../source/add-version.js';
import { parseDocument } from '../../source/parse-document.js';
import { readSourceFiles } from '../../source/read-source-files.js';
import type { SourceFile } from '../../source/source-file.js';
import type { CommonOptions } from '../common-options.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';
import { findVersioned, placeOf, type Versioned } from './find-versioned.js';

/** Appends the next version of an event or a type to the schema that declares it. Writes what compiles, or nothing. */
export async function bumpDeclaration(name: string, options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const reporter = createReporter();
  const loaded = await loadConfig(options.cwd, options.config, reporter);
  const sources = loaded === undefined ? [] : readSourceFiles(loaded.config.schemas, options.cwd, reporter);
  if (sources.length === 0) {
    await showFindings({ diagnostics: reporter.diagnostics, sources }, options, terminal);
    return exitCode.usage;
  }
  const { model, diagnostics: found } = analyseSources(sources);
  const diagnostics = [...reporter.diagnostics, ...found].sort(compareDiagnostics);
  if (hasErrors(diagnostics)) {
    await showFindings({ diagnostics, sources }, options, terminal);
    return exitCode.findings;
  }

  const search = findVersioned(model, name);
  if ('problem' in search) return refuse(search, exitCode.usage, terminal);
  const { found: declaration } = search;
  const edited = withNextVersion(declaration, sources);
  if (edited === undefined) return refuse(sharedByAlias(declaration), exitCode.findings, terminal);

  const { diagnostics: after } = analyseSources(edited.sources);
  if (hasErrors(after)) {
    const problem = `with another version of ${declaration.label} the schemas would not compile; nothing was written`;
    await showFindings({ diagnostics: after, sources: edited.sources }, options, terminal);
    return refuse({ problem }, exitCode.findings, terminal);
  }
  const replacing = replaceFile(resolve(options.cwd, edited.source.path), edited.source.bytes, edited.bytes);
  if (replacing.kind !== 'replaced') {
    const reason = replacing.kind === 'changed' ? 'it was changed meanwhile' : replacing.reason;
    return refuse({ problem: `${edited.source.path} cannot be written: ${reason}` }, exitCode.findings, terminal);
  }
  const version = declaration.versions + 1;
  const { path, line, column } = edited.span;
  if (options.format === 'json') {
    const bumped = { name: declaration.label, version, path, line, column };
    await showFindings({ diagnostics, sources, data: { bumped } }, options, terminal);
  } else if (options.quiet !== true) {
    terminal.out(
      `${placeOf(edited.span)}: ${declaration.label}@${version} was added, a copy of version ${version - 1}\n`,
    );
  }
  return exitCode.fine;
}

interface Edited extends Pick<NonNullable<ReturnType<typeof addVersion>>, 'span'> {
  /** The file that is edited, as it was. */
  readonly source: SourceFile;
  readonly bytes: Uint8Array;
  /** All of them, as they will be. */
  readonly sources: readonly SourceFile[];
}

function withNextVersion({ path, span, versions }: Versioned, sources: readonly SourceFile[]): Edited | undefined {
  const source = sources.find((each) => each.path === span.path);
  const document = source === undefined ? undefined : parseDocument(source, createReporter());
  if (source === undefined || document === undefined) throw new Error(`${span.path} was read without a finding`);
  const added = addVersion(document, { path, number: versions + 1 }, nextVersion);
  if (added === undefined) return undefined;
  const hasMark = source.bytes[0] === 0xef && source.bytes[1] === 0xbb && source.bytes[2] === 0xbf;
  const bytes = new TextEncoder().encode(hasMark ? `\uFEFF${added.text}` : added.text);
  const edited = sources.map((each) => (each === source ? { ...each, bytes } : each));
  return { source, bytes, sources: edited, span: added.span };
}

function sharedByAlias({ label, span, versions }: Versioned): Refusal {
  return {
    problem: `version ${versions + 1} of ${label} (${placeOf(span)}) cannot be added without changing something else: an anchor and its aliases share what it is made of`,
    help: 'write it out in place of the alias, or add the version by hand',
  };
}

interface Refusal {
  readonly problem: string;
  readonly help?: string | undefined;
}

function refuse({ problem, help }: Refusal, exit: ExitCode, terminal: Terminal): ExitCode {
  terminal.err(`error: ${problem}\n${help === undefined ? '' : `(${help})\n`}`);
  return exit;
}
