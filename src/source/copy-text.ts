import { type Alias, isAlias, isMap, isPair, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { type Anchors, findAnchors } from './anchors.js';
import { type CopyRules, type EntryPath, shorthandOf } from './copy-rules.js';
import { flowText } from './flow-text.js';
import { beginsLine, columnOf, lineEnd, lineStart } from './text-lines.js';
import {
  commentBehind,
  contentEnd,
  endOfLines,
  entryStart,
  isBlock,
  keepsBreaks,
  keyOf,
  lastNode,
  rangeOf,
  type YamlText,
} from './yaml-text.js';

/** The text of a piece of a file, to be put elsewhere in that file. */
export interface CopiedText {
  /** Comments and layout as they stood; lines but the first with their old indentation. */
  readonly text: string;
  /** The column at which it stood. */
  readonly column: number;
}

interface Copying {
  readonly yaml: YamlText;
  readonly rules: CopyRules;
  readonly anchors: Anchors;
  /** Where the copy will stand. */
  readonly destination: number;
  /** What does not stand in the copy, or otherwise. No two overlap. */
  readonly cuts: Cut[];
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text?: string;
}

/**
 * The text of a value, or of an entry of a map of lines with its key. Anchors are left out, for they stay where they
 * are; an alias stays one where it means the same at `destination`, and becomes what it stands for otherwise.
 *
 * @param path where the piece, or the map that the entry belongs to, stands for the rules
 */
export function copyText(
  piece: Node | Pair,
  path: EntryPath,
  destination: number,
  yaml: YamlText,
  rules: CopyRules,
): CopiedText {
  const copying: Copying = { yaml, rules, anchors: findAnchors(yaml.root), destination, cuts: [] };
  if (isPair(piece)) cutInEntry(piece, path, copying);
  else cutInValue(piece, path, copying);
  const start = startOf(piece);
  const copied = withoutCuts(start, endOf(piece, yaml), copying);
  return {
    text: keepsBreaks(lastNode(piece), yaml.text) ? copied : copied.trimEnd(),
    column: columnOf(yaml.text, start),
  };
}

function startOf(piece: Node | Pair): number {
  if (isPair(piece)) return entryStart(piece);
  const first = isMap(piece) && isBlock(piece) ? piece.items[0] : undefined;
  return first === undefined ? rangeOf(piece)[0] : entryStart(first);
}

/** A comment at the end of the last line belongs to what is written in lines, and so do blank lines that a text keeps. */
function endOf(piece: Node | Pair, { text }: YamlText): number {
  const end = contentEnd(piece, text);
  return (isPair(piece) || isBlock(piece)) && !keepsBreaks(lastNode(piece), text) ? lineEnd(text, end) : end;
}

// --- what is cut -----------------------------------------------------------------------------------------------------

function cutInEntry(pair: Pair, path: EntryPath, copying: Copying): void {
  cutInValue(pair.value, [...path, keyOf(pair)], copying);
}

function cutInValue(node: unknown, path: EntryPath, copying: Copying): void {
  if (isAlias(node)) cutAlias(node, path, copying);
  else if (isMap(node)) cutInMap(node, path, copying);
  else if (isSeq(node)) {
    for (const item of node.items) {
      if (isPair(item)) cutInEntry(item, path, copying);
      else cutInValue(item, path, copying);
    }
  }
}

function cutAlias(alias: Alias, path: EntryPath, { anchors, destination, rules, cuts }: Copying): void {
  const target = anchors.targetOf(alias);
  if (anchors.inForce(alias.source, destination) === target && !losesSomething(target, path, anchors, rules)) return;
  const [start, end] = rangeOf(alias);
  cuts.push({ start, end, text: flowText(target, path, anchors, rules) });
}

function losesSomething(node: unknown, path: EntryPath, anchors: Anchors, rules: CopyRules): boolean {
  if (isAlias(node)) return losesSomething(anchors.targetOf(node), path, anchors, rules);
  if (!isMap(node)) return false;
  return node.items.some((pair) => {
    const below = [...path, keyOf(pair)];
    return rules.leavesOut(below) || losesSomething(pair.value, below, anchors, rules);
  });
}

function cutInMap(map: YAMLMap, path: EntryPath, copying: Copying): void {
  const { rules, cuts } = copying;
  const kept = map.items.filter((pair) => !rules.leavesOut([...path, keyOf(pair)]));
  const isChanged = kept.length < map.items.length;
  const only = isChanged && map.flow === true ? shorthandOf(kept, keyOf, path, rules) : undefined;
  if (only !== undefined) {
    const [start, end] = rangeOf(map);
    const [valueStart, valueEnd] = rangeOf(only.value);
    cuts.push({ start, end: valueStart }, { start: valueEnd, end });
    cutCommentBehind(end, copying);
  } else if (isChanged) {
    for (const run of runsOfLeftOut(map, kept)) {
      if (map.flow === true) cutFromBrackets(run, copying);
      else cutLines(run, copying);
    }
  }
  for (const pair of kept) cutInEntry(pair, path, copying);
}

/** Entries beside each other that are left out, and the kept ones before and behind them. */
interface Run {
  readonly first: Pair;
  readonly last: Pair;
  readonly before: Pair | undefined;
  readonly behind: Pair | undefined;
}

function runsOfLeftOut({ items }: YAMLMap, kept: readonly Pair[]): readonly Run[] {
  const runs: Run[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const first = items[index];
    if (first === undefined || kept.includes(first)) continue;
    const before = items[index - 1];
    const behindAt = items.findIndex((pair, at) => at > index && kept.includes(pair));
    const end = behindAt === -1 ? items.length : behindAt;
    runs.push({ first, last: items[end - 1] ?? first, before, behind: items[end] });
    index = end;
  }
  return runs;
}

function cutFromBrackets({ first, last, before, behind }: Run, copying: Copying): void {
  const { text } = copying.yaml;
  const end = contentEnd(last, text);
  if (before !== undefined) copying.cuts.push({ start: contentEnd(before, text), end });
  else copying.cuts.push({ start: entryStart(first), end: behind === undefined ? end : entryStart(behind) });
  // What is said of what is left out says nothing any more.
  cutCommentBehind(end, copying);
}

function cutLines({ first, last, before, behind }: Run, { yaml, cuts }: Copying): void {
  const { text } = yaml;
  // Nothing stands before the first entry but what belongs to the map as a whole.
  if (before === undefined && behind !== undefined) cuts.push({ start: entryStart(first), end: entryStart(behind) });
  else
    cuts.push({
      start: withCommentsAbove(entryStart(first), yaml),
      end: endOfLines(last, columnOf(text, entryStart(last)) + 1, yaml),
    });
}

/** Where the lines of comments begin that stand right above an entry. */
function withCommentsAbove(offset: number, yaml: YamlText): number {
  const { text } = yaml;
  let start = lineStart(text, offset);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    const comment = commentBehind(yaml, above);
    if (comment === undefined || !beginsLine(text, comment)) break;
    start = above;
  }
  return start;
}

