import type { Json } from '../language/syntax.js';
import { canonicalJson } from '../model/canonical-json.js';
import type { Event } from '../model/model.js';
import { type JsonPath, jsonAt } from './json-place.js';
import { fieldDifferences } from './step-difference.js';

/** What became of the parts that a retired event is read as. */
export type SplitChange =
  | { readonly kind: 'same' }
  /** A part has another index, or is gone: readers who told parts apart by it would be wrong. `part` is the first. */
  | { readonly kind: 'moved'; readonly part: number; readonly text: string }
  /** Each part is where it was, and old events are read differently. `path` leads into the parts as they were. */
  | { readonly kind: 'changed'; readonly part: number; readonly path: JsonPath; readonly text: string };

/** Compares parts as `eventSplit` gives them; `undefined` for an event that is not split any more. */
export function splitChange(before: readonly Json[], now: readonly Json[] | undefined): SplitChange {
  if (canonicalJson(before) === canonicalJson(now ?? [])) return { kind: 'same' };
  if (now === undefined) return { kind: 'changed', part: 0, path: [], text: 'it is not split any more' };
  return movedPart(before, now) ?? changedPart(before, now);
}

/** Released parts with the names that their events have today. */
export function underNewNames(parts: readonly Json[], events: readonly Event[]): readonly Json[] {
  const names = new Map(events.flatMap(({ name, was }) => was.map((former) => [former, name] as const)));
  return parts.map((part) => {
    const name = names.get(eventOf(part));
    return name === undefined || !isObject(part) ? part : { ...part, event: name };
  });
}

/** Whether parts were moved, also where what they read has changed since, as with a new version of the retired event. */
export function movedPart(
  before: readonly Json[],
  now: readonly Json[],
): Extract<SplitChange, { kind: 'moved' }> | undefined {
  const [old, texts] = [before.map(canonicalJson), now.map(canonicalJson)];
  const swapped = old.findIndex((text, index) => text !== texts[index] && texts.includes(text));
  const renamed = before.findIndex((part, index) => eventOf(part) !== eventOf(now[index]));
  const part = renamed === -1 ? swapped : renamed;
  const given = before[part];
  if (given === undefined) return undefined;
  const target = texts.indexOf(old[part] ?? '');
  const became = target === -1 ? `is ${now[part] === undefined ? 'gone' : label(now[part])}` : `is part ${target + 1}`;
  return { kind: 'moved', part, text: `part ${part + 1} was ${label(given)}, and ${became}` };
}

function changedPart(before: readonly Json[], now: readonly Json[]): SplitChange {
  const part = now.findIndex((json, index) => canonicalJson(json) !== canonicalJson(before[index] ?? null));
  const [old, json] = [before[part], now[part]];
  if (old === undefined) return { kind: 'changed', part, path: [], text: `part ${part + 1}, ${label(json)}, is new` };
  const change = (path: JsonPath, text: string): SplitChange => ({
    kind: 'changed',
    part,
    path: [part, ...path],
    text,
  });
  const called = `part ${part + 1}`;
  const [was, is] = [jsonAt(old, ['version']), jsonAt(json, ['version'])];
  if (was !== is) return change(['version'], `${called} was ${label(old)}, and is ${label(json)}`);
  const [difference] = fieldDifferences(jsonAt(old, ['fields']), jsonAt(json, ['fields']), ['fields']);
  if (difference !== undefined) return change(difference.path, `in ${called}, ${difference.text}`);
  if (canonicalJson(jsonAt(old, ['when']) ?? null) !== canonicalJson(jsonAt(json, ['when']) ?? null))
    return change(['when'], `${called} is made under another condition`);
  return change([], `${called} is not what it was`);
}

function label(part: Json | undefined): string {
  return `${eventOf(part)}@${String(jsonAt(part, ['version']))}`;
}

function eventOf(part: Json | undefined): string {
  return String(jsonAt(part, ['event']));
}

function isObject(part: Json): part is { readonly [key: string]: Json } {
  return typeof part === 'object' && part !== null && !Array.isArray(part);
}
