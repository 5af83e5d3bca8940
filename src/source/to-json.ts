import type { SourceNode } from './node.js';

/**
 * The plain JSON value of a node. Maps have no prototype, so that a key like `__proto__` or `toString` is a key like any
 * other. Numbers that JSON does not have (`.nan`, `.inf`) are given as their text.
 */
export function toJson(node: SourceNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'number' && !Number.isFinite(node.value) ? node.text : node.value;
    case 'sequence':
      return node.items.map(toJson);
    case 'mapping': {
      const object: Record<string, unknown> = Object.create(null);
      for (const { key, value } of node.entries) object[key] = toJson(value);
      return object;
    }
  }
}
