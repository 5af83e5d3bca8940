/** What is in the cart. */
export type CartState = {
  /** Of all articles. */
  readonly count: bigint;
  readonly items: Readonly<Record<Sku, number>>;
  readonly lastAt?: Timestamp;
};

/**
 * What the warehouse calls an article.
 *
 * Matching `^[A-Z0-9-]{1,32}$`.
 *
 * @example 'A1'
 */
export type Sku = string & Brand<'Sku'>;

/** An instant: RFC 3339 in UTC, `2026-11-23T09:30:00.000Z`. */
export type Timestamp = string & Brand<'Timestamp'>;

/** Makes a nominal type. Exists in types alone. */
export interface Brand<Name extends string> {
  readonly __brand: { readonly [Key in Name]: true };
}
