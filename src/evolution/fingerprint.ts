import { createHash } from 'node:crypto';
import type { Json } from '../language/syntax.js';
import { canonicalJson } from '../model/canonical-json.js';
import type { Aggregate, Context, Event, EventVersion, InitialisedField, Projection } from '../model/model.js';
import type { Field } from '../model/type.js';
import { foldJson } from './fold-json.js';
import { foldedEvents, type Folds } from './folded-events.js';
import type { Plans } from './plans.js';
import { shapeWriter, type ShapeWriter } from './shape-json.js';
import { stepWriter } from './step-json.js';

/** SHA-256, in hexadecimal digits, of a JSON value: the same for values that are equal, whatever the order of members. */
export function fingerprint(json: Json): string {
  return createHash('sha256').update('varve-fp-1\n').update(canonicalJson(json), 'utf8').digest('hex');
}

/** The resolved shape of an event's version as JSON: what the lock keeps. */
export function eventShape(event: Event, version: EventVersion, { types }: Context): Json {
  const writer = shapeWriter(types);
  const fields = writer.fields(version.shape.fields);
  return { event: event.name, version: version.number, fields, ...typesOf(writer) };
}

/**
 * Of an event's version: its event's name, its number, and its fields with shared types written out, optionality, enum
 * members and checks. Not of descriptions, examples, names of types, brands, or any order.
 */
export function shapeFingerprint(event: Event, version: EventVersion, context: Context): string {
  return fingerprint(eventShape(event, version, context));
}

/** The step to an event's version from the one before as JSON; `undefined` for version 1. */
export function eventStep(event: Event, version: EventVersion, context: Context, plans: Plans): Json | undefined {
  const plan = plans.events.get(event.name)?.[version.number - 2];
  if (plan === undefined) return undefined;
  const writer = stepWriter(context.types, plans);
  const step = writer.step(plan, version.step);
  return { ...step, ...typesOf(writer) };
}

/**
 * The parts that a retired event is read as, in their order, each as JSON by itself; `undefined` for an event that is not
 * split.
 */
export function eventSplit(event: Event, context: Context, plans: Plans): readonly Json[] | undefined {
  return plans.splits.get(event.name)?.map((part) => {
    const writer = stepWriter(context.types, plans);
    return { ...writer.part(part), ...typesOf(writer) };
  });
}

/** Of the step to an event's version: where each field comes from, constants, maps, drops, backs. */
export function stepFingerprint(
  event: Event,
  version: EventVersion,
  context: Context,
  plans: Plans,
): string | undefined {
  const step = eventStep(event, version, context, plans);
  return step === undefined ? undefined : fingerprint(step);
}

/**
 * Of an aggregate's state: its shape and inits, its folds, and every shape and step that flows into it. A snapshot that
 * was taken under another fingerprint is not to be used.
 */
export function snapshotFingerprint(aggregate: Aggregate, context: Context, plans: Plans): string {
  return fingerprint(snapshotJson(aggregate, context, plans));
}

/** What `snapshotFingerprint` is taken of; each event that flows into the state by a fingerprint of its own. */
export function snapshotJson(aggregate: Aggregate, context: Context, plans: Plans): FoldedJson {
  const writer = shapeWriter(context.types);
  const { fields, folds } = aggregate.state;
  return {
    id: writer.type(aggregate.id),
    state: initialisedJson(fields, writer),
    folds: foldsJson(folds),
    events: inputsOf(aggregate, folds, context, plans),
    ...typesOf(writer),
  };
}

/** Of a projection: its key and columns, its folds, and every shape and step that flows into it. */
export function projectionFingerprint(projection: Projection, context: Context, plans: Plans): string {
  return fingerprint(projectionJson(projection, context, plans));
}

/** What `projectionFingerprint` is taken of; each event that flows into the rows by a fingerprint of its own. */
export function projectionJson(projection: Projection, context: Context, plans: Plans): FoldedJson {
  const writer = shapeWriter(context.types);
  const read = context.aggregates.filter(({ name }) => projection.of.includes(name));
  return {
    key: Object.fromEntries(projection.key.map((field) => [field.name, fieldJson(field, writer)])),
    columns: initialisedJson(projection.columns, writer),
    folds: foldsJson(projection.folds),
    events: Object.fromEntries(
      read.map((aggregate) => [
        aggregate.name,
        { id: writer.type(aggregate.id), events: inputsOf(aggregate, projection.folds, context, plans) },
      ]),
    ),
    ...typesOf(writer),
  };
}

type FoldedJson = { readonly [part: string]: Json };

/** Fields of a state or a row, with the values that they begin with. */
export function initialisedJson(fields: readonly InitialisedField[], writer: ShapeWriter): Json {
  return Object.fromEntries(
    fields.map((field) => {
      const json = fieldJson(field, writer);
      return [field.name, field.init === undefined ? json : { ...json, init: field.init }];
    }),
  );
}

function fieldJson({ type, optional }: Field, writer: ShapeWriter): { readonly [key: string]: Json } {
  return { type: writer.type(type), ...(optional && { optional: true }) };
}

/** An event that is ignored might as well not be there. */
function foldsJson(folds: Folds): Json {
  return Object.fromEntries(
    [...folds].filter(([, { kind }]) => kind !== 'ignore').map(([event, fold]) => [event, foldJson(fold)]),
  );
}

function inputsOf(aggregate: Aggregate, folds: Folds, context: Context, plans: Plans): Json {
  const events = foldedEvents(aggregate, folds, plans);
  return Object.fromEntries(events.map((event) => [event.name, inputOf(event, context, plans)]));
}

const inputs = new WeakMap<Plans, Map<string, string>>();

/** Remembered, because every projection of an aggregate asks for the same events. */
function inputOf(event: Event, context: Context, plans: Plans): string {
  const known = inputs.get(plans) ?? new Map<string, string>();
  inputs.set(plans, known);
  const found = known.get(event.name) ?? fingerprint(inputJson(event, context, plans));
  known.set(event.name, found);
  return found;
}

function inputJson(event: Event, context: Context, plans: Plans): Json {
  const steps = stepWriter(context.types, plans);
  const reading = (plans.events.get(event.name) ?? []).map((plan) => steps.reading(plan));
  const parts = plans.splits.get(event.name)?.map((part) => steps.part(part));
  return {
    was: [...event.was].sort(),
    shapes: event.versions.map((version) => eventShape(event, version, context)),
    steps: reading,
    ...(parts && { parts }),
    ...typesOf(steps),
  };
}

function typesOf({ types }: { readonly types: Json | undefined }): { readonly types?: Json } {
  return types === undefined ? {} : { types };
}
