import { isErrorType } from './error-type.js';
import { referencesIn, typeKey } from './type-graph.js';
import { referredVersion, type Types } from './type-lookup.js';
import type { Field, Type } from './type.js';

/** Whether a type could be resolved, with everything that it is made of. */
export function isResolved(type: Type, types: Types): boolean {
  const seen = new Set<string>();
  const waiting: Type[] = [type];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (containsErrorType(next)) return false;
    for (const reference of referencesIn(next, 'all')) {
      const key = typeKey(reference);
      if (seen.has(key)) continue;
      seen.add(key);
      const version = referredVersion(reference, types);
      if (version === undefined) return false;
      waiting.push(version.type);
    }
  }
  return true;
}

/** In the type as it is written, names not looked up. */
function containsErrorType(type: Type): boolean {
  if (isErrorType(type)) return true;
  switch (type.kind) {
    case 'list':
      return containsErrorType(type.element);
    case 'map':
      return containsErrorType(type.key) || containsErrorType(type.value);
    case 'nullable':
      return containsErrorType(type.inner);
    case 'record':
      return hasErrorType(type.fields);
    case 'union':
      return type.members.some(({ fields }) => hasErrorType(fields));
    default:
      return false;
  }
}

function hasErrorType(fields: readonly Field[]): boolean {
  return fields.some(({ type }) => containsErrorType(type));
}
