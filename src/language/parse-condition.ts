import type { MappingNode, SourceNode } from '../source/node.js';
import { parseJson } from './parse-json.js';
import { parsePath, parsePathText } from './parse-path.js';
import type { Parsing } from './parsing.js';
import type { ConditionSyntax } from './syntax.js';
import { keyText } from './text-span.js';

/** `{ present: path }`, `{ absent: path }` or `{ equals: { path: literal } }`; `undefined` after a finding. */
export function parseCondition(node: SourceNode, parsing: Parsing): ConditionSyntax | undefined {
  const [entry, second] = node.kind === 'mapping' ? node.entries : [];
  if (entry === undefined || second !== undefined) {
    parsing.refuse(node.span);
    return undefined;
  }
  const { key, value } = entry;
  if (key === 'present' || key === 'absent') {
    const path = parsePath(value, parsing);
    return path === undefined ? undefined : { kind: key, path, span: node.span };
  }
  if (key === 'equals' && value.kind === 'mapping') return parseEquals(value, parsing);
  parsing.refuse(node.span);
  return undefined;
}

function parseEquals(node: MappingNode, parsing: Parsing): ConditionSyntax | undefined {
  const [entry, second] = node.entries;
  if (entry === undefined || second !== undefined) {
    parsing.refuse(node.span);
    return undefined;
  }
  const path = parsePathText(keyText(entry), parsing);
  const value = parseJson(entry.value, parsing);
  return path === undefined || value === undefined ? undefined : { kind: 'equals', path, value, span: node.span };
}
