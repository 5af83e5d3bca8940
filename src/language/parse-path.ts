import type { SourceNode } from '../source/node.js';
import type { Parsing } from './parsing.js';
import type { PathSyntax } from './syntax.js';
import { scalarText, type SourceText } from './text-span.js';

/** One name of a path; `start` and `end` are offsets into the text. */
export interface PathName {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const namePattern = /'(?<single>[^']*)'|"(?<double>[^"]*)"|(?<bare>[^\s.[\]'"]+)/y;

/** The name that begins at an offset: bare, or in quotes where it holds a space, a dot, a bracket or a quote. */
export function readName(text: string, start: number): PathName | undefined {
  namePattern.lastIndex = start;
  const match = namePattern.exec(text);
  if (match === null) return undefined;
  const { single, double, bare } = match.groups ?? {};
  return { text: bare ?? single ?? double ?? '', start, end: start + match[0].length };
}

/** `address.city`; `undefined` after a finding. */
export function parsePath(node: SourceNode, parsing: Parsing): PathSyntax | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'string')
    return parsePathText(scalarText(node, node.value), parsing);
  parsing.refuse(node.span);
  return undefined;
}

export function parsePathText(source: SourceText, parsing: Parsing): PathSyntax | undefined {
  const { text } = source;
  const names: string[] = [];
  let at = 0;
  for (;;) {
    const name = readName(text, at);
    if (name === undefined || name.text === '') {
      reportPath(source, at, 'the name of a field', parsing);
      return undefined;
    }
    names.push(name.text);
    at = name.end;
    if (at === text.length) return { names, span: source.span };
    if (text.charAt(at) !== '.') {
      reportPath(source, at, '"." or the end of the path', parsing);
      return undefined;
    }
    at += 1;
  }
}

/** Says what a path should have at an offset, and what stands there. */
export function reportPath(source: SourceText, at: number, expected: string, parsing: Parsing): void {
  const { text } = source;
  if (text.trim() === '') {
    parsing.fail('PATH_SYNTAX', source.span, 'a path to a field is expected, not an empty text');
    return;
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const found = at >= text.length ? 'the path ends' : `"${character}" stands`;
  const start = Math.min(at, text.length - 1);
  parsing.fail(
    'PATH_SYNTAX',
    source.spanOf(start, at >= text.length ? text.length : at + character.length),
    `${found} where ${expected} is expected`,
    {
      help: /\s/.test(text) ? "a name that holds a space or a dot is written in quotes: `'a name'.member`" : undefined,
    },
  );
}
