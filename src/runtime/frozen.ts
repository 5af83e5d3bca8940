/**
 * Freezes a value and all that is in it, and gives it back. The state that every aggregate begins with is one object: a
 * reducer that changed it would change the beginning of all the others.
 */
export function frozen<Value>(value: Value): Value {
  // The platform refuses to freeze what views a buffer.
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}
