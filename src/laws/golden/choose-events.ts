import type { Json } from '../../language/syntax.js';
import { canonicalJson } from '../../model/canonical-json.js';
import type { Values } from '../values/values.js';

/** What takes more characters than this as JSON is nothing to have in a repository. */
const longestEvent = 2_000;
/** Up to here what is longer has more in it, and not just a longer text. */
const longestRich = 400;

/** The events of a golden stream: the two plainest values, and the richest of the others. */
export function chooseEvents({ edges }: Values): readonly Json[] {
  const short = new Map<string, Json>();
  for (const json of edges) {
    const text = canonicalJson(json);
    if (text.length <= longestEvent && !short.has(text)) short.set(text, json);
  }
  const [first, second, ...others] = [...short];
  const [richest] = others.filter(([text]) => text.length <= longestRich).sort(([a], [b]) => b.length - a.length);
  return [first, second, richest].flatMap((chosen) => (chosen === undefined ? [] : [chosen[1]]));
}
