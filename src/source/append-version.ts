import { isMap, isNode, type Pair, type YAMLMap } from 'yaml';
import type { CopyRules } from './copy-rules.js';
import { copyText } from './copy-text.js';
import { beginsLine, columnOf, lineEnd, lineStart, shifted } from './text-lines.js';
import {
  commentBehind,
  contentEnd,
  endOfLines,
  entryNamed,
  entryStart,
  isBlock,
  openYamlText,
  rangeOf,
  type YamlText,
} from './yaml-text.js';

/** A declaration that gets another version. */
export interface VersionedPlace {
  /** Keys from the root of the file down to the declaration: `aggregates`, `Cart`, `events`, `ItemAdded`. */
  readonly path: readonly string[];
  /** The number of the version that is added. */
  readonly number: number;
}

export interface VersionAppended {
  readonly text: string;
  /** Where the new version's key stands in it. */
  readonly offset: number;
}

/**
 * Appends a copy of the newest version to the `versions` of a declaration; a declaration with `fields` alone gets
 * `versions` first. All else stays as it is, byte for byte. `undefined` where an alias leads to the declaration, so that
 * an edit of it would be one of something else as well.
 */
export function appendVersion(
  text: string,
  { path, number }: VersionedPlace,
  rules: CopyRules,
): VersionAppended | undefined {
  const yaml = openYamlText(text);
  const declaration = findEntry(yaml, path);
  if (declaration === undefined || !isMap(declaration.value)) return undefined;
  const versions = entryNamed(declaration.value, 'versions');
  if (versions !== undefined) {
    return isMap(versions.value) ? appendTo(versions.value, number, yaml, rules) : undefined;
  }
  const fields = entryNamed(declaration.value, 'fields');
  if (fields === undefined) return undefined;
  return isBlock(declaration.value)
    ? wrapLines(fields, declaration, yaml, rules)
    : wrapInBrackets(fields, declaration, yaml, rules);
}

function findEntry({ root }: YamlText, path: readonly string[]): Pair | undefined {
  let entry: Pair | undefined;
  let node: unknown = root;
  for (const key of path) {
    entry = isMap(node) ? entryNamed(node, key) : undefined;
    node = entry?.value;
  }
  return entry;
}

// --- behind the newest version ---------------------------------------------------------------------------------------

function appendTo(versions: YAMLMap, number: number, yaml: YamlText, rules: CopyRules): VersionAppended | undefined {
  const newest = versions.items.at(-1);
  if (newest === undefined) return undefined;
  return isBlock(versions)
    ? appendLines(newest, versions.items.at(-2), number, yaml, rules)
    : appendInBrackets(newest, number, yaml, rules);
}

function appendLines(
  newest: Pair,
  previous: Pair | undefined,
  number: number,
  yaml: YamlText,
  rules: CopyRules,
): VersionAppended {
  const { text, newline } = yaml;
  const column = columnOf(text, entryStart(newest));
  const at = endOfLines(newest, column, yaml);
  const blank =
    previous !== undefined && hasBlankLine(text.slice(contentEnd(previous, text), entryStart(newest))) ? newline : '';
  const key = `${' '.repeat(column)}${likeKey(newest, String(number), text)}:`;
  const block = `${key}${valueLines(newest, column, at, yaml, rules)}`;
  const isLastLine = at === text.length && !text.endsWith('\n');
  const before = isLastLine ? newline + blank : blank;
  const behind = isLastLine || block.endsWith('\n') ? '' : newline;
  return insertAt(at, before + block + behind, before.length + column, text);
}

/** What stands behind the colon of a copied version that is written in lines. */
function valueLines(version: Pair, column: number, destination: number, yaml: YamlText, rules: CopyRules): string {
  const { value } = version;
  if (!isNode(value)) return '';
  const copy = copyText(value, [], destination, yaml, rules);
  const old = columnOf(yaml.text, entryStart(version));
  if (!isBlock(value)) return ` ${shifted(copy.text, column - old)}`;
  // A list may stand right below its key; a map that stood behind `: ` may have to move.
  const deeper = isMap(value) ? Math.max(copy.column - old, 1) : Math.max(copy.column - old, 0);
  const target = column + deeper;
  return `${yaml.newline}${' '.repeat(target)}${shifted(copy.text, target - copy.column)}`;
}

