import type { Type } from './type.js';

/**
 * Stands where a type could not be resolved. What uses it is not reported again: everything fits it, and it fits
 * everything. It is told by identity, so that no emitter has to know of it: a model with one is never emitted.
 */
export const errorType: Type = { kind: 'json' };

export function isErrorType(type: Type): boolean {
  return type === errorType;
}
