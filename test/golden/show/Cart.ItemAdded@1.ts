/** Some of an article were put into the cart. */
export type ItemAddedV1 = { readonly sku: Sku; readonly qty: number; readonly price: MoneyV1 };

/**
 * What the warehouse calls an article.
 *
 * Matching `^[A-Z0-9-]{1,32}$`.
 *
 * @example 'A1'
 */
export type Sku = string & Brand<'Sku'>;

/** An amount of money. */
export type MoneyV1 = { readonly amount: Decimal };

/** An exact decimal in plain notation: `-12.50`. */
export type Decimal = string & Brand<'Decimal'>;

/** Makes a nominal type. Exists in types alone. */
export interface Brand<Name extends string> {
  readonly __brand: { readonly [Key in Name]: true };
}
