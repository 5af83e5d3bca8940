import type { Span } from '../diagnostics/span.js';
import type { Json } from '../language/syntax.js';
import type { RecordType, Type } from '../model/type.js';
import type { ParsedKind, Read } from './plan.js';

/**
 * How one version is written as the one before. Unlike a step, which is made of values in TypeScript, it is made of values
 * as they are stored: what is written has to have that form anyway, and what the older version cannot hold has to be
 * looked at before it is refused.
 */
export type DownPlan =
  | {
      readonly kind: 'fields';
      readonly from: number;
      readonly to: number;
      /** Of the older version: what is written must be valid there. */
      readonly shape: RecordType;
      /** In the order of the older version's fields. */
      readonly assignments: readonly DownAssignment[];
      /** What the newer version must not say, because the older has no place for it. */
      readonly demands: readonly Demand[];
    }
  | { readonly kind: 'custom'; readonly from: number; readonly to: number; readonly shape: RecordType }
  /** It does not run backwards. */
  | { readonly kind: 'missing'; readonly from: number; readonly to: number; readonly gaps: readonly Gap[] };

export interface DownAssignment {
  readonly field: string;
  readonly type: Type;
  readonly optional: boolean;
  readonly source: DownSource;
}

/**
 * Where a field of the older version comes from. Paths are into the data of the newer version; what stands nowhere there
 * is absent. Every rule of a step is one, and so are what undoes them.
 */
export type DownSource =
  | { readonly kind: 'read'; readonly read: PlainRead; readonly conversion: DownConversion }
  | { readonly kind: 'const'; readonly value: Json; readonly type: Type }
  /** `vanishes`: it is absent where all its members are. */
  | { readonly kind: 'record'; readonly members: readonly DownAssignment[]; readonly vanishes?: boolean }
  /** A member that the map does not have has no place in the older version. */
  | {
      readonly kind: 'enumMap';
      readonly read: PlainRead;
      readonly map: readonly (readonly [from: string, to: string])[];
    }
  /** `empty` stands for a list without items. */
  | { readonly kind: 'wrap'; readonly read: PlainRead; readonly conversion: DownConversion; readonly empty?: Json }
  | {
      readonly kind: 'first';
      readonly read: PlainRead;
      readonly conversion: DownConversion;
      readonly else?: DownSource;
    }
  /** The item of a list that must have one, and no other. */
  | { readonly kind: 'only'; readonly read: PlainRead; readonly conversion: DownConversion }
  | { readonly kind: 'parse'; readonly read: PlainRead; readonly to: ParsedKind }
  | { readonly kind: 'format'; readonly read: PlainRead; readonly from: ParsedKind }
  | { readonly kind: 'custom' }
  | { readonly kind: 'absent' };

/** Stored values are read without a word on whether they are there. */
export type PlainRead = Pick<Read, 'path' | 'type'>;

/** A widening, or what undoes one. What has no place in the older type stays as it is, for the older type's check to find. */
export type DownConversion =
  | {
      readonly kind:
        | 'same'
        | 'cast'
        | 'timestampToString'
        | 'intToLong'
        | 'longToNumber'
        /** The digits of a long to the number. */
        | 'longToInt'
        /** A whole number to its digits. */
        | 'numberToLong';
    }
  | { readonly kind: 'nullable'; readonly inner: DownConversion }
  | { readonly kind: 'list'; readonly element: DownConversion }
  | { readonly kind: 'map'; readonly value: DownConversion }
  /** Between versions of a named type, in either direction. */
  | { readonly kind: 'named'; readonly name: string; readonly from: number; readonly to: number }
  /** Field by field; what is not among them stays. */
  | { readonly kind: 'record'; readonly fields: readonly DownFieldConversion[] }
  | {
      readonly kind: 'union';
      readonly tag: string;
      readonly members: readonly { readonly name: string; readonly fields: readonly DownFieldConversion[] }[];
    };

export interface DownFieldConversion {
  readonly name: string;
  readonly conversion: DownConversion;
}

/** What a part of the newer data must be, so that nothing is lost. `path` leads to it, `older` into the older data. */
export type Demand =
  /** The step always makes it this. */
  | { readonly kind: 'equal'; readonly path: readonly string[]; readonly value: Json }
  /** The step never makes it. */
  | { readonly kind: 'absent'; readonly path: readonly string[] }
  /** The step always makes one: it is there, and not null. */
  | { readonly kind: 'present'; readonly path: readonly string[] }
  /** The same older value was told from another part: what this one tells of it must be the same. */
  | {
      readonly kind: 'agree';
      readonly path: readonly string[];
      readonly source: DownSource;
      readonly older: readonly string[];
    }
  /** The step looks it up. */
  | {
      readonly kind: 'image';
      readonly path: readonly string[];
      readonly map: readonly (readonly [from: string, to: string])[];
      readonly older: readonly string[];
    }
  /** The step takes the first item of a list for it; of an empty list, `otherwise`. */
  | {
      readonly kind: 'first';
      readonly path: readonly string[];
      /** What it was as an item. */
      readonly item: DownSource;
      readonly older: readonly string[];
      readonly otherwise?: Json;
    };

/**
 * Why a step cannot run backwards: a required field was dropped, on purpose and without a `refill`, or nobody says how
 * something is undone.
 */
export interface Gap {
  readonly kind: 'dropped' | 'unsaid';
  readonly span: Span;
  /** Follows `ItemAdded@2 cannot be written as @1: `. */
  readonly reason: string;
  readonly help: string;
}
