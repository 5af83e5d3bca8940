import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Alias,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Reporter } from '../diagnostics/reporter.js';
import type { LineIndex } from './line-index.js';
import type { MappingEntry, ScalarNode, SourceNode } from './node.js';
import { deepest } from './read-yaml.js';

/** How many nodes aliases may add to those that are written. */
const mostAliased = 100_000;

interface Measured {
  readonly node: SourceNode;
  /** How many nodes it is, each alias counted as what it stands for. */
  readonly size: number;
  readonly depth: number;
}

/** Says that the document cannot be used; the reason has been reported. */
class Unusable extends Error {}

interface Conversion {
  readonly text: string;
  readonly lines: LineIndex;
  readonly reporter: Reporter;
  /** What an anchor's name stands for at this point of the text; `open` while its own node is being read. */
  readonly anchors: Map<string, Measured | 'open'>;
  aliased: number;
}

/**
 * A composed YAML document as plain nodes: aliases resolved to shared nodes within a budget, keys unique and texts.
 * `undefined` after a finding that leaves nothing to go on with.
 */
export function convertNode(
  root: Node,
  { text, lines, reporter }: Pick<Conversion, 'text' | 'lines' | 'reporter'>,
): SourceNode | undefined {
  try {
    return convert(root, { text, lines, reporter, anchors: new Map(), aliased: 0 }).node;
  } catch (error) {
    if (error instanceof Unusable) return undefined;
    throw error;
  }
}

function convert(node: unknown, state: Conversion): Measured {
  if (isAlias(node)) return resolveAlias(node, state);
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) throw new Error('a composed document has no other nodes');
  const { anchor, tag } = node;
  if (tag !== undefined) reportTag(node, state);
  if (anchor !== undefined) state.anchors.set(anchor, 'open');
  const measured = isMap(node)
    ? convertMap(node, state)
    : isSeq(node)
      ? convertSeq(node, state)
      : convertScalar(node, state);
  if (anchor !== undefined) state.anchors.set(anchor, measured);
  return measured;
}

function convertScalar(scalar: Scalar, { text, lines }: Conversion): Measured {
  const [start, end] = rangeOf(scalar);
  const plain = scalar.type === 'PLAIN' || scalar.type === undefined;
  const value = scalarValue(scalar);
  const quoted = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE';
  const written = plain ? (scalar.source ?? '') : quoted ? text.slice(start + 1, end - 1) : String(value);
  const node: ScalarNode = { kind: 'scalar', value, text: written, plain, span: lines.span(start, end) };
  return { node, size: 1, depth: 0 };
}

function scalarValue({ value, source }: Scalar): ScalarNode['value'] {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return source ?? '';
}

function convertSeq(seq: YAMLSeq, state: Conversion): Measured {
  const items: SourceNode[] = [];
  let size = 1;
  let depth = 0;
  for (const item of seq.items) {
    const measured = isPair(item) ? convertPairInList(item, state) : convert(item, state);
    items.push(measured.node);
    size += measured.size;
    depth = Math.max(depth, measured.depth);
  }
  const [start, end] = rangeOf(seq);
  return { node: { kind: 'sequence', items, span: state.lines.span(start, end) }, size, depth: depth + 1 };
}

/** `[a: b]` is a list of one map of one entry. */
function convertPairInList(pair: Pair, state: Conversion): Measured {
  const { entry, size, depth } = convertEntry(pair, state);
  const { keySpan, value } = entry;
  const span = { ...keySpan, endLine: value.span.endLine, endColumn: value.span.endColumn };
  return { node: { kind: 'mapping', entries: [entry], span }, size: size + 1, depth: depth + 1 };
}

function convertMap(map: YAMLMap, state: Conversion): Measured {
  const entries = new Map<string, MappingEntry>();
  let size = 1;
  let depth = 0;
  for (const pair of map.items) {
    const converted = convertEntry(pair, state);
    const { entry } = converted;
    const first = entries.get(entry.key);
    if (first === undefined) entries.set(entry.key, entry);
    else {
      state.reporter.report('DUPLICATE_KEY', entry.keySpan, `"${entry.key}" stands twice in this map`, {
        related: [{ message: `"${entry.key}" stands here already`, span: first.keySpan }],
      });
    }
    size += converted.size;
    depth = Math.max(depth, converted.depth);
  }
  const [start, end] = rangeOf(map);
  const node: SourceNode = { kind: 'mapping', entries: [...entries.values()], span: state.lines.span(start, end) };
  return { node, size, depth: depth + 1 };
}

