import { readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { type SourceFile, sourceText } from '../source/source-file.js';
import type { CommonOptions } from './common-options.js';
import type { Terminal } from './terminal.js';

export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  /** For excerpts. */
  readonly sources: readonly SourceFile[];
  /** What `--format json` gives beside the findings. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * Shows findings in the format that was asked for: text for people goes to stderr; what programs read goes to stdout, as
 * JSON also where nothing was found.
 */
export async function showFindings(
  { diagnostics, sources, data = {} }: Findings,
  options: CommonOptions,
  terminal: Terminal,
): Promise<void> {
  if (options.format === 'json') {
    const { renderJson } = await import('../diagnostics/render-json.js');
    terminal.out(renderJson(diagnostics, data));
    return;
  }
  if (diagnostics.length === 0) return;
  switch (options.format) {
    case 'text': {
      const { renderText } = await import('../diagnostics/render-text.js');
      const texts = new Map([
        ...sources.map((source) => [source.path, sourceText(source)] as const),
        ...configTexts(diagnostics, options.cwd),
      ]);
      terminal.err(renderText(diagnostics, texts, { color: terminal.colour }));
      return;
    }
    case 'github': {
      const { renderGithub } = await import('../diagnostics/render-github.js');
      terminal.out(renderGithub(diagnostics, folderInWorkspace(options.cwd)));
      return;
    }
    case 'markdown': {
      const { renderMarkdown } = await import('../diagnostics/render-markdown.js');
      terminal.out(renderMarkdown(diagnostics));
      return;
    }
  }
}

/** GitHub knows files by their paths in the workspace, of which the working directory may be a part. */
function folderInWorkspace(cwd: string): string {
  const workspace = process.env['GITHUB_WORKSPACE'];
  if (workspace === undefined || workspace === '') return '';
  const path = relative(realPath(workspace), realPath(cwd));
  return path === '' || path.startsWith('..') || isAbsolute(path) ? '' : `${path.replaceAll('\\', '/')}/`;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** A configuration is no source, but an excerpt of it helps as much. */
function configTexts(diagnostics: readonly Diagnostic[], cwd: string): readonly (readonly [string, string])[] {
  return diagnostics.flatMap(({ code, span: { path } }) => {
    if (code !== 'CONFIG_INVALID') return [];
    try {
      return [[path, readFileSync(resolve(cwd, path), 'utf8')] as const];
    } catch {
      return [];
    }
  });
}
