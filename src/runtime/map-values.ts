/** A map with each value converted. A key may be any string: `__proto__` becomes a property like the others. */
export function mapValues<Entries extends object, Converted>(
  map: Entries,
  convert: (value: Required<Entries>[keyof Entries], key: string) => Converted,
): { [Key in keyof Entries]: Converted } {
  const converted: Record<string, unknown> = {};
  for (const key of Object.keys(map)) {
    setOwn(converted, key, convert(Reflect.get(map, key), key));
  }
  return converted as { [Key in keyof Entries]: Converted };
}

/** Sets a property, even one named `__proto__`, which a plain assignment would take for the prototype. */
export function setOwn(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    record[key] = value;
  }
}
