import type { Span } from '../diagnostics/span.js';
import type { EnvelopeValueName, Json, OperationName } from '../language/syntax.js';
import type { Type } from './type.js';

/** How an event is folded into a state. */
export type Fold = OperationsFold | CustomFold | IgnoreFold;

/** How an event is folded into a projection's row. */
export type ProjectionFold =
  | (OperationsFold & { readonly at: RowKey })
  | CustomFold
  | IgnoreFold
  | { readonly kind: 'delete'; readonly at: RowKey; readonly span: Span };

export interface OperationsFold {
  readonly kind: 'operations';
  /** Applied in this order. */
  readonly operations: readonly Operation[];
  readonly span: Span;
}

export interface CustomFold {
  readonly kind: 'custom';
  readonly span: Span;
}

export interface IgnoreFold {
  readonly kind: 'ignore';
  readonly span: Span;
}

/** The value of each key column, in the order of the key. */
export type RowKey = readonly { readonly column: string; readonly value: Value }[];

/**
 * One assignment, type-checked: `value` fits `target.type` as `kind` needs it, at most after a lossless widening that
 * the emitter prints (`int` to `long`, `decimal` or `number`, and `long` to `decimal`).
 *
 * - `set`: the value may be optional only where the target is.
 * - `add`, `subtract`: the target is an int, number, long or decimal; a missing map entry starts at 0.
 * - `append`: the target is a list, the value an element; `remove`: the target is a list and the value an element, or a
 *   map and the value a key; `merge`: the target is a record, the value a record of some of its fields.
 */
export interface Operation {
  readonly kind: OperationName;
  readonly target: Target;
  readonly value: Value;
  readonly span: Span;
}

export interface Target {
  readonly field: string;
  readonly steps: readonly TargetStep[];
  /** Of what the whole path names. */
  readonly type: Type;
  /** Whether what the whole path names may be absent. */
  readonly optional: boolean;
}

export type TargetStep =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'entry'; readonly key: Value };

export type Value =
  | {
      readonly kind: 'event';
      readonly path: readonly string[];
      readonly type: Type;
      /** May be absent. */ readonly optional: boolean;
    }
  | { readonly kind: 'envelope'; readonly name: EnvelopeValueName; readonly type: Type }
  | { readonly kind: 'const'; readonly value: Json; readonly type: Type }
  | { readonly kind: 'sum' | 'product'; readonly terms: readonly Value[]; readonly type: Type }
  | { readonly kind: 'negate'; readonly term: Value; readonly type: Type };
