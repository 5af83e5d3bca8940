import type { Span } from '../diagnostics/span.js';
import type { Annotations, Json, RetiredSyntax, RuleSyntax, StepSyntax } from '../language/syntax.js';
import type { Fold, ProjectionFold } from './fold.js';
import type { Field, RecordType, Type } from './type.js';

/**
 * Everything that the schemas say, names resolved and types checked: what evolution and the emitters work on. Readonly
 * data without identity; contexts and declarations are in the order of their source (files by path).
 */
export interface Model {
  readonly contexts: readonly Context[];
}

export interface Context {
  /** kebab-case. */
  readonly name: string;
  readonly annotations: Annotations;
  /** The files that say something of this context, sorted. */
  readonly sources: readonly string[];
  /** All optional. Does not hold `correlationId`, `causationId`, `traceparent`, which every event may carry. */
  readonly metadata: readonly Field[];
  readonly types: ReadonlyMap<string, NamedType>;
  readonly aggregates: readonly Aggregate[];
  readonly projections: readonly Projection[];
  /** Names whose declaration could not be read, if any: a use of one is no second finding. */
  readonly malformed?: ReadonlySet<string>;
}

export interface NamedType {
  readonly name: string;
  readonly annotations: Annotations;
  readonly brand: boolean;
  /** Declared with `versions:`; every use then names one. */
  readonly versioned: boolean;
  /** 1, 2, 3, … */
  readonly versions: readonly NamedTypeVersion[];
  readonly source: string;
  readonly span: Span;
}

export interface NamedTypeVersion {
  readonly number: number;
  readonly annotations: Annotations;
  readonly type: Type;
  /** How a record's version takes its fields from the version before; `undefined` for version 1 and for what is no record. */
  readonly step: Step | undefined;
  readonly span: Span;
}

/**
 * What the author wrote about the way from the version before: resolved to a plan by `evolution`. The rule of each
 * field that has one, by the field's name.
 */
export interface Step extends StepSyntax {
  readonly from: ReadonlyMap<string, RuleSyntax>;
  readonly backs: ReadonlyMap<string, RuleSyntax>;
}

export interface Aggregate {
  /** PascalCase. */
  readonly name: string;
  readonly context: string;
  readonly annotations: Annotations;
  readonly source: string;
  readonly span: Span;
  readonly id: Type;
  readonly stream: StreamPattern;
  readonly events: readonly Event[];
  readonly state: State;
  readonly snapshot: { readonly every: number } | undefined;
}

/** `Cart-{id}`: `prefix` is `Cart-`, `suffix` is empty, `category` is `Cart`. */
export interface StreamPattern {
  readonly category: string;
  readonly prefix: string;
  readonly suffix: string;
}

export interface Event {
  readonly name: string;
  readonly annotations: Annotations;
  readonly span: Span;
  /** Stored names that it used to have. */
  readonly was: readonly string[];
  readonly retired: RetiredSyntax | undefined;
  /** The version that is written; the newest where it is `undefined`. */
  readonly pin: { readonly version: number; readonly span: Span } | undefined;
  /** 1, 2, 3, …; at least one. */
  readonly versions: readonly EventVersion[];
}

export interface EventVersion {
  readonly number: number;
  readonly annotations: Annotations;
  readonly span: Span;
  readonly shape: RecordType;
  /** `undefined` for version 1. */
  readonly step: Step | undefined;
}

export interface State {
  readonly annotations: Annotations;
  readonly fields: readonly InitialisedField[];
  /** One for each event that is read (not for those that are dropped or split when read), by the event's name. */
  readonly folds: ReadonlyMap<string, Fold>;
}

export interface InitialisedField extends Field {
  /** As stored; `undefined` where the field starts absent. A nullable field without `init` starts as `null`. */
  readonly init: Json | undefined;
}

export interface Projection {
  readonly name: string;
  readonly context: string;
  readonly annotations: Annotations;
  readonly source: string;
  readonly span: Span;
  /** Names of the context's aggregates whose events it reads. */
  readonly of: readonly string[];
  readonly key: readonly Field[];
  readonly columns: readonly InitialisedField[];
  /** Each a list of names of columns, of the key too; none of them is kept as JSON. */
  readonly indexes: readonly (readonly string[])[];
  /** By the event's name (unique in the context): one for each event that is read of each aggregate in `of`. */
  readonly folds: ReadonlyMap<string, ProjectionFold>;
}

/** The events of an aggregate that decoding yields: not those that are dropped or split when read. */
export function readableEvents(aggregate: Aggregate): readonly Event[] {
  return aggregate.events.filter(({ retired }) => retired === undefined || retired.kind === 'kept');
}

/** The events of an aggregate that may be appended: those that are not retired. */
export function writableEvents(aggregate: Aggregate): readonly Event[] {
  return aggregate.events.filter(({ retired }) => retired === undefined);
}

/** The newest version of an event or a named type. */
export function newestVersion<Version>(versioned: { readonly versions: readonly Version[] }): Version {
  const newest = versioned.versions.at(-1);
  if (newest === undefined) throw new Error('a declaration in the model has at least one version');
  return newest;
}
