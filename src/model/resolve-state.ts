import type { AggregateSyntax, FieldSyntax, StateSyntax } from '../language/syntax.js';
import { checkLiteral } from './check-literal.js';
import { isErrorType } from './error-type.js';
import { foldAnswers, isRead } from './fold-answers.js';
import type { FoldedRecord, FoldScope } from './fold-scope.js';
import type { Fold } from './fold.js';
import { type Event, type InitialisedField, newestVersion, type State } from './model.js';
import { reportLiteral } from './report-literal.js';
import { resolveField } from './resolve-type.js';
import { resolveOperation } from './resolve-operation.js';
import type { Scope } from './scope.js';
import { reportIfTooLarge } from './type-limits.js';
import { mayBeNull, underlying } from './type-lookup.js';
import { quoted } from './type-text.js';
import type { Type } from './type.js';

/** The state of an aggregate. Without `state` it is empty, and every event leaves it so. */
export function resolveState(aggregate: AggregateSyntax, id: Type, events: readonly Event[], scope: Scope): State {
  const { state } = aggregate;
  if (state === undefined) {
    const { span } = aggregate.name;
    const folds = events.filter(isRead).map(({ name }): [string, Fold] => [name, { kind: 'ignore', span }]);
    return { annotations: {}, fields: [], folds: new Map(folds) };
  }
  const fields = state.fields.map((field) => resolveInitialised(field, scope));
  const label = `the state of ${quoted(aggregate.name.text)}`;
  reportIfTooLarge({ kind: 'record', fields }, label, state.span, scope);
  return {
    annotations: state.annotations,
    fields,
    folds: resolveFolds(state, { label, fields, key: [] }, id, events, scope),
  };
}

/** A field of a state or a column with its first value, brought into the stored form. */
export function resolveInitialised(syntax: FieldSyntax, scope: Scope): InitialisedField {
  const field = resolveField(syntax, scope);
  return { ...field, init: resolveInit(syntax, field.type, scope) };
}

function resolveInit({ name, optional, init }: FieldSyntax, type: Type, scope: Scope): InitialisedField['init'] {
  if (init !== undefined) {
    const checked = checkLiteral(init, type, scope.types);
    if (checked.ok) return checked.value;
    reportLiteral(init, checked, `the init of ${quoted(name.text)}`, scope);
    return undefined;
  }
  if (optional || isErrorType(underlying(type, scope.types))) return undefined;
  if (mayBeNull(type, scope.types)) return null;
  scope.reporter.report('INIT_MISSING', name.span, `${quoted(name.text)} has no first value`, {
    help: 'write `init: …`, or make it optional (`?`) or nullable (`| null`)',
  });
  return undefined;
}

function resolveFolds(
  state: StateSyntax,
  target: FoldedRecord,
  id: Type,
  events: readonly Event[],
  scope: Scope,
): ReadonlyMap<string, Fold> {
  if (state.reduce === undefined) {
    return new Map(
      events.filter(isRead).map(({ name }): [string, Fold] => [name, { kind: 'custom', span: state.span }]),
    );
  }
  const folds = new Map<string, Fold>();
  for (const [event, answer] of foldAnswers(state.reduce, events, target.label, true, scope)) {
    const { name, span } = event;
    switch (answer.kind) {
      case 'custom':
      case 'ignore':
        folds.set(name, { kind: answer.kind, span: answer.span });
        break;
      case 'operations': {
        const foldScope: FoldScope = { ...scope, event: { name, shape: newestVersion(event).shape, span }, id, target };
        const operations = answer.operations.flatMap((operation) => resolveOperation(operation, foldScope) ?? []);
        folds.set(name, { kind: 'operations', operations, span: answer.span });
        break;
      }
      case 'delete':
        throw new Error('the grammar has no `delete` in a state');
    }
  }
  return folds;
}
