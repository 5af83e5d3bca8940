import type { ScalarNode, SourceNode } from '../source/node.js';
import type { Parsing } from './parsing.js';
import type { Json, JsonSyntax } from './syntax.js';

/** A literal, as it is stored in JSON. `undefined` after a finding: YAML has numbers that JSON does not. */
export function parseJson(node: SourceNode, parsing: Parsing): JsonSyntax | undefined {
  const value = jsonOf(node, parsing);
  if (value === undefined) return undefined;
  const isNumber = node.kind === 'scalar' && typeof node.value === 'number';
  return { value, ...(isNumber ? { text: digitsOf(node) } : {}), span: node.span };
}

/** As written; `0x1F` and `0o17` as the number that they are. */
function digitsOf({ text, value }: ScalarNode): string {
  return /^[-+]?0[xo]/.test(text) ? String(value) : text;
}

function jsonOf(node: SourceNode, parsing: Parsing): Json | undefined {
  switch (node.kind) {
    case 'scalar':
      if (typeof node.value === 'number' && !Number.isFinite(node.value)) {
        parsing.fail('BAD_VALUE', node.span, `"${node.text}" is no number in JSON`);
        return undefined;
      }
      return node.value;
    case 'sequence': {
      const items = node.items.map((item) => jsonOf(item, parsing));
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'mapping': {
      const object: Record<string, Json> = {};
      for (const entry of node.entries) {
        const value = jsonOf(entry.value, parsing);
        if (value === undefined) return undefined;
        // An assignment to `__proto__` would change the object's prototype.
        Object.defineProperty(object, entry.key, { value, enumerable: true, configurable: true, writable: true });
      }
      return object;
    }
  }
}
