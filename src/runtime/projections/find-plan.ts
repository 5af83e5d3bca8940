import type { Json } from '../event.js';
import type { TableColumn } from '../projection-table.js';

export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/** What a row must fulfil; values in their stored form. */
export type Condition =
  | { readonly kind: 'compare'; readonly column: TableColumn; readonly comparison: Comparison; readonly value: Json }
  | { readonly kind: 'in'; readonly column: TableColumn; readonly values: readonly Json[] }
  | { readonly kind: 'null'; readonly column: TableColumn };

export interface Order {
  readonly column: TableColumn;
  readonly descending: boolean;
}

/**
 * Which rows to find, for every engine the same. Texts are ordered by their code points, and NULL stands behind every
 * value, in front of them where the order is descending.
 */
export interface FindPlan {
  readonly conditions: readonly Condition[];
  /** The columns of the key are the last of them, so that no two rows are in the same place. */
  readonly order: readonly Order[];
  /** Values of the columns of the order, `undefined` for NULL: only rows behind this place. */
  readonly after: readonly (Json | undefined)[] | undefined;
  readonly limit: number;
}
