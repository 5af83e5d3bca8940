/** The map without an entry; the very map where it has none. Any other key stays, `__proto__` too. */
export function withoutEntry<Entries extends object>(map: Entries, key: PropertyKey & keyof Entries): Entries {
  if (!Object.hasOwn(map, key)) return map;
  const left = Object.entries(map).filter(([other]) => other !== String(key));
  return Object.fromEntries(left) as Entries;
}
