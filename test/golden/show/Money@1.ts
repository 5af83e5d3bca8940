/** An amount of money. */
export type MoneyV1 = { readonly amount: Decimal };

/** An exact decimal in plain notation: `-12.50`. */
export type Decimal = string & Brand<'Decimal'>;

/** Makes a nominal type. Exists in types alone. */
export interface Brand<Name extends string> {
  readonly __brand: { readonly [Key in Name]: true };
}
