/** A map with each value converted. A key may be any string: `__proto__` becomes a property like the others. */
export function mapValues<Entries extends object, Converted>(
  map: Entries,
  convert: (value: Required<Entries>[keyof Entries], key: string) => Converted,
): { [Key in keyof Entries]: Converted } {
  const converted: Record<string, unknown> = {};
  for (const key of Object.keys(map)) {
    const value = convert(Reflect.get(map, key), key);
    if (key === '__proto__') {
      Object.defineProperty(converted, key, { value, writable: true, enumerable: true, configurable: true });
    } else {
      converted[key] = value;
    }
  }
  return converted as { [Key in keyof Entries]: Converted };
}
