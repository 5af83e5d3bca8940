import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnosticCodes, type DiagnosticSeverity } from '../diagnostics/codes.js';
import { packageFolder } from './own-package.js';

/** Every code, with its title, in the order of the alphabet. */
export function listCodes(): readonly {
  readonly code: string;
  readonly severity: DiagnosticSeverity;
  readonly title: string;
}[] {
  return Object.entries(diagnosticCodes)
    .map(([code, { severity, title }]) => ({ code, severity, title }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The page of a code, in Markdown; `undefined` where there is no such code. */
export function readPage(code: string): string | undefined {
  if (!Object.hasOwn(diagnosticCodes, code)) return undefined;
  const path = join(packageFolder, 'docs', 'errors', `${code}.md`);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
