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
  return withMembers(value, storedForm);
}

/** An object with what is made of each member that is there. Nothing is called as often where laws are tried. */
function withMembers(value: object, make: (member: unknown) => unknown): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    if (key === '__proto__')
      Object.defineProperty(made, key, { value: make(member), enumerable: true, configurable: true, writable: true });
    else made[key] = make(member);
  }
  return made;
}

type Members = Readonly<Record<string, unknown>>;

/** Whether two stored values are the same: whatever the order of keys, and with one zero, as JSON has it. */
export function isSameStored(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSameStored(item, b[index]));
  if (Array.isArray(b)) return false;
  const members = Object.entries(a);
  return (
    members.length === Object.keys(b).length &&
    members.every(([key, member]) => Object.hasOwn(b, key) && isSameStored(member, (b as Members)[key]))
  );
}

/** A copy that shares nothing with the value: what works on it cannot change what others are given. */
export function copyOf<Value>(value: Value): Value {
  return copied(value) as Value;
}

function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  return withMembers(value, copied);
}

/** Freezes a value all through; bytes and instants cannot be. */
export function frozenAll<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) frozenAll(member);
  }
  return value;
}
