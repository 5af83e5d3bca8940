import type { Span } from '../diagnostics/span.js';
import { suggest } from '../diagnostics/did-you-mean.js';
import { checkFreeName } from './check-name.js';
import { checkMembers } from './check-members.js';
import type { Parsing } from './parsing.js';
import type { NameSyntax, TypeSyntax } from './syntax.js';
import type { SourceText } from './text-span.js';
import { tokenizeType, type TypeToken } from './type-tokens.js';

/** How deeply `[]`, `map<…>`, `| null` and parentheses may be nested. */
const deepestType = 32;

/** Types are written by hand, and a longer one is no type. */
const longestType = 100_000;

export interface TypeText {
  readonly type: TypeSyntax;
  /** Written `T?`. */
  readonly optional: boolean;
}

/** What is wrong with a type expression, and where in it. It never leaves this file. */
class TypeSyntaxError extends Error {
  readonly start: number;
  readonly end: number;
  readonly help: string | undefined;

  constructor(message: string, at: { readonly start: number; readonly end: number }, help?: string) {
    super(message);
    this.start = at.start;
    this.end = at.end;
    this.help = help;
  }
}

interface Cursor {
  readonly source: SourceText;
  readonly tokens: readonly TypeToken[];
  readonly parsing: Parsing;
  at: number;
  depth: number;
}

/** Parses `map<Sku, Money@2[]> | null`, with `?` at the end where `optional` allows it. `undefined` after a finding. */
export function parseTypeText(
  source: SourceText,
  optional: 'optional' | 'required',
  parsing: Parsing,
): TypeText | undefined {
  if (source.text.length > longestType) {
    parsing.fail('TYPE_SYNTAX', source.span, `a type has at most ${longestType.toLocaleString('en')} characters`);
    return undefined;
  }
  const cursor: Cursor = { source, tokens: tokenizeType(source.text), parsing, at: 0, depth: 0 };
  try {
    const type = parseNullable(cursor);
    const mark = peek(cursor);
    const isOptional = takeMark(cursor, '?');
    if (isOptional && optional === 'required') {
      throw new TypeSyntaxError('only a field can be optional', mark, 'where `null` is meant, write `T | null`');
    }
    const rest = peek(cursor);
    if (rest.kind !== 'end') throw unexpected(rest, cursor);
    return { type, optional: isOptional };
  } catch (error) {
    if (!(error instanceof TypeSyntaxError)) throw error;
    parsing.fail('TYPE_SYNTAX', source.spanOf(error.start, error.end), error.message, { help: error.help });
    return undefined;
  }
}

function parseNullable(cursor: Cursor): TypeSyntax {
  const { start } = peek(cursor);
  cursor.depth += 1;
  if (cursor.depth > deepestType)
    throw new TypeSyntaxError(`types are nested more than ${deepestType} deep`, peek(cursor));
  const parts = [parseList(cursor)];
  while (takeMark(cursor, '|')) parts.push(parseList(cursor));
  cursor.depth -= 1;
  const [type, second] = parts.filter((part) => part !== 'null');
  if (type === undefined) {
    throw new TypeSyntaxError('`null` alone is no type', { start, end: previousEnd(cursor) }, 'write `T | null`');
  }
  if (second !== undefined) {
    throw new TypeSyntaxError(
      '"|" stands only before `null`',
      { start, end: previousEnd(cursor) },
      'write `[a, b]` for an enum, or declare a tagged union: `{ union: kind, of: { … } }`',
    );
  }
  if (parts.length === 1) return type;
  if (parts.length > 2) throw new TypeSyntaxError('`null` stands twice', { start, end: previousEnd(cursor) });
  return { kind: 'nullable', inner: type, span: spanFrom(start, cursor), checks: [] };
}

function parseList(cursor: Cursor): TypeSyntax | 'null' {
  const { start } = peek(cursor);
  let type = parsePrimary(cursor);
  for (let depth = cursor.depth; takeMark(cursor, '['); depth += 1) {
    const close = peek(cursor);
    if (!takeMark(cursor, ']'))
      throw new TypeSyntaxError('a list is written `T[]`, with nothing in the brackets', close);
    if (type === 'null')
      throw new TypeSyntaxError('a list of `null` holds nothing', { start, end: previousEnd(cursor) });
    if (depth >= deepestType) throw new TypeSyntaxError(`types are nested more than ${deepestType} deep`, close);
    type = { kind: 'list', element: type, span: spanFrom(start, cursor), checks: [] };
  }
  return type;
}

function parsePrimary(cursor: Cursor): TypeSyntax | 'null' {
  const token = peek(cursor);
  if (token.kind === 'word') return parseWord(cursor);
  if (takeMark(cursor, '(')) {
    const type = parseNullable(cursor);
    expectMark(cursor, ')');
    return type;
  }
  if (takeMark(cursor, '[')) return parseEnum(token.start, cursor);
  if (token.kind === 'text') {
    throw new TypeSyntaxError(`"${token.text}" in quotes is no type`, token, 'write `[a, b]` for an enum');
  }
  throw unexpected(token, cursor, 'a type');
}

