import type { MappingNode } from '../source/node.js';
import { entriesOf, textOf, valueOf } from './node-access.js';
import { parseJson } from './parse-json.js';
import type { Parsing } from './parsing.js';
import type { Annotations } from './syntax.js';

/** What a map says of what it declares. */
export function parseAnnotations(node: MappingNode, parsing: Parsing): Annotations {
  const description = textOf(valueOf(node, 'description'), parsing);
  const deprecated = parseDeprecated(node, parsing);
  const labels = entriesOf(valueOf(node, 'labels'), parsing).flatMap(({ key, value }) => {
    const text = textOf(value, parsing);
    return text === undefined ? [] : [{ key, value: text }];
  });
  const exampleNode = valueOf(node, 'example');
  const example = exampleNode === undefined ? undefined : parseJson(exampleNode, parsing);
  return {
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(labels.length === 0 ? {} : { labels }),
    ...(example === undefined ? {} : { example }),
  };
}

function parseDeprecated(node: MappingNode, parsing: Parsing): true | string | undefined {
  const deprecated = valueOf(node, 'deprecated');
  if (deprecated === undefined) return undefined;
  if (deprecated.kind === 'scalar' && (deprecated.value === true || typeof deprecated.value === 'string'))
    return deprecated.value;
  parsing.refuse(deprecated.span);
  return undefined;
}
