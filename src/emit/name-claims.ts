import { type Span, startOf } from '../diagnostics/span.js';
import type { Aggregate, Context, Event, NamedType, Projection } from '../model/model.js';
import type { Declared } from './collisions.js';
import { type AggregateNames, type ContextNames, type Exported, named, type TypeCodecNames } from './names.js';

/** A name that generated code wants, and for what. */
export interface Claim extends Declared {
  readonly name: string;
  readonly kind: Exported['kind'];
  /** Where no other may have it: in all that a context exports (empty), or in one file. */
  readonly scope: string;
  /** `version 1 of the type "Money"` */
  readonly what: string;
}

/** Every name of a context's generated code; what was declared first comes first. */
export function claimsOf(context: Context, names: ContextNames): readonly Claim[] {
  return [
    ...metadataClaims(context, names),
    ...[...context.types.values()].flatMap((type) => typeClaims(type, names)),
    ...context.aggregates.flatMap((aggregate) => aggregateClaims(aggregate, named(names.aggregates, aggregate.name))),
    ...context.projections.flatMap((projection) => projectionClaims(projection, names)),
  ];
}

function metadataClaims({ name, sources }: Context, { metadata, metadataCodec }: ContextNames): Claim[] {
  const subject = `the context "${name}"`;
  const claim = claims(subject, startOf(sources[0] ?? ''));
  return [
    claim(metadata, `the metadata of ${subject}`),
    ...codecClaims(metadataCodec, `the metadata of ${subject}`, claim),
  ];
}

function typeClaims({ name, span, versions }: NamedType, names: ContextNames): Claim[] {
  const subject = `the type "${name}"`;
  const claim = claims(subject, span);
  const { versions: versionNames, newest } = named(names.types, name);
  return [
    ...(newest === undefined ? [] : [claim(newest, subject)]),
    ...versionNames.flatMap((version, index) => {
      const what = newest === undefined ? subject : `version ${versions[index]?.number ?? index + 1} of ${subject}`;
      return [claim(version.type, what), ...codecClaims(version, what, claim)];
    }),
  ];
}

function codecClaims({ check, revive, lower }: TypeCodecNames, what: string, claim: Claiming): Claim[] {
  return [
    claim(check, `the check of ${what}`, check.path),
    claim(revive, `a function for ${what}`, revive.path),
    claim(lower, `a function for ${what}`, lower.path),
  ];
}

function aggregateClaims({ name, span, events }: Aggregate, names: AggregateNames): Claim[] {
  const subject = `the aggregate "${name}"`;
  const claim = claims(subject, span);
  return [
    ...events.flatMap((event) => eventClaims(event, names)),
    claim(names.event, `the events of ${subject}`),
    claim(names.writableEvent, `the writable events of ${subject}`),
    claim(names.eventType, `the event types of ${subject}`),
    claim(names.storedEvent, `the stored events of ${subject}`),
    claim(names.schema, `the schema of ${subject}`),
    claim(names.codec, `the codec of ${subject}`),
    claim(names.schemas, `the Standard Schemas of ${subject}`),
    claim(names.customSteps, `the custom steps of ${subject}`),
    claim(names.customDowncasts, `the custom downcasts of ${subject}`),
    claim(names.state, `the state of ${subject}`),
    claim(names.initialState, `the initial state of ${subject}`),
    claim(names.reducers, `the reducers of ${subject}`),
    claim(names.reduce, `the fold of ${subject}`),
    claim(names.snapshot, `the snapshots of ${subject}`),
    claim(names.stateSchema, `the Standard Schema of the state of ${subject}`),
    claim(names.definition, `the definition of ${subject}`),
    claim(names.aggregate, `the type of ${subject}`),
    claim(names.define, `the constructor of ${subject}`),
  ];
}

function eventClaims({ name, span, versions }: Event, names: AggregateNames): Claim[] {
  const subject = `the event "${name}"`;
  const claim = claims(subject, span);
  const own = named(names.events, name);
  return [
    claim(own.newest, `the data of ${subject}`),
    ...own.versions.map((version, index) =>
      claim(version, `version ${versions[index]?.number ?? index + 1} of ${subject}`),
    ),
    ...own.steps.map((step) => claim(step, `a step of ${subject}`, step.path)),
    ...own.upcasts.map((upcast) => claim(upcast, `an upcaster of ${subject}`, upcast.path)),
    ...own.stepsBack.map((step) => claim(step, `a step backwards of ${subject}`, step.path)),
    ...own.downcasts.slice(0, -1).map((downcast) => claim(downcast, `a downcaster of ${subject}`, downcast.path)),
  ];
}

function projectionClaims({ name, span }: Projection, names: ContextNames): Claim[] {
  const subject = `the projection "${name}"`;
  const claim = claims(subject, span);
  const { row, key, field, handlers, projection, table, tableType, read } = named(names.projections, name);
  return [
    claim(row, `a row of ${subject}`),
    claim(key, `a key of ${subject}`),
    claim(handlers, `the handlers of ${subject}`),
    claim(projection, subject),
    claim(table, `the table of ${subject}`),
    claim(tableType, `the table's type of ${subject}`),
    claim(field, `the fields of ${subject}`),
    claim(read, `the reader of ${subject}`),
  ];
}

type Claiming = (exported: Exported, what: string, scope?: string) => Claim;

function claims(subject: string, span: Span): Claiming {
  return ({ name, kind }, what, scope = '') => ({ name, kind, scope, what, subject, span });
}
