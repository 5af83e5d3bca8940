import { shownLength } from './import-symbol.js';

/** How wide generated lines may be, where they can be broken. */
export const lineWidth = 110;

/** Each line that is not empty, two spaces further in. Generated code has no literal that spans lines. */
export function indent(text: string): string {
  return text.replace(/^(?=[^\n])/gmu, '  ');
}

/** Whether a text can stand on one line beside `beside` other characters. */
export function fits(text: string, beside = 0): boolean {
  return !text.includes('\n') && shownLength(text) + beside <= lineWidth;
}

export interface DelimitedOptions {
  /** `,` by default, with a trailing one where the parts stand on lines of their own; `;` for members of object types. */
  readonly separator?: ',' | ';';
  /** How much stands on the line beside the text: a declaration's beginning, the indentation. */
  readonly beside?: number;
  /** On lines of their own even where one line would do. */
  readonly broken?: boolean;
}

/** `{ a, b }` or `[a, b]` on one line where it fits, and otherwise each part on a line of its own. */
export function delimited(
  open: string,
  parts: readonly string[],
  close: string,
  options: DelimitedOptions = {},
): string {
  const { separator = ',', beside = 20, broken = false } = options;
  if (parts.length === 0) return open + close;
  if (!broken) {
    const padding = open.endsWith('{') ? ' ' : '';
    const line = `${open}${padding}${parts.join(`${separator} `)}${padding}${close}`;
    if (fits(line, beside)) return line;
  }
  return `${open}\n${indent(parts.map((part) => `${part}${separator}\n`).join(''))}${close}`;
}

/** A union of types on one line where it fits, and otherwise with a leading `|` on each line. */
export function unionOf(members: readonly string[], beside = 20): string {
  const line = members.join(' | ');
  if (members.length < 2 || fits(line, beside)) return line;
  return members.map((member) => `\n  | ${indent(indent(member)).trimStart()}`).join('');
}
