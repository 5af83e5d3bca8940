import type { Span } from '../diagnostics/span.js';
import type { MappingEntry, SourceNode } from './node.js';
import { NotPlain, type Place, PlainCursor, refuse } from './plain-cursor.js';
import { endOfQuoted, isPlainScalar, plainValue, quotedValue } from './plain-scalar.js';

const deepest = 50;
/** No text of this length has more pieces than a file may have. */
const longest = 2_000_000;
const longestKey = 1000;
const keyInLines = /[\w$][\w$.@/[\]-]*(?=:[ \n])/y;
const keyInBrackets = /[\w$][\w$.@/-]*(?=:[ \n])/y;
const scalarInBrackets = /(?:[\w$(./+^<]|-[\w.])[\w $./+^<>|?()@*=%&!~;-]*/y;

/**
 * The document of a text that is written the way nearly all schemas are: maps in lines, short maps and lists in brackets,
 * scalars that end on their line, comments. `undefined` where there is anything else, mistakes above all: the YAML library
 * reads that. What comes out is what would come out of it, places included, many times faster.
 */
export function readPlain(path: string, text: string): SourceNode | undefined {
  if (text.length > longest || /[\t\r]/.test(text)) return undefined;
  const reader: Reader = { cursor: new PlainCursor(path, text), end: { line: 1, column: 1 } };
  const { cursor } = reader;
  try {
    if (cursor.nextIndentation() !== 0) return undefined;
    const root = readMap(0, 0, reader);
    return cursor.peek() === undefined ? root : undefined;
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

interface Reader {
  readonly cursor: PlainCursor;
  /** Where the line behind the last value begins: what stands in lines ends there. */
  end: Place;
}

// --- in lines ----------------------------------------------------------------------------------------------------------

function readMap(indentation: number, depth: number, reader: Reader): SourceNode {
  if (depth > deepest) refuse();
  const { cursor } = reader;
  const start = cursor.place;
  const entries = new Map<string, MappingEntry>();
  for (let next = indentation; next === indentation && cursor.peek() !== '-'; next = nextInBlock(indentation, cursor)) {
    const { key, keySpan } = readKey(keyInLines, cursor);
    cursor.deepestComment = -1;
    add({ key, keySpan, value: readValue(indentation, depth + 1, reader) }, entries);
  }
  return { kind: 'mapping', entries: [...entries.values()], span: cursor.spanFrom(start, reader.end) };
}

function readList(indentation: number, depth: number, reader: Reader): SourceNode {
  if (depth > deepest) refuse();
  const { cursor } = reader;
  const start = cursor.place;
  const items: SourceNode[] = [];
  for (let next = indentation; next === indentation && cursor.peek() === '-'; next = nextInBlock(indentation, cursor)) {
    cursor.deepestComment = -1;
    cursor.pass(1);
    if (cursor.peek() !== ' ') refuse();
    cursor.skipSpaces();
    const isMap = keyLength(keyInLines, cursor) !== undefined;
    items.push(isMap ? readMap(cursor.column, depth + 1, reader) : readOnLine(indentation, depth + 1, reader));
  }
  return { kind: 'sequence', items, span: cursor.spanFrom(start, reader.end) };
}

/** The indentation of what follows in a block, or behind it. */
function nextInBlock(indentation: number, cursor: PlainCursor): number {
  const next = cursor.nextIndentation();
  // Whether comments at the end of a block belong to it is a long story, and where it ends depends on that.
  return next > indentation || (next < indentation && cursor.deepestComment >= indentation) ? refuse() : next;
}

function readValue(indentation: number, depth: number, reader: Reader): SourceNode {
  const { cursor } = reader;
  cursor.skipSpaces();
  if (cursor.peek() !== '\n' && cursor.peek() !== '#') return readOnLine(indentation, depth, reader);
  cursor.toNextLine();
  const inner = cursor.nextIndentation();
  if (cursor.peek() === '-' && inner >= indentation) return readList(inner, depth, reader);
  return inner > indentation ? readMap(inner, depth, reader) : refuse();
}

/** A value on the line of its key or dash, with the rest of the line on which it ends. */
function readOnLine(indentation: number, depth: number, reader: Reader): SourceNode {
  const { cursor } = reader;
  const value = isOpening(cursor.peek())
    ? readInBrackets(indentation, depth, cursor)
    : readScalar(() => cursor.restOfLine(), cursor);
  cursor.endLine();
  reader.end = cursor.place;
  return value;
}

// --- in brackets -------------------------------------------------------------------------------------------------------

function readInBrackets(indentation: number, depth: number, cursor: PlainCursor): SourceNode {
  if (depth > deepest) refuse();
  const start = cursor.place;
  const isMap = cursor.peek() === '{';
  const closing = isMap ? '}' : ']';
  const entries = new Map<string, MappingEntry>();
  const items: SourceNode[] = [];
  cursor.pass(1);
  cursor.skipInBrackets(indentation);
  while (cursor.peek() !== closing) {
    if (isMap) {
      const { key, keySpan } = readKey(keyInBrackets, cursor);
      cursor.skipSpaces();
      add({ key, keySpan, value: readInside(indentation, depth + 1, cursor) }, entries);
    } else items.push(readInside(indentation, depth + 1, cursor));
    cursor.skipInBrackets(indentation);
    if (cursor.peek() === ',') {
      cursor.pass(1);
      cursor.skipInBrackets(indentation);
    } else if (cursor.peek() !== closing) refuse();
  }
  cursor.pass(1);
  const span = cursor.spanFrom(start);
  return isMap ? { kind: 'mapping', entries: [...entries.values()], span } : { kind: 'sequence', items, span };
}

function readInside(indentation: number, depth: number, cursor: PlainCursor): SourceNode {
  return isOpening(cursor.peek())
    ? readInBrackets(indentation, depth, cursor)
    : readScalar(() => cursor.matched(scalarInBrackets)?.trimEnd() ?? refuse(), cursor);
}

function isOpening(character: string | undefined): boolean {
  return character === '{' || character === '[';
}

// --- keys and scalars --------------------------------------------------------------------------------------------------

function add(entry: MappingEntry, entries: Map<string, MappingEntry>): void {
  if (entries.has(entry.key)) refuse();
  entries.set(entry.key, entry);
}

/** How long the key is that stands here before a colon and a blank; `undefined` where there is none. */
function keyLength(pattern: RegExp, cursor: PlainCursor): number | undefined {
  const { at, text } = cursor;
  const next = cursor.peek();
  if (next !== '"' && next !== "'") return cursor.matched(pattern)?.length;
  const end = endOfQuoted(text, at);
  const isKey = end !== undefined && text[end] === ':' && (text[end + 1] === ' ' || text[end + 1] === '\n');
  return isKey ? end - at : undefined;
}

/** A key, and the colon behind it. */
function readKey(pattern: RegExp, cursor: PlainCursor): { readonly key: string; readonly keySpan: Span } {
  const length = keyLength(pattern, cursor);
  if (length === undefined || length > longestKey) return refuse();
  const { text, at } = cursor;
  const next = cursor.peek();
  const written = text.slice(at, at + length);
  const keySpan = cursor.pass(length);
  cursor.pass(1);
  return { key: next === '"' || next === "'" ? quotedValue(written) : written, keySpan };
}

/** @param plain the text of the scalar here where it is not quoted. */
function readScalar(plain: () => string, cursor: PlainCursor): SourceNode {
  const { at, text } = cursor;
  const next = cursor.peek();
  if (next === '"' || next === "'") {
    const span = cursor.pass((endOfQuoted(text, at) ?? refuse()) - at);
    const written = text.slice(at, cursor.at);
    return { kind: 'scalar', value: quotedValue(written), text: written.slice(1, -1), plain: false, span };
  }
  const written = plain();
  const value = isPlainScalar(written) ? plainValue(written) : undefined;
  if (value === undefined) return refuse();
  return { kind: 'scalar', value, text: written, plain: true, span: cursor.pass(written.length) };
}
