import type { PointedAt } from '../source/node-at.js';
import { helpWithCutText } from './help-with-key.js';

/**
 * What to write instead of a value of the wrong kind. `expected` is what the message calls it, `type` the kind, or the
 * list of kinds, that the JSON Schema wants.
 */
export function helpWithKind({ node, key }: PointedAt, expected: string, type: unknown): string | undefined {
  const wanted: readonly unknown[] = Array.isArray(type) ? type : [type];
  if (node.kind === 'sequence') return expected.startsWith('a value') ? 'write `{ const: […] }`' : undefined;
  if (node.kind === 'mapping') return undefined;
  const { value, text, plain } = node;
  if (plain && text === '') return key === undefined ? undefined : helpWithCutText(key);
  if (expected.startsWith('a type')) return undefined;
  if (expected.startsWith('a rule')) return `write \`{ const: ${text.slice(0, 80)} }\``;
  if (plain && typeof value !== 'string' && wanted.includes('string')) return `quote it: "${text.slice(0, 80)}"`;
  const isNumber = wanted.some((name) => name === 'number' || name === 'integer') && /^-?[0-9.]+$/.test(text);
  if (!plain && isNumber) return `write it without quotes: ${text.slice(0, 80)}`;
  const isList = wanted.includes('array') && !wanted.includes('string');
  return typeof value === 'string' && isList ? `write \`[${value.slice(0, 80)}]\`` : undefined;
}