function cutCommentBehind(offset: number, { yaml, cuts }: Copying): void {
  const comment = commentBehind(yaml, offset);
  if (comment === undefined) return;
  const { text } = yaml;
  const blanks = /[ \t]*$/.exec(text.slice(lineStart(text, comment), comment))?.[0].length ?? 0;
  cuts.push({ start: comment - blanks, end: lineEnd(text, comment) });
}

function withoutCuts(start: number, end: number, { yaml, cuts }: Copying): string {
  const { text, anchors } = yaml;
  const all = [...cuts, ...anchors.map((anchor) => cutOfAnchor(anchor, text))].sort((a, b) => a.start - b.start);
  let copied = '';
  let at = start;
  for (const cut of all) {
    if (cut.end <= at || cut.start >= end) continue;
    copied += text.slice(at, Math.max(at, cut.start)) + (cut.start < at ? '' : (cut.text ?? ''));
    at = Math.min(cut.end, end);
  }
  copied += text.slice(at, end);
  return copied;
}

/** An anchor goes with the blanks behind it; at the end of its line, with those before it. */
function cutOfAnchor({ start, end }: { readonly start: number; readonly end: number }, text: string): Cut {
  const behind = /^[ \t]*/.exec(text.slice(end, lineEnd(text, end)))?.[0].length ?? 0;
  if (end + behind < lineEnd(text, end)) return { start, end: end + behind };
  const before = /[ \t]*$/.exec(text.slice(lineStart(text, start), start))?.[0].length ?? 0;
  return { start: start - before, end };
}
