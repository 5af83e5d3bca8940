import type { Span } from '../diagnostics/span.js';
import { suggest } from '../diagnostics/did-you-mean.js';
import type { MappingEntry, MappingNode, SourceNode } from '../source/node.js';
import { checkFreeName } from './check-name.js';
import { entriesOf, textOf, valueOf } from './node-access.js';
import { parseJson } from './parse-json.js';
import { parsePath } from './parse-path.js';
import type { Parsing } from './parsing.js';
import type { EnvelopeProperty, PathSyntax, RuleMemberSyntax, RuleSyntax } from './syntax.js';

/** The keys that say what kind of rule a map is; `map` and `else` go with `field` and `first`. */
const heads = ['const', 'fields', 'field', 'wrap', 'first', 'parse', 'format', 'envelope'] as const;

type Head = (typeof heads)[number];

/** A rule of `from`, `back`, `with` or `refill`. `undefined` where it cannot be read; why has been said. */
export function parseRule(node: SourceNode, parsing: Parsing): RuleSyntax | undefined {
  switch (node.kind) {
    case 'scalar': {
      if (node.value === 'custom') return { kind: 'custom', span: node.span };
      if (typeof node.value === 'string' && node.value.startsWith('$'))
        return failDollar(node.value, node.span, parsing);
      const path = parsePath(node, parsing);
      return path === undefined ? undefined : { kind: 'path', path, span: node.span };
    }
    case 'sequence':
      parsing.refuse(node.span);
      return undefined;
    case 'mapping':
      return parseRuleMap(node, parsing);
  }
}

/** Members of a record, each by a rule; `undefined` where one cannot be read. */
export function parseRuleMembers(
  node: SourceNode | undefined,
  parsing: Parsing,
): readonly RuleMemberSyntax[] | undefined {
  if (node !== undefined && node.kind !== 'mapping') {
    parsing.refuse(node.span);
    return undefined;
  }
  const members = entriesOf(node, parsing).map(({ key, keySpan, value }): RuleMemberSyntax | undefined => {
    checkFreeName(key, keySpan, 'field', parsing);
    const rule = parseRule(value, parsing);
    return rule === undefined ? undefined : { name: { text: key, span: keySpan }, rule };
  });
  return members.every((member) => member !== undefined) ? members : undefined;
}

function parseRuleMap(node: MappingNode, parsing: Parsing): RuleSyntax | undefined {
  const found = node.entries.filter(isHead);
  const [first, second] = found;
  if (first === undefined || node.entries.some(({ key }) => !isHead({ key }) && key !== 'map' && key !== 'else')) {
    parsing.refuse(node.span);
    return undefined;
  }
  if (second !== undefined) {
    parsing.fail(
      'KEYS_CONFLICT',
      second.keySpan,
      `"${second.key}" cannot stand beside "${first.key}": a rule is one thing`,
      {
        related: [{ message: `"${first.key}" stands here`, span: first.keySpan }],
      },
    );
    return undefined;
  }
  return parseHead(first.key, first.value, node, parsing);
}

function isHead(entry: Pick<MappingEntry, 'key'>): entry is { key: Head } & MappingEntry {
  return (heads as readonly string[]).includes(entry.key);
}

function parseHead(head: Head, value: SourceNode, node: MappingNode, parsing: Parsing): RuleSyntax | undefined {
  const { span } = node;
  switch (head) {
    case 'const': {
      const literal = parseJson(value, parsing);
      return literal === undefined ? undefined : { kind: 'const', value: literal, span };
    }
    case 'fields': {
      const members = parseRuleMembers(value, parsing);
      return members === undefined ? undefined : { kind: 'record', members, span };
    }
    case 'envelope': {
      const property = envelopePropertyOf(value);
      if (property === undefined) parsing.refuse(value.span);
      return property === undefined ? undefined : { kind: 'envelope', property, span };
    }
    case 'field':
    case 'wrap':
    case 'first':
    case 'parse':
    case 'format': {
      const path = parsePath(value, parsing);
      return path === undefined ? undefined : parsePathRule(head, path, node, parsing);
    }
  }
}

function parsePathRule(
  head: 'field' | 'wrap' | 'first' | 'parse' | 'format',
  path: PathSyntax,
  node: MappingNode,
  parsing: Parsing,
): RuleSyntax | undefined {
  const { span } = node;
  if (head === 'field') return parseEnumMap(path, node, parsing);
  if (head !== 'first') return { kind: head, path, span };
  const otherwise = valueOf(node, 'else');
  if (otherwise === undefined) return { kind: 'first', path, span };
  const rule = parseRule(otherwise, parsing);
  return rule === undefined ? undefined : { kind: 'first', path, else: rule, span };
}

function parseEnumMap(path: PathSyntax, node: MappingNode, parsing: Parsing): RuleSyntax | undefined {
  const entries = entriesOf(valueOf(node, 'map'), parsing).map(({ key, keySpan, value }) => {
    const text = textOf(value, parsing);
    return text === undefined ? undefined : { from: { text: key, span: keySpan }, to: { text, span: value.span } };
  });
  if (entries.length === 0) parsing.refuse(node.span);
  return entries.length > 0 && entries.every((entry) => entry !== undefined)
    ? { kind: 'enumMap', path, map: entries, span: node.span }
    : undefined;
}

const envelopeProperties: readonly EnvelopeProperty[] = ['recordedAt', 'id', 'stream', 'revision'];

function envelopePropertyOf(node: SourceNode): EnvelopeProperty | undefined {
  return node.kind === 'scalar' ? envelopeProperties.find((property) => property === node.value) : undefined;
}

/** `$recordedAt` is how a fold writes it. */
function failDollar(text: string, span: Span, parsing: Parsing): undefined {
  const name = text === '$eventId' ? 'id' : text.slice(1);
  const known = envelopeProperties.find((property) => property === name) ?? suggest(name, envelopeProperties);
  parsing.fail('PATH_SYNTAX', span, `"${text}" is no path to a field`, {
    help:
      known === undefined
        ? 'a name that begins with `$` is written in quotes: `"\'$name\'"`'
        : `write \`{ envelope: ${known} }\``,
  });
  return undefined;
}
