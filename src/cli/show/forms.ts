/** How `show` prints a declaration. */
export const forms = ['yaml', 'json-schema', 'typescript'] as const;

export type Form = (typeof forms)[number];
