import type { Context, NamedType } from '../model/model.js';
import type { Type } from '../model/type.js';
import { named } from './names.js';
import { partsOf } from './stored-form.js';

/** Whether a named type can be reached from itself. */
export function containsItself({ name }: NamedType, context: Context): boolean {
  const seen = new Set<string>();
  const waiting: Type[] = named(context.types, name).versions.map(({ type }) => type);
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    if (type.kind !== 'reference') {
      waiting.push(...partsOf(type));
      continue;
    }
    if (type.name === name) return true;
    if (seen.has(type.name)) continue;
    seen.add(type.name);
    waiting.push(...named(context.types, type.name).versions.map((version) => version.type));
  }
  return false;
}
