import { isObject } from './check.js';
import type { Json } from './event.js';

/**
 * Whether a value is JSON, all through: no `undefined`, no hole, no number that is not finite, no instance of a class, no
 * cycle. Depth costs no stack, and what is shared is looked at once.
 */
export function isJson(value: unknown): value is Json {
  return isJsonScalar(value) || (typeof value === 'object' && isJsonTree(value));
}

function isJsonScalar(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    default:
      return value === null;
  }
}

function isJsonTree(root: unknown): boolean {
  const stack: unknown[] = [root];
  // Where an object stands on the stack a second time, all below it has been seen.
  const open = new Set<unknown>();
  const done = new Set<unknown>();
  while (stack.length > 0) {
    const value = stack.at(-1);
    if (open.has(value)) {
      open.delete(value);
      done.add(value);
      stack.pop();
      continue;
    }
    if (done.has(value)) {
      stack.pop();
      continue;
    }
    const members = membersOf(value);
    if (members === undefined) return false;
    open.add(value);
    for (let i = 0; i < members.length; i += 1) {
      const member = members[i];
      if (isJsonScalar(member)) continue;
      if (typeof member !== 'object' || open.has(member)) return false;
      stack.push(member);
    }
  }
  return true;
}

function membersOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : undefined;
}

/** Whether no two items are equal, as JSON Schema's `uniqueItems` compares: deeply, whatever the order of keys. */
export function allUnique(items: readonly unknown[]): boolean {
  if (items.length < 2) return true;
  const scalars = new Set<unknown>();
  let texts: Set<string> | undefined;
  for (const item of items) {
    if (typeof item === 'object' && item !== null) {
      const text = canonicalText(item);
      texts ??= new Set();
      if (texts.has(text)) return false;
      texts.add(text);
    } else {
      if (scalars.has(item)) return false;
      scalars.add(item);
    }
  }
  return true;
}

/** One text for all JSON values that are equal, so that many are compared without comparing each with each. */
function canonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : String(JSON.stringify(value));
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`).join(',')}}`;
}
