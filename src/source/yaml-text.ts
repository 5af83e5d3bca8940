import {
  CST,
  Lexer,
  type Node,
  type Pair,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { beginsLine, columnOf, lineEnd, nextLine } from './text-lines.js';

/** A YAML text as it is written: its nodes, and what stands between them. For editing in place. */
export interface YamlText {
  readonly text: string;
  readonly root: Node;
  /** Where each comment begins, ascending. */
  readonly comments: readonly number[];
  readonly anchors: readonly { readonly start: number; readonly end: number }[];
  /** How lines end where one has to be added. */
  readonly newline: '\n' | '\r\n';
}

/** Opens a text that has been parsed without a finding. */
export function openYamlText(text: string): YamlText {
  const { contents } = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    keepSourceTokens: true,
    logLevel: 'silent',
  });
  if (contents === null) throw new Error('a text without findings has contents');
  return { text, root: contents, ...findMarks(text), newline: text.includes('\r\n') ? '\r\n' : '\n' };
}

function findMarks(text: string): Pick<YamlText, 'comments' | 'anchors'> {
  const comments: number[] = [];
  const anchors: { start: number; end: number }[] = [];
  let offset = 0;
  let isContent = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === CST.SCALAR) {
      isContent = true;
    } else if (lexeme !== CST.DOCUMENT && lexeme !== CST.FLOW_END) {
      if (!isContent && lexeme.startsWith('#')) comments.push(offset);
      if (!isContent && lexeme.startsWith('&')) anchors.push({ start: offset, end: offset + lexeme.length });
      isContent = false;
      offset += lexeme.length;
    }
  }
  return { comments, anchors };
}

/** The comment that stands on the line of an offset, at it or behind it. */
export function commentBehind({ text, comments }: YamlText, offset: number): number | undefined {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  const found = comments[low];
  return found !== undefined && found < lineEnd(text, offset) ? found : undefined;
}

/** The key as the language reads it: `1` and `"1"` are the same. */
export function keyOf({ key }: Pair): string {
  if (!isScalar(key)) return '';
  return key.type === 'PLAIN' || key.type === undefined ? (key.source ?? '') : String(key.value);
}

export function entryNamed(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => keyOf(pair) === key);
}

/** Where an entry begins: at its key, or at what stands before the key and belongs to it. */
export function entryStart({ key, srcToken }: Pair): number {
  const token = srcToken?.start.find(({ type }) => type === 'explicit-key-ind' || type === 'anchor' || type === 'tag');
  return token?.offset ?? rangeOf(key)[0];
}

/** Where the last character stands that an entry or a node is made of, comments and blank lines behind it aside. */
export function contentEnd(node: unknown, text: string): number {
  if (isPair(node)) {
    const colon = node.srcToken?.sep?.find(({ type }) => type === 'map-value-ind');
    const behindKey = colon === undefined ? rangeOf(node.key)[1] : colon.offset + colon.source.length;
    return Math.max(behindKey, node.value === null ? 0 : contentEnd(node.value, text));
  }
  const [start, end] = rangeOf(node);
  if (isBlock(node)) return Math.max(start, ...node.items.slice(-1).map((item) => contentEnd(item, text)));
  if (!isBlockScalar(node) || keepsBreaks(node, text)) return end;
  return start + text.slice(start, end).trimEnd().length;
}

/** Where the line begins behind an entry and the comments that belong to it: those that are not to the left of `column`. */
export function endOfLines(entry: Pair, column: number, yaml: YamlText): number {
  const { text } = yaml;
  const end = contentEnd(entry, text);
  let at = keepsBreaks(lastNode(entry), text) ? end : nextLine(text, end);
  for (let line = at; line < text.length; line = nextLine(text, line)) {
    const comment = commentBehind(yaml, line);
    const isComment = comment !== undefined && beginsLine(text, comment);
    if (isComment && columnOf(text, comment) >= column) at = nextLine(text, line);
    else if (isComment || text.slice(line, lineEnd(text, line)).trim() !== '') break;
  }
  return at;
}

export function rangeOf(node: unknown): readonly [start: number, end: number] {
  const range = isNode(node) ? node.range : undefined;
  return range === undefined || range === null ? [0, 0] : [range[0], range[1]];
}

function isNode(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node;
}

/** A map or list that is not in brackets. */
export function isBlock(node: unknown): node is YAMLMap | YAMLSeq {
  return (isMap(node) || isSeq(node)) && node.flow !== true;
}

export function isBlockScalar(node: unknown): boolean {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}

/** Whether a block scalar's blank lines at its end belong to its value: `|+`. */
export function keepsBreaks(node: unknown, text: string): boolean {
  const [start] = rangeOf(node);
  return isBlockScalar(node) && /^[|>][0-9]?\+/.test(text.slice(start, start + 3));
}

/** The last node that is written in a node or an entry. */
export function lastNode(node: unknown): unknown {
  if (isPair(node)) return lastNode(node.value);
  return isBlock(node) && node.items.length > 0 ? lastNode(node.items.at(-1)) : node;
}
