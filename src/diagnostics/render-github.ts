import type { Diagnostic, Severity } from './diagnostic.js';
import { displayText } from './display-text.js';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Findings as workflow commands, which GitHub Actions shows beside the lines of a pull request. `folder`: where the paths
 * of the findings begin, as GitHub sees it; empty, or with a slash at the end.
 */
export function renderGithub(diagnostics: readonly Diagnostic[], folder: string): string {
  return diagnostics.map((diagnostic) => renderOne(diagnostic, folder)).join('');
}

function renderOne({ code, severity, message, span, related, shown = [], help }: Diagnostic, folder: string): string {
  const properties = [
    `file=${escapeProperty(`${folder}${span.path}`)}`,
    `line=${span.line}`,
    `endLine=${span.endLine}`,
    `col=${span.column}`,
    // GitHub takes columns only of a stretch on one line, and its end is the last column, not the one behind it.
    ...(span.endLine === span.line ? [`endColumn=${Math.max(span.column, span.endColumn - 1)}`] : []),
    `title=${escapeProperty(code)}`,
  ];
  const lines = [
    message,
    ...related.map((place) => `${folder}${place.span.path}:${place.span.line}:${place.span.column}: ${place.message}`),
    ...shown,
    ...(help === undefined ? [] : [`help: ${help}`]),
  ];
  return `::${commands[severity]} ${properties.join(',')}::${escapeData(lines.map(displayText).join('\n'))}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(displayText(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
