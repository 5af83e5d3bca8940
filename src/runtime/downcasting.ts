// From a newer version to an older one, in values as they are stored. What the older version cannot hold is passed on, as
// it is or as a misfit, for the older version's check to find; what it has no place for at all is demanded not to be there.

import { isObject, own } from './check.js';
import { isEqual } from './equal.js';
import { InvalidData } from './errors.js';
import { rendered } from './found.js';
import { setOwn } from './map-values.js';
import { expected, misfit, pointerKeys, pointerTo, type Problem } from './problem.js';

/** Data of a version as it is stored: a plain object of JSON. */
export type StoredData = Readonly<Record<string, unknown>>;

type Convert = (value: unknown) => unknown;

/** What stands at a path; `undefined` where nothing does. */
export function partOf(data: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) ? own(value, key) : undefined), data);
}

/** A record of the members that are there. */
export function presentMembers(members: StoredData): StoredData {
  const record: Record<string, unknown> = {};
  for (const key of Object.keys(members)) if (members[key] !== undefined) setOwn(record, key, members[key]);
  return record;
}

/** The same; `undefined` where no member is there. */
export function presentRecord(members: StoredData): StoredData | undefined {
  const record = presentMembers(members);
  return Object.keys(record).length === 0 ? undefined : record;
}

/** A number from its digits. */
export function numberOf(value: unknown): unknown {
  return typeof value === 'string' ? Number(value) : value;
}

/** The digits of a whole number. What the greatest of 64 bits were rounded up to are they again. */
export function digitsOf(value: unknown): unknown {
  if (value === 2 ** 63) return '9223372036854775807';
  return typeof value === 'number' && Number.isInteger(value) ? String(BigInt(value)) : value;
}

/** A record with some of its fields converted. */
export function changedFields(value: unknown, changes: Readonly<Record<string, Convert>>): unknown {
  if (!isObject(value)) return value;
  const record: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const convert = Object.hasOwn(changes, key) ? changes[key] : undefined;
    setOwn(record, key, convert === undefined ? value[key] : convert(value[key]));
  }
  return record;
}

/** A member of a union with some of its fields converted. */
export function changedMember(
  value: unknown,
  tag: string,
  members: Readonly<Record<string, Readonly<Record<string, Convert>>>>,
): unknown {
  const name = partOf(value, tag);
  const changes = typeof name === 'string' && Object.hasOwn(members, name) ? members[name] : undefined;
  return changes === undefined ? value : changedFields(value, changes);
}

/** The member of the older enum that became this one. */
export function imageOf(images: Readonly<Record<string, string>>, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && Object.hasOwn(images, value)) return images[value];
  return misfit(expected('a member that the older version knows', value));
}

/** The one item of a list that has no other. */
export function onlyItem(value: unknown, convert: Convert = same): unknown {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length !== 1) return misfit(expected('a list of one item', value));
  return convert(value[0]);
}

/** A list of the one item. @param empty what stands for a list of none. */
export function listOf(value: unknown, convert: Convert = same, empty?: unknown): unknown {
  if (value === undefined) return undefined;
  return empty !== undefined && isEqual(value, empty) ? [] : [convert(value)];
}

/** The first item of a list. @param otherwise what stands in where there is none. */
export function headOf(value: unknown, convert: Convert = same, otherwise?: () => unknown): unknown {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0) return convert(value[0]);
  return otherwise === undefined ? undefined : otherwise();
}

/** What a text parses as, in its stored form. */
export function parsedText(value: unknown, parse: (text: string) => unknown = same): unknown {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return misfit(expected('a text', value));
  return attempted(() => parse(value), value);
}

/** The text of a stored value. @param format of a number that may be −0. */
export function textOf(value: unknown, format: (value: number) => string = String): unknown {
  if (value === undefined) return undefined;
  if (typeof value === 'number') return format(value);
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : misfit(expected('a scalar', value));
}

/** What a conversion makes of a value that is there; a misfit where it throws InvalidData. */
export function attempted<Value>(convert: (value: Value) => unknown, value: Value): unknown {
  if (value === undefined) return undefined;
  try {
    return convert(value);
  } catch (error) {
    if (error instanceof InvalidData) return misfit(error.problem);
    throw error;
  }
}

/** @throws InvalidData where a part says anything but the one thing that the older version means. */
export function demandEqual(value: unknown, wanted: unknown, pointer: string): void {
  if (!isEqual(value, wanted)) refuse(`nothing but ${rendered(wanted)}`, value, pointer);
}

/** @throws InvalidData where there is something that the older version has no place for. */
export function demandAbsent(value: unknown, pointer: string): void {
  if (value !== undefined) refuse('nothing', value, pointer);
}

/** @throws InvalidData where there is nothing of what the older version always stands for. */
export function demandPresent(value: unknown, pointer: string): void {
  if (value === undefined || value === null) refuse('a record', value, pointer);
}

/** @throws InvalidData where a part does not tell of the older value what another part has told. */
export function demandAgreement(told: unknown, older: unknown, value: unknown, pointer: string): void {
  if (!isEqual(told, older)) refuse(`what agrees with ${rendered(older)}`, value, pointer);
}

/** @throws InvalidData where a part is not what the older value is mapped to. */
export function demandImage(
  images: Readonly<Record<string, string>>,
  older: unknown,
  value: unknown,
  pointer: string,
): void {
  const image = typeof older === 'string' && Object.hasOwn(images, older) ? images[older] : undefined;
  if (value !== image) refuse(image === undefined ? 'nothing' : rendered(image), value, pointer);
}

/**
 * @param item what the part was as an item.
 * @param otherwise what an empty list becomes.
 * @throws InvalidData where a part is not what is taken of the older list.
 */
export function demandFirst(item: unknown, older: unknown, otherwise: unknown, value: unknown, pointer: string): void {
  const [first] = Array.isArray(older) ? older : [];
  if (first !== undefined) demandAgreement(item, first, value, pointer);
  else if (!isEqual(value, older === undefined ? undefined : otherwise)) refuse(rendered(otherwise), value, pointer);
}

/**
 * Lets a version go on only where it is right.
 *
 * @param places where in the newer data the fields come from, where that is not the same field.
 * @throws InvalidData that says where in the newer data the fault is.
 */
export function demandOlder(
  problem: Problem | undefined,
  places: Readonly<Record<string, readonly string[]>> = {},
): void {
  if (problem === undefined) return;
  const [field = '', ...rest] = pointerKeys(problem.pointer);
  const place = Object.hasOwn(places, field) ? places[field] : undefined;
  if (place === undefined) throw new InvalidData(problem);
  throw new InvalidData({ ...problem, pointer: [...place, ...rest].map(pointerTo).join('') });
}

function same(value: unknown): unknown {
  return value;
}

function refuse(what: string, value: unknown, pointer: string): never {
  const { expected: wanted, found } = expected(what, value);
  throw new InvalidData({ pointer, expected: wanted, found });
}
