import { underlying, type Types } from '../model/type-lookup.js';
import type { ListType, StringType, Type } from '../model/type.js';

const mostMembers = 12;
const longestPattern = 120;

/** What a check expects, as it stands in a message behind "expected": `an integer from 1 to 10000`. */
export function expectationOf(type: Type, types: Types): string {
  switch (type.kind) {
    case 'string':
      return stringExpectation(type);
    case 'boolean':
      return 'true or false';
    case 'int':
      return `an integer${range(type.min, type.max)}`;
    case 'number':
      return `a number${range(type.min, type.max)}${between(type.exclusiveMin, type.exclusiveMax)}`;
    case 'long':
      return `a string of a 64-bit integer${range(type.min, type.max)}`;
    case 'decimal': {
      const digits = type.scale === undefined ? '' : ` with ${counted(type.scale, 'digit')} after the point at most`;
      return `a decimal${range(type.min, type.max)}${digits}`;
    }
    case 'uuid':
      return 'a UUID';
    case 'timestamp':
      return 'an instant in UTC like 2026-11-23T09:30:00Z';
    case 'date':
      return 'a calendar date like 2026-11-23';
    case 'bytes':
      return `base64${type.maxLength === undefined ? '' : ` of ${counted(type.maxLength, 'byte')} at most`}`;
    case 'json':
      return 'JSON';
    case 'enum':
      return membersExpectation(type.members);
    case 'list':
      return listExpectation(type);
    case 'map':
    case 'record':
    case 'union':
      return 'an object';
    case 'nullable':
      return `${expectationOf(type.inner, types)} or null`;
    case 'reference':
      return type.refinement === undefined
        ? expectationOf(underlying(type, types), types)
        : expectationOf(type.refinement, types);
  }
}

/** `one of "EUR", "USD"` */
export function membersExpectation(members: readonly string[]): string {
  const shown = members.slice(0, mostMembers).map((member) => JSON.stringify(member));
  if (members.length > mostMembers) return `one of ${shown.join(', ')} and ${members.length - mostMembers} more`;
  return shown.length === 1 ? shown.join('') : `one of ${shown.join(', ')}`;
}

function stringExpectation({ minLength, maxLength, pattern, format }: StringType): string {
  const noun = format === undefined ? 'a string' : format === 'email' ? 'an e-mail address' : 'a URI';
  const matching = pattern === undefined ? '' : ` that matches ${shortened(pattern)}`;
  return `${noun}${sizes(minLength === 0 ? undefined : minLength, maxLength, 'character')}${matching}`;
}

function listExpectation({ minItems, maxItems, unique }: ListType): string {
  return `a list${sizes(minItems === 0 ? undefined : minItems, maxItems, 'item')}${unique ? ' that are all different' : ''}`;
}

type Bound = number | bigint | string;

function range(min: Bound | undefined, max: Bound | undefined): string {
  if (min !== undefined && max !== undefined) return min === max ? ` that is ${min}` : ` from ${min} to ${max}`;
  if (min !== undefined) return ` of ${min} at least`;
  return max === undefined ? '' : ` of ${max} at most`;
}

function between(above: number | undefined, below: number | undefined): string {
  const parts = [
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}

function sizes(min: number | undefined, max: number | undefined, unit: string): string {
  if (min !== undefined && max !== undefined) {
    return min === max ? ` of ${counted(min, unit)}` : ` of ${min} to ${counted(max, unit)}`;
  }
  if (min !== undefined) return ` of ${counted(min, unit)} at least`;
  return max === undefined ? '' : ` of ${counted(max, unit)} at most`;
}

function counted(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}

function shortened(pattern: string): string {
  return pattern.length > longestPattern ? `${pattern.slice(0, longestPattern)}…` : pattern;
}
