import type { Impact } from '../impact.js';

/** What a change says to whoever reviews it. */
export interface Changelog {
  /** In the order of the schemas; what is gone, behind what is there. */
  readonly entries: readonly ChangelogEntry[];
  readonly impact: Impact;
}

/** What became of one thing that the schemas declare. */
export interface ChangelogEntry {
  readonly context: string;
  /** `Cart.ItemAdded@3`, `Cart`, `CartSummary` */
  readonly subject: string;
  /** `new event`, `new version`, … */
  readonly kind: string;
  /** In words, with names in double quotes and code in backticks. */
  readonly changes: readonly string[];
  readonly breaks: readonly Breakage[];
}

/** Somebody for whom something does not work any more. */
export interface Breakage {
  /** `code that appends "ItemAdded"`: follows "breaks". */
  readonly whom: string;
  readonly how: string;
}
