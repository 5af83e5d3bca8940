import type { Json } from '../language/syntax.js';
import { canonicalJson } from '../model/canonical-json.js';

/** A way into a JSON value: names of members, and numbers of items from 0. */
export type JsonPath = readonly (string | number)[];

/** Where in the canonical text of a value something stands: offsets in UTF-16 code units, `end` exclusive. */
export interface JsonPlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the value that a path leads to stands in the canonical text of the whole, with its name where it is a member.
 * Where the path leads nowhere, the innermost value on its way.
 */
export function jsonPlace(whole: Json, path: JsonPath): JsonPlace {
  let value = whole;
  let start = 0;
  let place: JsonPlace = { start: 0, end: canonicalJson(whole).length };
  for (const step of path) {
    const inner = typeof step === 'number' ? itemPlace(value, step) : memberPlace(value, step);
    if (inner === undefined) return place;
    const valueStart = start + inner.valueStart;
    place = { start: start + inner.start, end: valueStart + canonicalJson(inner.value).length };
    value = inner.value;
    start = valueStart;
  }
  return place;
}

/** What a path leads to; `undefined` where it leads nowhere. */
export function jsonAt(whole: Json | undefined, path: JsonPath): Json | undefined {
  let value = whole;
  for (const step of path) {
    if (isList(value)) value = typeof step === 'number' ? value[step] : undefined;
    else value = isMembers(value) && typeof step === 'string' && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

export function isMembers(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

interface InnerPlace {
  readonly start: number;
  readonly valueStart: number;
  readonly value: Json;
}

function itemPlace(list: Json, index: number): InnerPlace | undefined {
  const value = isList(list) ? list[index] : undefined;
  if (!isList(list) || value === undefined) return undefined;
  const before = canonicalJson(list.slice(0, index)).length - 1;
  const start = before + (index === 0 ? 0 : 1);
  return { start, valueStart: start, value };
}

function memberPlace(members: Json, name: string): InnerPlace | undefined {
  const value = isMembers(members) && Object.hasOwn(members, name) ? members[name] : undefined;
  if (!isMembers(members) || value === undefined) return undefined;
  const before = Object.fromEntries(Object.entries(members).filter(([key]) => key < name));
  const isFirst = Object.keys(before).length === 0;
  const start = canonicalJson(before).length - 1 + (isFirst ? 0 : 1);
  return { start, valueStart: start + JSON.stringify(name).length + 1, value };
}
