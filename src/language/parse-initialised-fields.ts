import type { MappingEntry, SourceNode } from '../source/node.js';
import { entriesOf, valueOf } from './node-access.js';
import { parseJson } from './parse-json.js';
import { parseField } from './parse-type.js';
import { malformedType, type Parsing } from './parsing.js';
import type { FieldSyntax } from './syntax.js';

/** The fields of a state, or the columns of a projection. */
export function parseInitialisedFields(node: SourceNode | undefined, parsing: Parsing): readonly FieldSyntax[] {
  return entriesOf(node, parsing).map((entry) => parseInitialisedField(entry, parsing));
}

function parseInitialisedField(entry: MappingEntry, parsing: Parsing): FieldSyntax {
  const field = parseField(entry, parsing);
  const initNode = entry.value.kind === 'mapping' ? valueOf(entry.value, 'init') : undefined;
  if (initNode === undefined) return field;
  const init = parseJson(initNode, parsing);
  // Without its first value, the field would be complained of again.
  return init === undefined ? { ...field, type: malformedType(field.type.span, parsing) } : { ...field, init };
}
