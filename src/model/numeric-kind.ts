import { underlying, type Types } from './type-lookup.js';
import type { Type } from './type.js';

export type NumericKind = 'int' | 'number' | 'long' | 'decimal';

/** The kind of number that a type is, its names looked up; `undefined` where it is none. */
export function numericKind(type: Type, types: Types): NumericKind | undefined {
  const { kind } = underlying(type, types);
  return kind === 'int' || kind === 'number' || kind === 'long' || kind === 'decimal' ? kind : undefined;
}

/** Whether a number of one kind can stand where another is wanted: what that loses nothing by. */
export function promotes(from: NumericKind, to: NumericKind): boolean {
  return from === to || from === 'int' || (from === 'long' && to === 'decimal');
}
