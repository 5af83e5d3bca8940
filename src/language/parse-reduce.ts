import type { MappingEntry, MappingNode, SourceNode } from '../source/node.js';
import { checkFreeName } from './check-name.js';
import { entriesOf, entryOf, isTrue } from './node-access.js';
import { parseTarget } from './parse-target.js';
import { parseValue } from './parse-value.js';
import type { Parsing } from './parsing.js';
import type { AtSyntax, FoldSyntax, OperationName, OperationSyntax, ReduceSyntax } from './syntax.js';
import { keyText } from './text-span.js';

/**
 * What each event does to a state or a row. A fold that cannot be read counts as `custom`, so that the event is answered
 * for and there is no second finding.
 */
export function parseReduce({ keySpan, value }: MappingEntry, of: 'state' | 'row', parsing: Parsing): ReduceSyntax {
  const others = value.kind === 'mapping' ? entryOf(value, 'others') : undefined;
  const folds = entriesOf(value, parsing)
    .filter((entry) => entry !== others)
    .map((entry) => ({
      event: { text: entry.key, span: entry.keySpan },
      fold: parseFold(entry.value, of, parsing) ?? ({ kind: 'custom', span: entry.value.span } as const),
    }));
  const kind = value.kind === 'mapping' ? parseOthers(others?.value, parsing) : 'custom';
  return {
    span: keySpan,
    folds,
    ...(kind === undefined ? {} : { others: { kind, span: others?.value.span ?? value.span } }),
  };
}

function parseOthers(node: SourceNode | undefined, parsing: Parsing): 'custom' | 'ignore' | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && (node.value === 'custom' || node.value === 'ignore')) return node.value;
  parsing.refuse(node.span);
  return 'custom';
}

function parseFold(node: SourceNode, of: 'state' | 'row', parsing: Parsing): FoldSyntax | undefined {
  const { span } = node;
  if (node.kind === 'mapping') return parseOperations(node, of, parsing);
  if (node.kind === 'scalar') {
    if (node.value === 'custom' || node.value === 'ignore') return { kind: node.value, span };
    if (node.value === 'delete' && of === 'row') return { kind: 'delete', span };
  }
  parsing.refuse(span);
  return undefined;
}

const operationNames: readonly OperationName[] = ['set', 'add', 'subtract', 'append', 'remove', 'merge'];

function parseOperations(node: MappingNode, of: 'state' | 'row', parsing: Parsing): FoldSyntax | undefined {
  const { span } = node;
  const atEntry = of === 'row' ? entryOf(node, 'at') : undefined;
  const at = atEntry === undefined ? undefined : parseAt(atEntry, parsing);
  const parts = node.entries.map((entry) => {
    const kind = operationNames.find((name) => name === entry.key);
    return kind === undefined ? [] : parseAssignments(kind, entry, parsing);
  });
  const deletion = of === 'row' ? entryOf(node, 'delete') : undefined;
  if ((atEntry !== undefined && at === undefined) || !parts.every((part) => part !== undefined)) return undefined;
  const operations = parts.flat();
  if (deletion !== undefined) {
    if (isTrue(deletion.value) && operations.length === 0)
      return { kind: 'delete', ...(at === undefined ? {} : { at }), span };
    parsing.refuse(span);
    return undefined;
  }
  if (operations.length > 0) return { kind: 'operations', operations, ...(at === undefined ? {} : { at }), span };
  if (atEntry === undefined || node.entries.length > 1) parsing.refuse(span);
  else {
    parsing.fail('BAD_VALUE', atEntry.keySpan, '"at" says which row, but nothing says what happens to it', {
      help: 'add an operation like `set: { … }`, or `delete: true`; or write `ignore`',
    });
  }
  return undefined;
}

/** `set: { a: x, b: y }` is two operations. `undefined` where one of them cannot be read. */
function parseAssignments(
  kind: OperationName,
  { value }: MappingEntry,
  parsing: Parsing,
): readonly OperationSyntax[] | undefined {
  if (value.kind !== 'mapping' || value.entries.length === 0) {
    parsing.refuse(value.span);
    return undefined;
  }
  const operations = value.entries.map((entry): OperationSyntax | undefined => {
    const target = parseTarget(keyText(entry), parsing);
    const assigned = parseValue(entry.value, parsing);
    if (target === undefined || assigned === undefined) return undefined;
    const { endLine, endColumn } = entry.value.span;
    return { kind, target, value: assigned, span: { ...entry.keySpan, endLine, endColumn } };
  });
  return operations.every((operation) => operation !== undefined) ? operations : undefined;
}

function parseAt({ value }: MappingEntry, parsing: Parsing): AtSyntax | undefined {
  if (value.kind !== 'mapping') {
    parsing.refuse(value.span);
    return undefined;
  }
  const columns = value.entries.map((entry) => {
    checkFreeName(entry.key, entry.keySpan, 'field', parsing);
    const parsedValue = parseValue(entry.value, parsing);
    return parsedValue === undefined
      ? undefined
      : { column: { text: entry.key, span: entry.keySpan }, value: parsedValue };
  });
  return columns.every((column) => column !== undefined) ? { span: value.span, columns } : undefined;
}