function convertEntry({ key, value }: Pair, state: Conversion): { entry: MappingEntry; size: number; depth: number } {
  if (!isScalar(key)) return refuseKey(key, state);
  if (key.tag !== undefined) reportTag(key, state);
  const [start, end] = rangeOf(key);
  const keySpan = state.lines.span(start, end);
  const plain = key.type === 'PLAIN' || key.type === undefined;
  const text = plain ? (key.source ?? '') : String(key.value);
  if (plain && text === '<<') {
    state.reporter.report('MERGE_KEY', keySpan, 'merge keys are not taken', {
      help: 'YAML 1.2 has none; write the fields out, or give the record a name under `types`',
    });
    throw new Unusable();
  }
  if (key.anchor !== undefined) state.anchors.set(key.anchor, convertScalar(key, state));
  if (value === null || value === undefined) {
    const absent: ScalarNode = { kind: 'scalar', value: null, text: '', plain: true, span: state.lines.span(end, end) };
    return { entry: { key: text, keySpan, value: absent }, size: 1, depth: 0 };
  }
  const measured = convert(value, state);
  return { entry: { key: text, keySpan, value: measured.node }, size: measured.size, depth: measured.depth };
}

function refuseKey(key: unknown, { lines, reporter }: Conversion): never {
  const [start, end] = isAlias(key) || isMap(key) || isSeq(key) ? rangeOf(key) : [0, 0];
  const what = isAlias(key) ? 'an alias' : isMap(key) ? 'a map' : 'a list';
  reporter.report('KEY_NOT_SCALAR', lines.span(start, end), `${what} cannot be a key`, {
    help: 'quote a key that begins with "[", "{" or "*"',
  });
  throw new Unusable();
}

function resolveAlias(alias: Alias, state: Conversion): Measured {
  const [start, end] = rangeOf(alias);
  const span = state.lines.span(start, end);
  const target = state.anchors.get(alias.source);
  if (target === undefined) {
    const message = `"*${alias.source}" stands for nothing: there is no "&${alias.source}" before it`;
    state.reporter.report('ALIAS_UNKNOWN', span, message, { help: 'quote a text that begins with "*"' });
    throw new Unusable();
  }
  if (target === 'open') {
    state.reporter.report('ALIAS_CYCLE', span, `"*${alias.source}" stands inside of what it stands for`);
    throw new Unusable();
  }
  state.aliased += target.size;
  if (state.aliased > mostAliased) {
    const message = `the aliases up to here stand for more than ${mostAliased.toLocaleString('en')} values`;
    state.reporter.report('ALIAS_BOMB', span, message);
    throw new Unusable();
  }
  if (target.depth > deepest) {
    state.reporter.report(
      'TOO_DEEP',
      span,
      `with aliases resolved, lists and maps are nested more than ${deepest} deep`,
    );
    throw new Unusable();
  }
  return target;
}

function reportTag(node: Scalar | YAMLMap | YAMLSeq, { text, lines, reporter }: Conversion): void {
  const [start] = rangeOf(node);
  // A node's range begins behind its tag.
  const before = text.slice(Math.max(0, start - 300), start);
  const tagAt = /![^\s]*(?:\s+&[^\s]*)?\s*$/.exec(before);
  const tag = /^![^\s]*/.exec(tagAt?.[0] ?? '')?.[0] ?? '';
  const from = tagAt === null ? start : start - before.length + tagAt.index;
  reporter.report(
    'TAG_UNKNOWN',
    lines.span(from, from + tag.length),
    `the tag "${tag}" is not taken: a value's form says its kind`,
    {
      help: 'remove it, or quote a text that begins with "!"',
    },
  );
}

function rangeOf(node: Node): readonly [start: number, end: number] {
  const range = node.range;
  return range === undefined || range === null ? [0, 0] : [range[0], range[1]];
}
