import type { EnvelopeProperty, Json } from '../language/syntax.js';
import type { RecordType, Type } from '../model/type.js';

/**
 * How one version is read as the next: every name looked up, every type checked. What the emitters print, what the
 * interpreter of the laws runs, and what a step's fingerprint is taken of.
 */
export type StepPlan =
  | { readonly kind: 'custom'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'fields';
      readonly from: number;
      readonly to: number;
      /** In the order of the newer version's fields. A field that is new, optional and without a rule has source `absent`. */
      readonly assignments: readonly Assignment[];
      readonly drops: readonly Drop[];
    };

export interface Assignment {
  readonly field: string;
  readonly type: Type;
  readonly optional: boolean;
  readonly source: Source;
  /**
   * Whether the source may give a value that the type's checks refuse (an `int` that is taken `from` into a `Quantity`,
   * a `parse` into one): the value is then checked against `type`, and one that fails is a typed error.
   */
  readonly checked: boolean;
}

export interface Drop {
  readonly field: string;
  readonly reason?: string;
}

/** Where a value comes from. Paths are into the data of the version before, from the outside in. */
export type Source =
  | { readonly kind: 'read'; readonly read: Read; readonly conversion: Conversion }
  | { readonly kind: 'const'; readonly value: Json; readonly type: Type }
  /** `type` is the record (or a reference to one) that is built. */
  | { readonly kind: 'record'; readonly members: readonly Assignment[]; readonly type: Type }
  /** `map` is total over the members of the enum that is read. */
  | { readonly kind: 'enumMap'; readonly read: Read; readonly map: readonly (readonly [from: string, to: string])[] }
  | { readonly kind: 'wrap'; readonly read: Read; readonly conversion: Conversion }
  /** `else` is absent only where the list has at least one item. */
  | { readonly kind: 'first'; readonly read: Read; readonly conversion: Conversion; readonly else?: Source }
  | { readonly kind: 'parse'; readonly read: Read; readonly to: ParsedKind }
  | { readonly kind: 'format'; readonly read: Read; readonly from: ParsedKind }
  | { readonly kind: 'envelope'; readonly property: EnvelopeProperty }
  | { readonly kind: 'custom' }
  | { readonly kind: 'absent' };

export type ParsedKind = 'int' | 'long' | 'number' | 'decimal' | 'boolean' | 'timestamp' | 'date';

export interface Read {
  readonly path: readonly string[];
  readonly type: Type;
  /** Whether the value may be absent: it, or a record on the way to it, is optional. Then the target is optional too. */
  readonly optional: boolean;
  /** For each name of the path but the last: whether it may be absent, so that reading on needs `?.`. */
  readonly optionalAt: readonly boolean[];
}

/** A lossless widening (or `longToNumber`, which was warned of), in terms of the values in TypeScript. */
export type Conversion =
  /** The value itself, by reference. */
  | { readonly kind: 'same' }
  /** The value itself, by reference, but TypeScript has to be told: a brand is gained, at the top or somewhere inside. */
  | { readonly kind: 'cast' }
  /** The value itself as it is stored; the text of a timestamp, where it is no text in TypeScript. */
  | { readonly kind: 'timestampToString' }
  | { readonly kind: 'intToLong' }
  | { readonly kind: 'longToNumber' }
  /** `null` stays; anything else is converted. */
  | { readonly kind: 'nullable'; readonly inner: Conversion }
  | { readonly kind: 'list'; readonly element: Conversion }
  | { readonly kind: 'map'; readonly value: Conversion }
  /** A named type's older version to a newer one, by the steps of the type. */
  | { readonly kind: 'named'; readonly name: string; readonly from: number; readonly to: number }
  /** Field by field, by name; a field that is absent stays absent. */
  | { readonly kind: 'record'; readonly fields: readonly FieldConversion[] }
  | {
      readonly kind: 'union';
      readonly tag: string;
      readonly members: readonly { readonly name: string; readonly fields: readonly FieldConversion[] }[];
    };

export interface FieldConversion {
  readonly name: string;
  readonly optional: boolean;
  readonly conversion: Conversion;
}

/** One of the events that a retired event is read as. */
export interface SplitPart {
  readonly event: string;
  readonly version: number;
  readonly shape: RecordType;
  /** What it finds `present`, or equal to a value, counts as not optional in the reads of the assignments. */
  readonly when: Condition | undefined;
  readonly assignments: readonly Assignment[];
}

export type Condition =
  | { readonly kind: 'present' | 'absent'; readonly read: Read }
  | { readonly kind: 'equals'; readonly read: Read; readonly value: Json };
