import type { Span } from '../diagnostics/span.js';

/**
 * The typed syntax of a Varve file: what its author wrote, every piece with its place, nothing resolved yet. The
 * grammar has been checked; names may still be unknown, and types may still not fit.
 */
export interface FileSyntax {
  readonly path: string;
  readonly context: NameSyntax;
  readonly annotations: Annotations;
  readonly metadata: readonly FieldSyntax[];
  readonly types: readonly TypeDeclarationSyntax[];
  readonly aggregates: readonly AggregateSyntax[];
  readonly projections: readonly ProjectionSyntax[];
  /**
   * Names whose declaration was so malformed that it is not among the above. A use of one is no second finding.
   */
  readonly malformed: ReadonlySet<string>;
}

export interface NameSyntax {
  readonly text: string;
  readonly span: Span;
}

/** What may be said of whatever is declared; carried into doc comments, not into fingerprints. */
export interface Annotations {
  readonly description?: string;
  /** `true`, or the reason. */
  readonly deprecated?: true | string;
  readonly labels?: readonly { readonly key: string; readonly value: string }[];
  readonly example?: JsonSyntax;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A literal as it is stored in JSON. */
export interface JsonSyntax {
  readonly value: Json;
  /** The digits as written, where the literal is a plain number: a double may have lost some. */
  readonly text?: string;
  readonly span: Span;
}

// --- types -----------------------------------------------------------------------------------------------------------

/** `types: { Money: … }`. A type without `versions:` has one version, and is used by its bare name. */
export interface TypeDeclarationSyntax {
  readonly name: NameSyntax;
  readonly annotations: Annotations;
  readonly brand: boolean;
  readonly versioned: boolean;
  readonly versions: readonly TypeVersionSyntax[];
}

export interface TypeVersionSyntax {
  readonly number: number;
  readonly span: Span;
  readonly annotations: Annotations;
  readonly type: TypeSyntax;
  readonly step: StepSyntax;
}

/** How a version takes its fields from the one before, beside what stands at each field. */
export interface StepSyntax {
  /** Where `upcast: custom` stands. */
  readonly custom?: Span;
  readonly drops: readonly DropSyntax[];
  /** Where `back: custom` stands for a whole step. */
  readonly back?: Span;
}

export interface DropSyntax {
  readonly field: NameSyntax;
  readonly reason?: string;
  readonly refill?: RuleSyntax;
}

export type TypeSyntax =
  | NamedTypeSyntax
  | EnumSyntax
  | ListSyntax
  | MapSyntax
  | NullableSyntax
  | RecordSyntax
  | UnionSyntax;

interface TypeSyntaxBase {
  readonly span: Span;
  /** `min: 1`, `pattern: …` of the long form, in the order written. */
  readonly checks: readonly CheckSyntax[];
}

/** A primitive (`uuid`), or a name of the context's `types` (`Money`, `Money@2`). */
export interface NamedTypeSyntax extends TypeSyntaxBase {
  readonly kind: 'name';
  readonly name: string;
  readonly version?: number;
}

export interface EnumSyntax extends TypeSyntaxBase {
  readonly kind: 'enum';
  readonly members: readonly NameSyntax[];
}

export interface ListSyntax extends TypeSyntaxBase {
  readonly kind: 'list';
  readonly element: TypeSyntax;
}

export interface MapSyntax extends TypeSyntaxBase {
  readonly kind: 'map';
  readonly key: TypeSyntax;
  readonly value: TypeSyntax;
}

export interface NullableSyntax extends TypeSyntaxBase {
  readonly kind: 'nullable';
  readonly inner: TypeSyntax;
}

export interface RecordSyntax extends TypeSyntaxBase {
  readonly kind: 'record';
  readonly fields: readonly FieldSyntax[];
}

export interface UnionSyntax extends TypeSyntaxBase {
  readonly kind: 'union';
  /** The property that tells the members apart. */
  readonly tag: NameSyntax;
  readonly members: readonly UnionMemberSyntax[];
}

export interface UnionMemberSyntax {
  readonly name: NameSyntax;
  readonly annotations: Annotations;
  readonly fields: readonly FieldSyntax[];
}

export type CheckName =
  | 'min'
  | 'max'
  | 'exclusiveMin'
  | 'exclusiveMax'
  | 'minLength'
  | 'maxLength'
  | 'pattern'
  | 'format'
  | 'scale'
  | 'minItems'
  | 'maxItems'
  | 'unique';

export interface CheckSyntax {
  readonly name: CheckName;
  readonly nameSpan: Span;
  readonly value: JsonSyntax;
}

/** A field of a record, of an event's version, of metadata, of a state, or a column or key of a projection. */
export interface FieldSyntax {
  readonly name: NameSyntax;
  readonly annotations: Annotations;
  readonly type: TypeSyntax;
  /** Written `T?`: the property may be absent. */
  readonly optional: boolean;
  readonly from?: RuleSyntax;
  readonly back?: RuleSyntax;
  /** State and columns only. */
  readonly init?: JsonSyntax;
}

// --- rules: where a value of a version comes from ----------------------------------------------------------------------

export type RuleSyntax =
  | { readonly kind: 'path'; readonly path: PathSyntax; readonly span: Span }
  | { readonly kind: 'const'; readonly value: JsonSyntax; readonly span: Span }
  | { readonly kind: 'record'; readonly members: readonly RuleMemberSyntax[]; readonly span: Span }
  | {
      readonly kind: 'enumMap';
      readonly path: PathSyntax;
      readonly map: readonly EnumMapEntrySyntax[];
      readonly span: Span;
    }
  | { readonly kind: 'wrap'; readonly path: PathSyntax; readonly span: Span }
  | { readonly kind: 'first'; readonly path: PathSyntax; readonly else?: RuleSyntax; readonly span: Span }
  | { readonly kind: 'parse'; readonly path: PathSyntax; readonly span: Span }
  | { readonly kind: 'format'; readonly path: PathSyntax; readonly span: Span }
  | { readonly kind: 'envelope'; readonly property: EnvelopeProperty; readonly span: Span }
  | { readonly kind: 'custom'; readonly span: Span };

export type EnvelopeProperty = 'recordedAt' | 'id' | 'stream' | 'revision';

export interface RuleMemberSyntax {
  readonly name: NameSyntax;
  readonly rule: RuleSyntax;
}

export interface EnumMapEntrySyntax {
  readonly from: NameSyntax;
  readonly to: NameSyntax;
}

/** `address.city`: names from the outside in. */
export interface PathSyntax {
  readonly names: readonly string[];
  readonly span: Span;
}

// --- aggregates --------------------------------------------------------------------------------------------------------

export interface AggregateSyntax {
  readonly name: NameSyntax;
  readonly annotations: Annotations;
  readonly id: TypeSyntax;
  /** `Cart-{id}` as written, where it is. */
  readonly stream?: NameSyntax;
  readonly events: readonly EventSyntax[];
  readonly state?: StateSyntax;
  readonly snapshot?: { readonly every: number; readonly span: Span };
}

export interface EventSyntax {
  readonly name: NameSyntax;
  readonly annotations: Annotations;
  /** Stored names that it used to have. */
  readonly was: readonly NameSyntax[];
  readonly retired?: RetiredSyntax;
  readonly pin?: { readonly version: number; readonly span: Span };
  readonly versions: readonly EventVersionSyntax[];
}

export interface EventVersionSyntax {
  readonly number: number;
  readonly span: Span;
  readonly annotations: Annotations;
  readonly fields: readonly FieldSyntax[];
  readonly step: StepSyntax;
}

export type RetiredSyntax =
  | { readonly kind: 'kept'; readonly span: Span }
  | { readonly kind: 'dropped'; readonly span: Span }
  | { readonly kind: 'split'; readonly parts: readonly SplitPartSyntax[]; readonly span: Span };

export interface SplitPartSyntax {
  readonly span: Span;
  readonly event: NameSyntax;
  /** Absent where the author forgot to pin it. */
  readonly version?: number;
  readonly when?: ConditionSyntax;
  readonly with: readonly RuleMemberSyntax[];
}

export type ConditionSyntax =
  | { readonly kind: 'present'; readonly path: PathSyntax; readonly span: Span }
  | { readonly kind: 'absent'; readonly path: PathSyntax; readonly span: Span }
  | { readonly kind: 'equals'; readonly path: PathSyntax; readonly value: JsonSyntax; readonly span: Span };

// --- folds -------------------------------------------------------------------------------------------------------------

export interface StateSyntax {
  readonly span: Span;
  readonly annotations: Annotations;
  readonly fields: readonly FieldSyntax[];
  /** Absent: every event is handed to TypeScript. */
  readonly reduce?: ReduceSyntax;
}

export interface ReduceSyntax {
  readonly span: Span;
  readonly folds: readonly { readonly event: NameSyntax; readonly fold: FoldSyntax }[];
  readonly others?: { readonly kind: 'custom' | 'ignore'; readonly span: Span };
}

export type FoldSyntax =
  | { readonly kind: 'custom'; readonly span: Span }
  | { readonly kind: 'ignore'; readonly span: Span }
  | {
      readonly kind: 'operations';
      readonly operations: readonly OperationSyntax[];
      readonly at?: AtSyntax;
      readonly span: Span;
    }
  | { readonly kind: 'delete'; readonly at?: AtSyntax; readonly span: Span };

/** Projections only: which row. */
export interface AtSyntax {
  readonly span: Span;
  readonly columns: readonly { readonly column: NameSyntax; readonly value: ValueSyntax }[];
}

export type OperationName = 'set' | 'add' | 'subtract' | 'append' | 'remove' | 'merge';

/** One assignment: `set: { a: x, b: y }` is two, in the order written. */
export interface OperationSyntax {
  readonly kind: OperationName;
  readonly target: TargetSyntax;
  readonly value: ValueSyntax;
  readonly span: Span;
}

/** `field`, `field.member`, `field[key]`, and what follows from them. */
export interface TargetSyntax {
  readonly field: string;
  readonly steps: readonly TargetStepSyntax[];
  readonly span: Span;
}

export type TargetStepSyntax =
  | { readonly kind: 'member'; readonly name: string }
  | {
      readonly kind: 'entry';
      readonly key:
        | { readonly kind: 'path'; readonly path: PathSyntax }
        | { readonly kind: 'literal'; readonly text: string };
    };

export type EnvelopeValueName = '$id' | '$recordedAt' | '$revision' | '$eventId' | '$stream';

export type ValueSyntax =
  | { readonly kind: 'path'; readonly path: PathSyntax; readonly span: Span }
  | { readonly kind: 'envelope'; readonly name: EnvelopeValueName; readonly span: Span }
  /** `{ const: … }`, or a bare number, boolean or null. */
  | { readonly kind: 'const'; readonly value: JsonSyntax; readonly span: Span }
  | { readonly kind: 'sum' | 'product'; readonly terms: readonly ValueSyntax[]; readonly span: Span }
  | { readonly kind: 'negate'; readonly term: ValueSyntax; readonly span: Span };

// --- projections -------------------------------------------------------------------------------------------------------

export interface ProjectionSyntax {
  readonly name: NameSyntax;
  readonly annotations: Annotations;
  readonly of: readonly NameSyntax[];
  readonly key: readonly FieldSyntax[];
  readonly columns: readonly FieldSyntax[];
  /** Each the columns of one index. */
  readonly indexes: readonly (readonly NameSyntax[])[];
  readonly reduce: ReduceSyntax;
}
