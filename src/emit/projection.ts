import { exportedType, functionDeclaration } from '../codegen/declarations.js';
import type { EmittedFile } from '../codegen/emitted-file.js';
import type { GeneratedFile } from '../codegen/generated-file.js';
import { jsDoc } from '../codegen/js-doc.js';
import { delimited, indent } from '../codegen/layout.js';
import { accessor, propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { ProjectionFold, RowKey } from '../model/fold.js';
import { type Aggregate, type Event, newestVersion, readableEvents } from '../model/model.js';
import { underlying } from '../model/type-lookup.js';
import type { Field } from '../model/type.js';
import { type EmitProjection, openFile } from './emit-input.js';
import { eventSwitch } from './event-switch.js';
import { eventFunctionText, eventText } from './event-text.js';
import type { FoldScope } from './fold-scope.js';
import { caseBody, foldedText } from './fold-text.js';
import { idInStream } from './id-text.js';
import { named, ref } from './names.js';
import { objectLiteral, typedLiteral } from './typed-literal.js';
import { recordText } from './type-text.js';
import { valueText } from './value-text.js';

/** An event that the projection answers for, and whose it is. */
interface ReadEvent {
  readonly aggregate: Aggregate;
  readonly event: Event;
  readonly fold: ProjectionFold;
}

/** `shop/projections/cart-summary.ts`: the rows, their key, and what each event does to them. */
export function emitProjection(emit: EmitProjection): EmittedFile {
  const { own, projection } = emit;
  const file = openFile(emit, own.path, projection.source);
  file.local('rows', 'event', 'handlers', 'data', 'row', 'key', 'item');
  const events = readEvents(emit);
  addTypes(file, emit);
  addHandlers(file, events, emit);
  addProjection(file, events, emit);
  return file.close();
}

function readEvents({ context, projection }: EmitProjection): readonly ReadEvent[] {
  return projection.of.flatMap((name) => {
    const aggregate = context.aggregates.find((candidate) => candidate.name === name);
    if (aggregate === undefined)
      throw new Error(`the model names an aggregate ${JSON.stringify(name)}, which it does not have`);
    return readableEvents(aggregate).map((event) => ({ aggregate, event, fold: named(projection.folds, event.name) }));
  });
}

function addTypes(file: GeneratedFile, emit: EmitProjection): void {
  const { own, projection } = emit;
  const { description, deprecated } = projection.annotations;
  const row = recordText([...projection.key, ...projection.columns], emit, {
    beside: `export type ${own.row.name} = ;`.length,
  });
  file.add(exportedType(own.row.name, row, { text: description ?? `A row of ${projection.name}.`, deprecated }));
  const key = recordText(projection.key, emit, { beside: `export type ${own.key.name} = ;`.length });
  file.add(exportedType(own.key.name, key, { text: `What tells one row of ${projection.name} from every other.` }));
}

function addHandlers(file: GeneratedFile, events: readonly ReadEvent[], emit: EmitProjection): void {
  const { own, projection } = emit;
  const custom = events.filter(({ fold }) => fold.kind === 'custom');
  if (custom.length === 0) return;
  const rows = `${runtime.Rows}<${own.row.name}, ${own.key.name}>`;
  const members = custom.map(({ aggregate, event: { name, annotations } }) => {
    const event = eventText(name, named(emit.names.aggregates, aggregate.name), emit);
    const type = eventFunctionText(`rows: ${rows}`, event, 'void | Promise<void>');
    const { description, deprecated } = annotations;
    return `${jsDoc({ text: description, deprecated })}readonly ${propertyKey(name)}: ${type}`;
  });
  const text = delimited('{', members, '}', { separator: ';', broken: true });
  file.add(
    exportedType(own.handlers.name, text, {
      text: `The handlers of ${projection.name} that its schema leaves to TypeScript.`,
    }),
  );
}

function addProjection(file: GeneratedFile, events: readonly ReadEvent[], emit: EmitProjection): void {
  const { names, own, projection } = emit;
  let usesRows = false;
  let makesRows = false;
  const cases = events.map((read) => {
    usesRows ||= read.fold.kind !== 'ignore';
    makesRows ||= read.fold.kind === 'operations';
    return { event: read.event.name, body: handlerBody(read, emit) };
  });
  if (makesRows) addNewRow(file, emit);
  const unions = projection.of.map((name) => ref(named(names.aggregates, name).event));
  const aggregates = projection.of.map(stringLiteral);
  const handle = `handle(${usesRows ? 'rows' : '_rows'}, event) {\n${indent(eventSwitch(cases))}\n}`;
  const members = [
    `name: ${stringLiteral(projection.name)}`,
    `of: [${aggregates.join(', ')}]`,
    `keyText: (key) => ${keyText(projection.key, emit)}`,
    `keyOf: (row) => (${objectLiteral(projection.key.map(({ name }) => [name, accessor('row', name)]))})`,
    handle,
  ];
  const { description, deprecated } = projection.annotations;
  file.add(
    functionDeclaration({
      name: own.projection.name,
      parameters: events.some(({ fold }) => fold.kind === 'custom')
        ? [{ name: 'handlers', type: own.handlers.name }]
        : [],
      returns: `${runtime.Projection}<${own.row.name}, ${own.key.name}, ${unions.join(' | ')}, ${aggregates.join(' | ')}>`,
      body: `return ${delimited('{', members, '}', { broken: true })};`,
      documentation: {
        text: `${description ?? ''}\n\nThe projection ${projection.name}, for an engine to keep.`,
        deprecated,
      },
    }),
  );
}

/** Of any two keys that differ, the texts differ. */
function keyText(key: readonly Field[], { context, options }: EmitProjection): string {
  const parts = key.map(({ name, type }) => {
    const value = accessor('key', name);
    switch (underlying(type, context.types).kind) {
      case 'timestamp':
        return timestampKey(value, options);
      case 'long':
        return `String(${value})`;
      default:
        return value;
    }
  });
  return `JSON.stringify([${parts.join(', ')}])`;
}

function timestampKey(value: string, { timestamps }: EmitProjection['options']): string {
  return timestamps === 'string' ? value : timestamps === 'date' ? `${value}.toISOString()` : `String(${value})`;
}

function addNewRow(file: GeneratedFile, emit: EmitProjection): void {
  const { own, projection } = emit;
  const key = projection.key.map(({ name }) => [name, accessor('key', name)] as const);
  const columns = projection.columns.flatMap(({ name, type, init }) =>
    init === undefined ? [] : [[name, typedLiteral(init, type, emit)] as const],
  );
  file.add(
    functionDeclaration({
      name: `new${own.row.name}`,
      parameters: [{ name: 'key', type: own.key.name }],
      returns: own.row.name,
      body: `return ${objectLiteral([...key, ...columns])};`,
      exported: false,
    }),
  );
}

function handlerBody({ aggregate, event, fold }: ReadEvent, emit: EmitProjection): string {
  const { own, projection } = emit;
  const scope: FoldScope = {
    emit,
    shape: newestVersion(event).shape,
    idText: () => idInStream(aggregate, emit),
    target: 'row',
    statements: [],
    used: { data: false, event: false, target: false },
  };
  switch (fold.kind) {
    case 'ignore':
      return 'return;';
    case 'custom':
      return `return ${accessor('handlers', event.name)}(rows, event);`;
    case 'delete':
      return caseBody(scope, `rows.delete(${keyLiteral(fold.at, projection.key, scope)});\nreturn;`);
    case 'operations': {
      const key = keyLiteral(fold.at, projection.key, scope);
      scope.statements.push(
        `const key: ${own.key.name} = ${key};`,
        `const row = rows.get(key) ?? new${own.row.name}(key);`,
      );
      const row = foldedText(fold, [...projection.key, ...projection.columns], own.row.name, scope);
      return caseBody(scope, `rows.put(${row});\nreturn;`);
    }
  }
}

function keyLiteral(at: RowKey, key: readonly Field[], scope: FoldScope): string {
  const members = key.map(({ name, type }) => {
    const value = at.find(({ column }) => column === name)?.value;
    if (value === undefined) throw new Error(`the model leaves the key column ${JSON.stringify(name)} without a value`);
    return [name, valueText(value, type, scope).text] as const;
  });
  return objectLiteral(members);
}
