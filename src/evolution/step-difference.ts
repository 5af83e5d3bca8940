import type { Json } from '../language/syntax.js';
import { canonicalJson } from '../model/canonical-json.js';
import { quoted } from '../model/type-text.js';
import { isMembers, type JsonPath, jsonAt } from './json-place.js';
import { sourceText } from './source-text.js';

/** One thing that two steps, or two parts of a split, do differently. */
export interface StepDifference {
  /** Where it stands in the step's JSON, as `eventStep` gives it. */
  readonly path: JsonPath;
  /** The field of the newer version that it is about. */
  readonly field: string | undefined;
  /** In words: what was, and what is. */
  readonly text: string;
}

/** What only running backwards needs. How old events are read does not depend on it. */
const backwards = new Set(['drops', 'backs', 'back']);

/** Of a step's JSON, what says how old events are read. */
export function readingJson(step: Json): Json {
  return isMembers(step) ? Object.fromEntries(Object.entries(step).filter(([name]) => !backwards.has(name))) : step;
}

/** Whether two steps read every old event the same. */
export function readsAlike(before: Json, after: Json): boolean {
  return canonicalJson(readingJson(before)) === canonicalJson(readingJson(after));
}

/** Where two steps read old events differently. */
export function stepDifferences(before: Json, after: Json): readonly StepDifference[] {
  const [wasCustom, isCustom] = [before, after].map((step) => jsonAt(step, ['custom']) === true);
  if (wasCustom !== isCustom) {
    const [was, is] = [wasCustom, isCustom].map((custom) => (custom === true ? '`custom`' : 'made of rules'));
    return [
      { path: wasCustom === true ? ['custom'] : [], field: undefined, text: `the whole step was ${was} and is ${is}` },
    ];
  }
  const found = fieldDifferences(jsonAt(before, ['fields']), jsonAt(after, ['fields']), ['fields']);
  const [types, others] = [jsonAt(before, ['types']), jsonAt(after, ['types'])];
  const names = new Set([types, others].flatMap((json) => (isMembers(json) ? Object.keys(json) : [])));
  for (const name of [...names].sort()) {
    if (!isEqual(jsonAt(types, [name]), jsonAt(others, [name])))
      found.push({
        path: ['types', name],
        field: undefined,
        text: `the steps of ${quoted(name)} are not what they were`,
      });
  }
  if (found.length > 0 || readsAlike(before, after)) return found;
  return [{ path: [], field: undefined, text: 'it is not what it was' }];
}

/** Where two lists of rules, one for each field, differ. */
export function fieldDifferences(before: Json | undefined, after: Json | undefined, path: JsonPath): StepDifference[] {
  const names = new Set([before, after].flatMap((json) => (isMembers(json) ? Object.keys(json) : [])));
  return [...names].sort().flatMap((name): readonly StepDifference[] => {
    const [old, now] = [jsonAt(before, [name]), jsonAt(after, [name])];
    if (isEqual(old, now)) return [];
    const [was, is] = [sourceText(old), sourceText(now)];
    const change = was === is ? 'is converted in another way than it was' : `was taken ${was}, and is taken ${is}`;
    return [{ path: [...path, name], field: name, text: `${quoted(name)} ${change}` }];
  });
}

function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);
}
