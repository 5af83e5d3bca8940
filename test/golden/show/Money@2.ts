/** With its currency. */
export type MoneyV2 = {
  /** At most 2 digits after the point. */
  readonly amount: Decimal;
  readonly currency: Currency;
};

export type Currency = 'EUR' | 'USD';

/** An exact decimal in plain notation: `-12.50`. */
export type Decimal = string & Brand<'Decimal'>;

/** Makes a nominal type. Exists in types alone. */
export interface Brand<Name extends string> {
  readonly __brand: { readonly [Key in Name]: true };
}
