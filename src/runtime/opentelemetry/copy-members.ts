/**
 * A copy of an object in which some members are others. Every other member is the object's own: methods are called on it,
 * so that classes with private fields keep working, and values are read from it each time. What it does not have, the copy
 * does not have.
 *
 * @param members replaces those that the object has, and only those.
 */
export function copyMembers<Known extends object, Whole extends Known>(object: Whole, members: Partial<Known>): Whole {
  const prototype: object | null = Object.getPrototypeOf(object);
  const copy: object = Object.create(prototype);
  for (const [key, isEnumerable] of membersOf(object)) {
    const value: unknown = Reflect.get(object, key, object);
    const replaced: unknown = value === undefined ? undefined : Reflect.get(members, key);
    const fixed: unknown = replaced ?? (typeof value === 'function' ? value.bind(object) : undefined);
    Object.defineProperty(copy, key, {
      enumerable: isEnumerable,
      configurable: true,
      ...(fixed === undefined ? { get: () => Reflect.get(object, key, object) } : { value: fixed, writable: true }),
    });
  }
  // It has the members of `Whole`, each of its type.
  return copy as Whole;
}

/** Its own and those of its classes, the nearest of a name, with whether they are listed. */
function membersOf(object: object): ReadonlyMap<PropertyKey, boolean> {
  const members = new Map<PropertyKey, boolean>();
  let at: object | null = object;
  while (at !== null && at !== Object.prototype) {
    for (const key of Reflect.ownKeys(at)) {
      if (key === 'constructor' || members.has(key)) continue;
      members.set(key, Object.getOwnPropertyDescriptor(at, key)?.enumerable === true);
    }
    at = Object.getPrototypeOf(at);
  }
  return members;
}
