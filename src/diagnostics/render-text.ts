import type { Diagnostic, RelatedPlace, Severity } from './diagnostic.js';
import { displayText, markLine } from './display-text.js';
import type { Span } from './span.js';

export interface RenderTextOptions {
  /** Colours by ANSI escape sequences. Without: plain text. */
  readonly color?: boolean;
}

/** Turns text into coloured text; the identity where colour is off. */
interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly severity: (severity: Severity, text: string) => string;
}

/**
 * Findings for people: place, severity, code and message on one line; the source line with carets; the second places;
 * what is shown of it; the help. An empty line stands between two findings. `sources` holds the text of each file by its path; a file that is
 * not among them is named without an excerpt.
 */
export function renderText(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  { color = false }: RenderTextOptions = {},
): string {
  const palette = color ? colored : plain;
  const lines = linesOf(sources);
  return diagnostics.map((diagnostic) => renderOne(diagnostic, lines, palette)).join('\n');
}

function renderOne(
  { code, severity, message, span, related, shown = [], help }: Diagnostic,
  lines: LineLookup,
  palette: Palette,
): string {
  const gutter = Math.max(...[span, ...related.map((place) => place.span)].map(({ line }) => String(line).length));
  const head = `${palette.bold(`${placeText(span)}:`)} ${palette.severity(severity, severity)} ${palette.bold(code)} ${displayText(message)}`;
  const out = [head, ...excerpt(span, '', lines, gutter, (text) => palette.severity(severity, text), palette)];
  for (const place of related) out.push(...renderRelated(place, span.path, lines, gutter, palette));
  out.push(...shown.map((line) => `  ${displayText(line)}`));
  if (help !== undefined) out.push(`  ${palette.bold('help:')} ${displayText(help)}`);
  return `${out.join('\n')}\n`;
}

function renderRelated(
  place: RelatedPlace,
  path: string,
  lines: LineLookup,
  gutter: number,
  palette: Palette,
): readonly string[] {
  const message = displayText(place.message);
  const shown = excerpt(place.span, message, lines, gutter, palette.bold, palette);
  if (shown.length === 0) return [`  ${placeText(place.span)}: ${message}`];
  return place.span.path === path ? shown : [`  ${palette.dim(`${placeText(place.span)}:`)}`, ...shown];
}

function placeText({ path, line, column }: Span): string {
  return `${displayText(path)}:${line}:${column}`;
}

function excerpt(
  span: Span,
  message: string,
  lines: LineLookup,
  gutter: number,
  paint: (text: string) => string,
  palette: Palette,
): readonly string[] {
  const line = lines(span.path, span.line);
  if (line === undefined) return [];
  const end = span.endLine === span.line ? span.endColumn - 1 : line.trimEnd().length;
  const { text, marker } = markLine(line, span.column - 1, Math.max(end, span.column - 1));
  const number = String(span.line).padStart(gutter);
  const carets = `${paint(marker)}${message === '' ? '' : ` ${message}`}`;
  return [
    `  ${palette.dim(`${number} |`)}${text === '' ? '' : ` ${text}`}`,
    `  ${palette.dim(`${' '.repeat(gutter)} |`)} ${carets}`,
  ];
}

/** A line of a source without its end; `undefined` where the source is not known, or has no such line. */
type LineLookup = (path: string, line: number) => string | undefined;

function linesOf(sources: ReadonlyMap<string, string>): LineLookup {
  const split = new Map<string, readonly string[]>();
  return (path, line) => {
    const source = sources.get(path);
    if (source === undefined) return undefined;
    let lines = split.get(path);
    if (lines === undefined) {
      lines = source.split('\n');
      split.set(path, lines);
    }
    return lines[line - 1]?.replace(/\r$/, '');
  };
}

const plain: Palette = { bold: (text) => text, dim: (text) => text, severity: (_, text) => text };

const severityColors: Readonly<Record<Severity, string>> = { error: '31', warning: '33', info: '36' };

const colored: Palette = {
  bold: (text) => ansi('1', text),
  dim: (text) => ansi('2', text),
  severity: (severity, text) => ansi(`1;${severityColors[severity]}`, text),
};

function ansi(style: string, text: string): string {
  return `\u001b[${style}m${text}\u001b[0m`;
}
