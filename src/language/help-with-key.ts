import { suggest } from '../diagnostics/did-you-mean.js';
import type { MappingEntry } from '../source/node.js';

/** Keys that exist elsewhere, or in other languages, and what to do instead. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ['init', '`init` is for the fields of a state and the columns of a projection'],
  ['from', '`from` is for the fields of a version of an event or of a named record'],
  ['back', '`back` is for the fields of a version of an event or of a named record'],
  ['brand', '`brand` is for named types, under `types`'],
  ['optional', 'an optional field is written `T?`'],
  ['required', 'a field is required unless its type is written `T?`'],
  ['nullable', 'a field that may be null is written `T | null`'],
  [
    'default',
    'in a state or a projection, write `init`; in an event, say where the value comes from: `from: { const: … }`',
  ],
  ['enum', 'an enum is written `[a, b]`'],
  ['items', 'a list is written `T[]`'],
  ['properties', 'a record is written `{ fields: { … } }`'],
  ['minimum', 'write `min`'],
  ['maximum', 'write `max`'],
  ['version', 'versions stand under `versions: { 1: … }`'],
  ['others', '`others` stands in `reduce`, beside the events'],
  ['at', '`at` says which row: it is for projections'],
  ['delete', '`delete` is for the rows of a projection'],
]);

/** What to write instead of a key that is not known here. */
export function helpWithKey({ key, value }: MappingEntry, known: readonly string[]): string | undefined {
  const near = suggest(key, known);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  const cut = value.kind === 'scalar' && value.value === null ? helpWithCutText(key) : undefined;
  if (cut !== undefined) return cut;
  const advice = elsewhere.get(key);
  if (advice !== undefined) return advice;
  return known.length > 0 && known.length <= 12
    ? `there are ${known.map((name) => `\`${name}\``).join(', ')}`
    : undefined;
}

/** What to do about a text that became a key without a value. */
export function helpWithCutText(key: string): string | undefined {
  if (/\s/.test(key)) return 'inside { }, a comma ends a text: quote a text that holds one';
  const colon = key.indexOf(':');
  return colon > 0
    ? `a space is missing after the colon: \`${key.slice(0, colon)}: ${key.slice(colon + 1)}\``
    : undefined;
}
