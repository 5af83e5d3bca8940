/** What a module exports. */
export type Exports = Readonly<Record<string, unknown>>;
