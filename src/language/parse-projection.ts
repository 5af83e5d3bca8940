import type { MappingEntry, SourceNode } from '../source/node.js';
import { checkDeclaredName } from './check-name.js';
import { entryOf, itemsOf, nameOf, parsed, valueOf } from './node-access.js';
import { parseAnnotations } from './parse-annotations.js';
import { parseInitialisedFields } from './parse-initialised-fields.js';
import { parseReduce } from './parse-reduce.js';
import { parseFields } from './parse-type.js';
import type { Parsing } from './parsing.js';
import type { NameSyntax, ProjectionSyntax } from './syntax.js';

/** A projection. `undefined` where it cannot be used; its name is then remembered as malformed. */
export function parseProjection({ key, keySpan, value }: MappingEntry, parsing: Parsing): ProjectionSyntax | undefined {
  checkDeclaredName(key, keySpan, 'projection', parsing);
  if (value.kind === 'mapping') {
    const of = itemsOf(valueOf(value, 'of'), parsing);
    const names = parsed(of, (item) => nameOf(item, parsing));
    const keyNode = valueOf(value, 'key');
    const columns = valueOf(value, 'columns');
    const reduce = entryOf(value, 'reduce');
    const isWhole =
      names.length > 0 && names.length === of.length && keyNode?.kind === 'mapping' && columns?.kind === 'mapping';
    if (isWhole && keyNode.entries.length > 0 && reduce?.value.kind === 'mapping') {
      return {
        name: { text: key, span: keySpan },
        annotations: parseAnnotations(value, parsing),
        of: names,
        key: parseFields(keyNode, parsing),
        columns: parseInitialisedFields(columns, parsing),
        indexes: parseIndexes(valueOf(value, 'index'), parsing),
        reduce: parseReduce(reduce, 'row', parsing),
      };
    }
  }
  parsing.refuse(value.span);
  parsing.malformed.add(key);
  return undefined;
}

/** One list of columns is one index; a list of lists is several. */
function parseIndexes(node: SourceNode | undefined, parsing: Parsing): readonly (readonly NameSyntax[])[] {
  const items = itemsOf(node, parsing);
  const lists = items.some(({ kind }) => kind === 'sequence') ? items.map((item) => itemsOf(item, parsing)) : [items];
  return lists
    .map((columns) => parsed(columns, (column) => nameOf(column, parsing)))
    .filter((columns) => columns.length > 0);
}