function parseWord(cursor: Cursor): TypeSyntax | 'null' {
  const { text, start, end } = take(cursor);
  if (text === 'null') return 'null';
  if (text === 'map') return parseMap(start, cursor);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text))
    throw new TypeSyntaxError(`"${text}" is no name of a type`, { start, end });
  const bracket = peek(cursor);
  if (isMark(bracket, '<'))
    throw new TypeSyntaxError(`only \`map\` takes <…>, not "${text}"`, { start, end }, genericHelp(text));
  if (!takeMark(cursor, '@')) return { kind: 'name', name: text, span: spanFrom(start, cursor), checks: [] };
  const version = take(cursor);
  if (version.kind !== 'word' || !/^[1-9][0-9]{0,8}$/.test(version.text)) {
    throw new TypeSyntaxError('a version number is expected after "@"', version, `write \`${text}@1\``);
  }
  return { kind: 'name', name: text, version: Number(version.text), span: spanFrom(start, cursor), checks: [] };
}

function genericHelp(name: string): string | undefined {
  if (/array|list|set/i.test(name)) return 'write `T[]` for a list';
  const near = suggest(name, ['map']);
  return near !== undefined || /record|dict|map/i.test(name) ? 'write `map<K, V>`' : undefined;
}

function parseMap(start: number, cursor: Cursor): TypeSyntax {
  if (!takeMark(cursor, '<'))
    throw new TypeSyntaxError('a map says its key and value: `map<K, V>`', { start, end: previousEnd(cursor) });
  const key = parseNullable(cursor);
  if (peek(cursor).kind === 'end') {
    const help = 'inside { }, a comma ends the value: quote the whole type, "map<K, V>"';
    throw new TypeSyntaxError('"<" is not closed', peekMark(cursor, start), help);
  }
  expectMark(cursor, ',');
  const value = parseNullable(cursor);
  expectMark(cursor, '>');
  return { kind: 'map', key, value, span: spanFrom(start, cursor), checks: [] };
}

/** From `map` to the end. */
function peekMark(cursor: Cursor, start: number): { readonly start: number; readonly end: number } {
  return { start, end: peek(cursor).end };
}

function parseEnum(start: number, cursor: Cursor): TypeSyntax {
  const members: NameSyntax[] = [];
  const first = peek(cursor);
  if (isMark(first, ']')) {
    throw new TypeSyntaxError('an enum has at least one member', { start, end: first.end }, 'a list is written `T[]`');
  }
  do {
    const token = take(cursor);
    if (token.kind !== 'word' && token.kind !== 'text') throw unexpected(token, cursor, 'the name of a member');
    const span = cursor.source.spanOf(token.start, token.end);
    checkFreeName(token.text, span, 'enum member', cursor.parsing);
    members.push({ text: token.text, span });
  } while (takeMark(cursor, ','));
  expectMark(cursor, ']');
  return { kind: 'enum', members: checkMembers(members, cursor.parsing), span: spanFrom(start, cursor), checks: [] };
}

function unexpected(token: TypeToken, cursor: Cursor, expected?: string): TypeSyntaxError {
  const wanted = expected === undefined ? '' : ` where ${expected} is expected`;
  if (token.kind === 'end') return new TypeSyntaxError(`the type ends${wanted}`, lastOf(cursor));
  if (isMark(token, '?')) {
    return new TypeSyntaxError(
      '"?" stands only at the end of a field\'s type',
      token,
      'where `null` is meant, write `T | null`',
    );
  }
  return new TypeSyntaxError(`unexpected "${token.text}"${wanted}`, token);
}

/** Where something is missing at the end, the last piece is underlined. */
function lastOf(cursor: Cursor): TypeToken {
  return cursor.tokens.at(-2) ?? peek(cursor);
}

function peek(cursor: Cursor): TypeToken {
  const token = cursor.tokens[cursor.at] ?? cursor.tokens.at(-1);
  if (token === undefined) throw new Error('there is always an end');
  return token;
}

function take(cursor: Cursor): TypeToken {
  const token = peek(cursor);
  cursor.at += 1;
  return token;
}

function isMark(token: TypeToken, text: string): boolean {
  return token.kind === 'mark' && token.text === text;
}

function takeMark(cursor: Cursor, text: string): boolean {
  if (!isMark(peek(cursor), text)) return false;
  cursor.at += 1;
  return true;
}

function expectMark(cursor: Cursor, text: string): void {
  if (!takeMark(cursor, text)) throw unexpected(peek(cursor), cursor, `"${text}"`);
}

function previousEnd(cursor: Cursor): number {
  return cursor.tokens[cursor.at - 1]?.end ?? 0;
}

function spanFrom(start: number, cursor: Cursor): Span {
  return cursor.source.spanOf(start, previousEnd(cursor));
}
