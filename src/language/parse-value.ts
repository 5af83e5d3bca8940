import { suggest } from '../diagnostics/did-you-mean.js';
import type { MappingNode, ScalarNode, SourceNode } from '../source/node.js';
import { parseJson } from './parse-json.js';
import { parsePath } from './parse-path.js';
import type { Parsing } from './parsing.js';
import type { EnvelopeValueName, ValueSyntax } from './syntax.js';

const envelopeNames: readonly EnvelopeValueName[] = ['$id', '$recordedAt', '$revision', '$eventId', '$stream'];

/** What an operation assigns, adds or compares with. `undefined` where it cannot be read; why has been said. */
export function parseValue(node: SourceNode, parsing: Parsing): ValueSyntax | undefined {
  switch (node.kind) {
    case 'scalar':
      return parseScalar(node, parsing);
    case 'sequence':
      parsing.refuse(node.span);
      return undefined;
    case 'mapping':
      return parseComputed(node, parsing);
  }
}

function parseScalar(node: ScalarNode, parsing: Parsing): ValueSyntax | undefined {
  const { value, span } = node;
  if (typeof value !== 'string') {
    const literal = parseJson(node, parsing);
    return literal === undefined ? undefined : { kind: 'const', value: literal, span };
  }
  if (!value.startsWith('$')) {
    const path = parsePath(node, parsing);
    return path === undefined ? undefined : { kind: 'path', path, span };
  }
  const name = envelopeNames.find((known) => known === value);
  if (name !== undefined) return { kind: 'envelope', name, span };
  const near = suggest(value, envelopeNames);
  parsing.fail('BAD_VALUE', span, `there is no envelope value "${value}"`, {
    help:
      near === undefined
        ? `there are ${envelopeNames.map((known) => `\`${known}\``).join(', ')}`
        : `did you mean \`${near}\`?`,
  });
  return undefined;
}

function parseComputed(node: MappingNode, parsing: Parsing): ValueSyntax | undefined {
  const [entry, second] = node.entries;
  const { span } = node;
  if (entry === undefined || second !== undefined) {
    parsing.refuse(span);
    return undefined;
  }
  const { key, value } = entry;
  if (key === 'const') {
    const literal = parseJson(value, parsing);
    return literal === undefined ? undefined : { kind: 'const', value: literal, span };
  }
  if (key === 'negate') {
    const term = parseValue(value, parsing);
    return term === undefined ? undefined : { kind: 'negate', term, span };
  }
  if ((key !== 'sum' && key !== 'product') || value.kind !== 'sequence' || value.items.length === 0) {
    parsing.refuse(span);
    return undefined;
  }
  const terms = value.items.map((item) => parseValue(item, parsing));
  return terms.every((term) => term !== undefined) ? { kind: key, terms, span } : undefined;
}