function appendInBrackets(newest: Pair, number: number, yaml: YamlText, rules: CopyRules): VersionAppended {
  const { text, newline } = yaml;
  const start = entryStart(newest);
  const end = contentEnd(newest, text);
  const comma = commaBehind(end, yaml);
  const gap = gapOf(newest, text);
  const copy = isNode(newest.value) ? copyText(newest.value, [], end, yaml, rules).text : '';
  const entry = `${likeKey(newest, String(number), text)}:${gap}${copy}`;
  const behind = comma === undefined ? end : comma + 1;
  const closing = comma === undefined ? '' : ',';
  if (!beginsLine(text, start)) {
    const inserted = `${comma === undefined ? ',' : ''}${gap}${entry}${closing}`;
    return insertAt(behind, inserted, inserted.indexOf(entry), text);
  }
  const opening = comma === undefined ? `${text.slice(0, end)},${text.slice(end)}` : text;
  const from = comma === undefined ? behind + 1 : behind;
  // A comment on the last line stays there; what else stands there closes the brackets.
  const rest = opening.slice(from, lineEnd(opening, from));
  const isComment = commentBehind(yaml, behind) !== undefined && /^[ \t]*#/.test(rest);
  const at = isComment || rest.trim() === '' ? lineEnd(opening, from) : from;
  const inserted = `${newline}${' '.repeat(columnOf(text, start))}${entry}${closing}`;
  return insertAt(at, inserted, inserted.indexOf(entry), opening);
}

// --- in the place of `fields` ----------------------------------------------------------------------------------------

function wrapLines(fields: Pair, declaration: Pair, yaml: YamlText, rules: CopyRules): VersionAppended {
  const { text, newline } = yaml;
  const start = entryStart(fields);
  const column = columnOf(text, start);
  const unit = unitOf(column - columnOf(text, entryStart(declaration)));
  const end = endOfLines(fields, column + 1, yaml);
  const inner = ' '.repeat(column + unit);
  const innermost = ' '.repeat(column + 2 * unit);
  const key = (word: string): string => `${likeKey(fields, word, text)}:${newline}`;
  const old = text.slice(start, end);
  const hasBreak = old.endsWith('\n');
  const first = `${key('versions')}${inner}${key('1')}${innermost}${shifted(old, 2 * unit)}${hasBreak ? '' : newline}${inner}`;
  const copy = shifted(copyText(fields, [], end, yaml, rules).text, 2 * unit);
  const second = `${key('2')}${innermost}${copy}${hasBreak && !copy.endsWith('\n') ? newline : ''}`;
  return { text: text.slice(0, start) + first + second + text.slice(end), offset: start + first.length };
}

function wrapInBrackets(fields: Pair, declaration: Pair, yaml: YamlText, rules: CopyRules): VersionAppended {
  const { text, newline } = yaml;
  const start = entryStart(fields);
  const end = contentEnd(fields, text);
  const gap = gapOf(fields, text);
  const key = (word: string): string => `${likeKey(fields, word, text)}:${gap}`;
  const old = text.slice(start, end);
  const copied = `${key('fields')}${isNode(fields.value) ? copyText(fields.value, ['fields'], end, yaml, rules).text : ''}`;
  if (!old.includes('\n') || !beginsLine(text, start)) {
    const first = `${key('versions')}{${gap}${key('1')}{${gap}${old}${gap}},${gap}`;
    const wrapped = `${first}${key('2')}{${gap}${copied}${gap}}${gap}}`;
    return { text: text.slice(0, start) + wrapped + text.slice(end), offset: start + first.length };
  }
  const column = columnOf(text, start);
  const unit = unitOf(column - indentOf(text, entryStart(declaration)));
  const line = (depth: number, content: string): string =>
    `${' '.repeat(column + depth * unit)}${shifted(content, depth * unit)}${newline}`;
  const first = `${key('versions')}{${newline}${line(1, `${key('1')}{`)}${line(2, old)}${line(1, '},')}`;
  const second = `${line(1, `${key('2')}{`)}${line(2, copied)}${line(1, '}')}${' '.repeat(column)}}`;
  return {
    text: text.slice(0, start) + first + second + text.slice(end),
    offset: start + first.length + column + unit,
  };
}

// --- layout ----------------------------------------------------------------------------------------------------------

function hasBlankLine(text: string): boolean {
  return /\n[ \t]*\r?\n/.test(text);
}

function unitOf(step: number): number {
  return step > 0 ? step : 2;
}

function indentOf(text: string, offset: number): number {
  return /^ */.exec(text.slice(lineStart(text, offset)))?.[0].length ?? 0;
}

/** A key in the quotes, if any, that another key has. */
function likeKey({ key }: Pair, word: string, text: string): string {
  const quote = text[rangeOf(key)[0]];
  return quote === '"' || quote === "'" ? quote + word + quote : word;
}

/** What stands between a colon and its value in brackets: nothing or a space. */
function gapOf({ value, srcToken }: Pair, text: string): '' | ' ' {
  const colon = srcToken?.sep?.find(({ type }) => type === 'map-value-ind');
  return colon !== undefined && colon.offset + 1 === rangeOf(value)[0] && /[[{"']/.test(text[colon.offset + 1] ?? '')
    ? ''
    : ' ';
}

/** The comma behind an entry in brackets. */
function commaBehind(offset: number, { text }: YamlText): number | undefined {
  const between = /^(?:\s|#.*)*/.exec(text.slice(offset))?.[0].length ?? 0;
  return text[offset + between] === ',' ? offset + between : undefined;
}

function insertAt(at: number, inserted: string, offset: number, text: string): VersionAppended {
  return { text: text.slice(0, at) + inserted + text.slice(at), offset: at + offset };
}
