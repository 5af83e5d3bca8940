/**
 * A typed value as it is stored. What has no stored form is left as it is, for a check to refuse; a member that is
 * `undefined` is not stored.
 */
export function storedForm(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(storedForm);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? value : value.toISOString();
  if ('epochNanoseconds' in value) return String(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, storedForm(member)]));
}

/** Whether two stored values are the same: whatever the order of keys, and with one zero, as JSON has it. */
export function isSameStored(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSameStored(item, b[index]));
  if (Array.isArray(b)) return false;
  const others = new Map<string, unknown>(Object.entries(b));
  const members = Object.entries(a);
  return (
    members.length === others.size &&
    members.every(([key, member]) => others.has(key) && isSameStored(member, others.get(key)))
  );
}

/** A copy that shares nothing with the value: what works on it cannot change what others are given. */
export function copyOf<Value>(value: Value): Value {
  return copied(value) as Value;
}

function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copied(member)]));
}

/** Freezes a value all through; bytes and instants cannot be. */
export function frozenAll<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) frozenAll(member);
  }
  return value;
}
