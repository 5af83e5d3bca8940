import type { FieldSyntax, ProjectionSyntax } from '../language/syntax.js';
import { suggest } from '../diagnostics/did-you-mean.js';
import { isErrorType } from './error-type.js';
import { type Answer, foldAnswers } from './fold-answers.js';
import type { FoldedRecord, FoldScope } from './fold-scope.js';
import type { ProjectionFold } from './fold.js';
import { type Aggregate, type Event, newestVersion, type Projection } from './model.js';
import { resolveIndexes } from './resolve-indexes.js';
import { resolveField } from './resolve-type.js';
import { resolveOperation } from './resolve-operation.js';
import { resolveRowKey } from './resolve-row-key.js';
import { resolveInitialised } from './resolve-state.js';
import type { Scope } from './scope.js';
import { reportIfTooLarge } from './type-limits.js';
import { underlying } from './type-lookup.js';
import { quoted, typeText } from './type-text.js';
import type { Field, TypeKind } from './type.js';

const keyKinds: ReadonlySet<TypeKind> = new Set([
  'string',
  'uuid',
  'enum',
  'int',
  'long',
  'boolean',
  'timestamp',
  'date',
]);

export function resolveProjection(
  syntax: ProjectionSyntax,
  aggregates: ReadonlyMap<string, Aggregate>,
  source: string,
  scope: Scope,
): Projection {
  const read = resolveAggregates(syntax, aggregates, scope);
  const key = syntax.key.map((field) => resolveKeyColumn(field, scope));
  const columns = resolveColumns(syntax, scope);
  const label = `a row of ${quoted(syntax.name.text)}`;
  reportIfTooLarge({ kind: 'record', fields: [...key, ...columns] }, label, syntax.name.span, scope);
  return {
    name: syntax.name.text,
    context: scope.context,
    annotations: syntax.annotations,
    source,
    span: syntax.name.span,
    of: read.map(({ name }) => name),
    key,
    columns,
    indexes: resolveIndexes(syntax, [...key, ...columns], label, scope),
    folds: resolveFolds(syntax, read, { label, fields: columns, key }, scope),
  };
}

function resolveAggregates(
  { of }: ProjectionSyntax,
  aggregates: ReadonlyMap<string, Aggregate>,
  scope: Scope,
): readonly Aggregate[] {
  const read = new Set<Aggregate>();
  for (const { text, span } of of) {
    const aggregate = aggregates.get(text);
    if (aggregate !== undefined) read.add(aggregate);
    else if (!scope.malformed.has(text)) {
      const near = suggest(text, aggregates.keys());
      scope.reporter.report(
        'UNKNOWN_AGGREGATE',
        span,
        `there is no aggregate ${quoted(text)} in context ${quoted(scope.context)}`,
        {
          help: near === undefined ? undefined : `did you mean \`${near}\`?`,
        },
      );
    }
  }
  return [...read];
}

function resolveKeyColumn(syntax: FieldSyntax, scope: Scope): Field {
  const field = resolveField(syntax, scope);
  const base = underlying(field.type, scope.types);
  const label = quoted(field.name);
  if (isErrorType(base)) return field;
  if (field.optional || base.kind === 'nullable') {
    scope.reporter.report(
      'KEY_TYPE',
      syntax.type.span,
      `${label} is a key column, and cannot be ${field.optional ? 'absent' : 'null'}`,
    );
  } else if (!keyKinds.has(base.kind)) {
    scope.reporter.report('KEY_TYPE', syntax.type.span, `${typeText(field.type)} cannot be a key column`, {
      help: 'a key column is a string, a uuid, an enum, an int, a long, a boolean, a timestamp or a date: values with one way to be written',
    });
  }
  return field;
}

function resolveColumns({ key, columns }: ProjectionSyntax, scope: Scope): Projection['columns'] {
  const keys = new Map(key.map(({ name }) => [name.text, name.span]));
  return columns.flatMap((column) => {
    const taken = keys.get(column.name.text);
    if (taken === undefined) return resolveInitialised(column, scope);
    scope.reporter.report('NAME_TAKEN', column.name.span, `${quoted(column.name.text)} is a key column already`, {
      related: [{ message: 'it is declared here', span: taken }],
    });
    return [];
  });
}

function resolveFolds(
  { reduce, of, name }: ProjectionSyntax,
  aggregates: readonly Aggregate[],
  target: FoldedRecord,
  scope: Scope,
): Projection['folds'] {
  const homes = new Map<Event, Aggregate>();
  for (const aggregate of aggregates) for (const event of aggregate.events) homes.set(event, aggregate);
  const complete = new Set(of.map(({ text }) => text)).size === aggregates.length;
  const folds = new Map<string, ProjectionFold>();
  for (const [event, answer] of foldAnswers(reduce, [...homes.keys()], quoted(name.text), complete, scope)) {
    const home = homes.get(event);
    if (home === undefined) continue;
    const shape = newestVersion(event).shape;
    const foldScope: FoldScope = {
      ...scope,
      event: { name: event.name, shape, span: event.span },
      id: home.id,
      target,
    };
    folds.set(event.name, resolveFold(answer, foldScope));
  }
  return folds;
}

function resolveFold(answer: Answer, scope: FoldScope): ProjectionFold {
  const { span } = answer;
  switch (answer.kind) {
    case 'custom':
    case 'ignore':
      return { kind: answer.kind, span };
    case 'delete':
      return { kind: 'delete', at: resolveRowKey(answer.at, span, scope), span };
    case 'operations': {
      const at = resolveRowKey(answer.at, span, scope);
      return {
        kind: 'operations',
        operations: answer.operations.flatMap((each) => resolveOperation(each, scope) ?? []),
        at,
        span,
      };
    }
  }
}
