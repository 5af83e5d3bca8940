/** The type with every property writable: for a value under construction. Exists in types alone. */
export type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
