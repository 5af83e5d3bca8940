/**
 * What the warehouse calls an article.
 *
 * Matching `^[A-Z0-9-]{1,32}$`.
 *
 * @example 'A1'
 */
export type Sku = string & Brand<'Sku'>;

/** Makes a nominal type. Exists in types alone. */
export interface Brand<Name extends string> {
  readonly __brand: { readonly [Key in Name]: true };
}
