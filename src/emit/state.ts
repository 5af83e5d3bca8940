import { constant, exportedType, functionDeclaration } from '../codegen/declarations.js';
import type { EmittedFile } from '../codegen/emitted-file.js';
import type { GeneratedFile } from '../codegen/generated-file.js';
import { jsDoc } from '../codegen/js-doc.js';
import { delimited } from '../codegen/layout.js';
import { accessor, propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { Fold } from '../model/fold.js';
import { type Event, newestVersion, readableEvents } from '../model/model.js';
import { customEvents } from './custom-events.js';
import { type EmitAggregate, openFile } from './emit-input.js';
import { eventSwitch } from './event-switch.js';
import { eventFunctionText, eventText } from './event-text.js';
import type { FoldScope } from './fold-scope.js';
import { caseBody, foldedText } from './fold-text.js';
import { idInStream } from './id-text.js';
import { named, ref } from './names.js';
import { objectLiteral, typedLiteral } from './typed-literal.js';
import { recordText } from './type-text.js';

/** `shop/cart/state.ts`: the state, how it begins, and how events are folded into it. */
export function emitState(emit: EmitAggregate): EmittedFile {
  const file = openFile(emit, emit.own.paths.state, emit.aggregate.source);
  file.local('state', 'event', 'reducers', 'data', 'item');
  addState(file, emit);
  addReducers(file, emit);
  addReduce(file, emit);
  return file.close();
}

function addState(file: GeneratedFile, emit: EmitAggregate): void {
  const { aggregate, own } = emit;
  const { annotations, fields } = aggregate.state;
  const { description = `What the events of ${aggregate.name} amount to.`, deprecated } = annotations;
  file.add(
    exportedType(own.state.name, recordText(fields, emit, { beside: `export type ${own.state.name} = ;`.length }), {
      text: description,
      deprecated,
    }),
  );
  const beginning = `export const ${own.initialState.name}: ${own.state.name} = ;`;
  const members = fields.flatMap(({ name, type, init }) =>
    init === undefined ? [] : [[name, typedLiteral(init, type, emit)] as const],
  );
  file.add(
    constant({
      name: own.initialState.name,
      type: own.state.name,
      value: objectLiteral(members, beginning.length),
      documentation: { text: `The state of ${aggregate.name} before its first event.` },
    }),
  );
}

function addReducers(file: GeneratedFile, emit: EmitAggregate): void {
  const { aggregate, own } = emit;
  const custom = customEvents(aggregate);
  const members = custom.map(({ name, annotations }) => {
    const { description, deprecated } = annotations;
    const type = eventFunctionText(`state: ${own.state.name}`, eventText(name, own, emit), own.state.name);
    return `${jsDoc({ text: description, deprecated })}readonly ${propertyKey(name)}: ${type}`;
  });
  const text =
    custom.length === 0
      ? `${runtime.NoCustomReducers}<${stringLiteral(aggregate.name)}>`
      : delimited('{', members, '}', { separator: ';', broken: true });
  file.add(
    exportedType(own.reducers.name, text, {
      text: `The reducers of ${aggregate.name} that its schema leaves to TypeScript.`,
    }),
  );
}

function addReduce(file: GeneratedFile, emit: EmitAggregate): void {
  const { aggregate, own } = emit;
  let usesState = false;
  const cases = readableEvents(aggregate).map((event) => {
    const scope = scopeOf(event, emit);
    const body = foldBody(event.name, named(aggregate.state.folds, event.name), scope, emit);
    usesState ||= scope.used.target;
    return { event: event.name, body };
  });
  const custom = customEvents(aggregate).length > 0;
  file.add(
    functionDeclaration({
      name: own.reduce.name,
      parameters: [
        { name: usesState ? 'state' : '_state', type: own.state.name },
        { name: 'event', type: `${runtime.RecordedEvent}<${ref(own.event)}>` },
        ...(custom ? [{ name: 'reducers', type: own.reducers.name }] : []),
      ],
      returns: own.state.name,
      body: eventSwitch(cases),
      documentation: {
        text: `Folds one event into the state of ${aggregate.name}. The state that is given is not changed.`,
      },
    }),
  );
}

function scopeOf(event: Event, emit: EmitAggregate): FoldScope {
  return {
    emit,
    shape: newestVersion(event).shape,
    idText: () => idInStream(emit.aggregate, emit),
    target: 'state',
    statements: [],
    used: { data: false, event: false, target: false },
  };
}

function foldBody(event: string, fold: Fold, scope: FoldScope, { aggregate, own }: EmitAggregate): string {
  switch (fold.kind) {
    case 'ignore':
      scope.used.target = true;
      return 'return state;';
    case 'custom':
      scope.used.target = true;
      return `return ${accessor('reducers', event)}(state, event);`;
    case 'operations': {
      const result = foldedText(fold, aggregate.state.fields, own.state.name, scope);
      return caseBody(scope, `return ${result};`);
    }
  }
}
