/**
 * Some of an article were put into the cart.
 *
 * With the payment that was agreed on.
 */
export type ItemAddedV2 = {
  readonly sku: Sku;
  /**
   * How many.
   *
   * An integer of 100 at most.
   */
  readonly quantity: Quantity;
  /**
   * For one piece.
   *
   * @deprecated
   */
  readonly price: MoneyV2 | null;
  readonly payment: Payment;
  /**
   * 80 characters at most.
   *
   * @example 'a gift'
   */
  readonly note?: string;
  /** As it came. */
  readonly raw: Json;
};

/**
 * What the warehouse calls an article.
 *
 * Matching `^[A-Z0-9-]{1,32}$`.
 *
 * @example 'A1'
 */
export type Sku = string & Brand<'Sku'>;

/**
 * An integer from 1 to 10000.
 *
 * @deprecated count in boxes
 */
export type Quantity = number;

/** With its currency. */
export type MoneyV2 = {
  /** At most 2 digits after the point. */
  readonly amount: Decimal;
  readonly currency: Currency;
};

export type Payment =
  | /** Paid at once. */
    {
      readonly kind: 'card';
      /** Matching `^[0-9]{4}$`. */
      readonly last4: string;
    }
  | { readonly kind: 'invoice'; readonly dueOn: LocalDate };

export type Currency = 'EUR' | 'USD';

/** An exact decimal in plain notation: `-12.50`. */
export type Decimal = string & Brand<'Decimal'>;

/** A calendar date: `2026-11-23`. */
export type LocalDate = string & Brand<'LocalDate'>;

/** A scalar, list or object of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Makes a nominal type. Exists in types alone. */
export interface Brand<Name extends string> {
  readonly __brand: { readonly [Key in Name]: true };
}
