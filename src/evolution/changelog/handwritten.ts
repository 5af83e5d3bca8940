import type { Json } from '../../language/syntax.js';
import { quoted } from '../../model/type-text.js';
import { isMembers, jsonAt } from '../json-place.js';

/** What TypeScript is asked for by the step to a version, as `eventStep` gives it, in words. */
export function handwritten(step: Json | undefined, version: number): readonly string[] {
  if (jsonAt(step, ['custom']) === true) return [`a hand-written step to version ${version}`];
  const fields = jsonAt(step, ['fields']);
  if (!isMembers(fields)) return [];
  return Object.entries(fields).flatMap(([name, source]) =>
    isHandwritten(source) ? [`a hand-written ${quoted(name)} of version ${version}`] : [],
  );
}

function isHandwritten(source: Json): boolean {
  if (jsonAt(source, ['custom']) === true) return true;
  const members = jsonAt(source, ['fields']);
  return isMembers(members) && Object.values(members).some(isHandwritten);
}
