import type { Json } from '../../language/syntax.js';
import { canonicalJson } from '../../model/canonical-json.js';
import type { Drop } from '../plan.js';
import { quoted } from '../../model/type-text.js';
import { isList, isMembers, jsonAt } from '../json-place.js';
import { shapeDifferences, typeDifferences } from '../shape-difference.js';
import { shapeText } from '../shape-text.js';
import { sourceText } from '../source-text.js';

/** What a version has that the one before had not, and where it comes from in older events. */
export function versionWords(
  before: Json,
  shape: Json,
  step: Json | undefined,
  drops: readonly Drop[],
): readonly string[] {
  const sources = jsonAt(step, ['fields']);
  if (!isMembers(sources)) {
    return [...shapeDifferences(before, shape).map(({ text }) => text), 'older events are read by a hand-written step'];
  }
  const fields = Object.entries(sources).flatMap(([name, source]) => fieldWords(name, source, before, shape));
  const dropped = drops.map(({ field, reason }) => `${quoted(field)} is dropped${reason ? ` (${reason})` : ''}`);
  return [...fields, ...dropped];
}

function fieldWords(name: string, source: Json, before: Json, shape: Json): readonly string[] {
  const field = jsonAt(shape, ['fields', name]);
  const path = jsonAt(source, ['from']);
  const isRead = isList(path) && jsonAt(source, ['map']) === undefined;
  if (!isRead) return [`${quoted(name)} is ${isNew(name, before)}, \`${shapeText(field)}\`; ${originWords(source)}`];
  const [first = '', ...rest] = path.map(String);
  const old = fieldAt(before, [first, ...rest]);
  const moved = first === name && rest.length === 0 ? [] : [movedWords(name, first, rest, shape)];
  return [...moved, ...changedWords(name, old, field)];
}

/** What a path leads to, through records and whatever may be null. */
function fieldAt(shape: Json, [first = '', ...rest]: readonly string[]): Json | undefined {
  let field = jsonAt(shape, ['fields', first]);
  for (const name of rest) {
    const type = jsonAt(field, ['type']);
    const record = jsonAt(type, ['kind']) === 'nullable' ? jsonAt(type, ['inner']) : type;
    field = jsonAt(record, ['fields', name]);
  }
  return field;
}

function isNew(name: string, before: Json): string {
  return jsonAt(before, ['fields', name]) === undefined ? 'new' : 'filled anew';
}

function movedWords(name: string, first: string, rest: readonly string[], shape: Json): string {
  if (rest.length > 0) return `${quoted(name)} is new, taken \`from: ${[first, ...rest].join('.')}\``;
  const isKept = jsonAt(shape, ['fields', first]) !== undefined;
  return isKept ? `${quoted(name)} is new, taken \`from: ${first}\`` : `${quoted(first)} is renamed ${quoted(name)}`;
}

function changedWords(name: string, before: Json | undefined, now: Json | undefined): readonly string[] {
  const [old, type] = [jsonAt(before, ['type']), jsonAt(now, ['type'])];
  if (old === undefined || type === undefined) return [];
  const becomesOptional = jsonAt(before, ['optional']) !== true && jsonAt(now, ['optional']) === true;
  const types = typeDifferences(old, type, [], name).map(({ text }) => text);
  return becomesOptional ? [`${quoted(name)} was required and is optional`, ...types] : types;
}

function originWords(source: Json): string {
  const constant = jsonAt(source, ['const']);
  if (constant !== undefined) return `in older events it is \`${canonicalJson(constant)}\``;
  if (jsonAt(source, ['absent']) === true) return 'older events have none';
  if (jsonAt(source, ['custom']) === true) return 'in older events it is made by a hand-written step';
  return `in older events it is taken ${sourceText(source)}`;
}
