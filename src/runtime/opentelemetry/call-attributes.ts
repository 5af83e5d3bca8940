import type { Attributes } from '@opentelemetry/api';
import { categoryOf } from '../stores/category.js';
import { maxNameLength } from '../stores/arguments.js';

// A call is described before the store has checked its arguments: nothing here relies on their types.

/** What of a call's facts can stand on a span: what is absent is left out, and a bigint is written in digits. */
export function callAttributes(facts: Readonly<Record<string, unknown>>): Attributes {
  const attributes: Attributes = {};
  for (const [key, value] of Object.entries(facts)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') attributes[key] = value;
    else if (typeof value === 'bigint') attributes[key] = String(value);
  }
  return attributes;
}

/** The category that all of the streams have; `undefined` where they have several, or are no streams. */
export function commonCategory(streams: readonly unknown[]): string | undefined {
  const categories = new Set(streams.map(categoryIn));
  return categories.size === 1 ? [...categories][0] : undefined;
}

function categoryIn(stream: unknown): string | undefined {
  return typeof stream === 'string' && stream.length <= maxNameLength ? categoryOf(stream) : undefined;
}
