import type { AggregateSyntax, EventSyntax, EventVersionSyntax, TypeSyntax } from '../language/syntax.js';
import { isErrorType } from './error-type.js';
import type { Aggregate, Event, EventVersion } from './model.js';
import { resolveFields } from './resolve-type.js';
import { resolveState } from './resolve-state.js';
import { resolveStep } from './resolve-step.js';
import { resolveStream } from './resolve-stream.js';
import { resolveType } from './resolve-type.js';
import type { Scope } from './scope.js';
import { reportIfTooLarge } from './type-limits.js';
import { underlying } from './type-lookup.js';
import { quoted, typeText } from './type-text.js';
import type { RecordType, Type, TypeKind } from './type.js';

const idKinds: ReadonlySet<TypeKind> = new Set(['string', 'uuid', 'enum', 'int', 'long']);

/** An aggregate; `events` are those of its events whose names nobody else has taken. */
export function resolveAggregate(
  syntax: AggregateSyntax,
  events: readonly EventSyntax[],
  source: string,
  scope: Scope,
): Aggregate {
  const id = resolveId(syntax.id, scope);
  if (syntax.events.length === 0) {
    scope.reporter.report('AGGREGATE_WITHOUT_EVENTS', syntax.name.span, `${quoted(syntax.name.text)} has no events`, {
      help: 'an aggregate is what its events say: declare at least one under `events:`',
    });
  }
  const resolved = events.map((event) => resolveEvent(event, scope));
  return {
    name: syntax.name.text,
    context: scope.context,
    annotations: syntax.annotations,
    source,
    span: syntax.name.span,
    id,
    stream: resolveStream(syntax, scope),
    events: resolved,
    state: resolveState(syntax, id, resolved, scope),
    snapshot: resolveSnapshot(syntax, scope),
  };
}

function resolveId(syntax: TypeSyntax, scope: Scope): Type {
  const id = resolveType(syntax, scope);
  const base = underlying(id, scope.types);
  if (!isErrorType(base) && !idKinds.has(base.kind)) {
    scope.reporter.report('ID_TYPE', syntax.span, `${typeText(id)} cannot be an id`, {
      help: "an id is a string, a uuid, an enum, an int, a long, or a name for one: it is part of the stream's name",
    });
  }
  return id;
}

function resolveSnapshot({ snapshot }: AggregateSyntax, { reporter }: Scope): Aggregate['snapshot'] {
  if (snapshot === undefined) return undefined;
  if (Number.isSafeInteger(snapshot.every) && snapshot.every >= 1) return { every: snapshot.every };
  reporter.report('CHECK_VALUE', snapshot.span, 'every must be a whole number from 1');
  return undefined;
}

function resolveEvent(syntax: EventSyntax, scope: Scope): Event {
  const { name, annotations, was, retired, pin } = syntax;
  const versions = syntax.versions.map((version) => resolveVersion(version, name.text, scope));
  checkPin(syntax, scope);
  return { name: name.text, annotations, span: name.span, was: was.map(({ text }) => text), retired, pin, versions };
}

function checkPin({ name, pin, versions }: EventSyntax, { reporter }: Scope): void {
  const newest = versions.length;
  if (pin === undefined || (pin.version >= 1 && pin.version <= newest)) return;
  reporter.report('UNKNOWN_VERSION', pin.span, `${quoted(name.text)} has no version ${pin.version}`, {
    related: [{ message: `${quoted(name.text)} is declared here`, span: name.span }],
    help: `the newest is ${newest}`,
  });
}

function resolveVersion(
  { number, annotations, span, fields, step }: EventVersionSyntax,
  event: string,
  scope: Scope,
): EventVersion {
  const shape: RecordType = { kind: 'record', fields: resolveFields(fields, scope) };
  reportIfTooLarge(shape, `${quoted(event)}@${number}`, span, scope);
  return { number, annotations, span, shape, step: number === 1 ? undefined : resolveStep(step, fields) };
}
