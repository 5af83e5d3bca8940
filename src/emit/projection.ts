import { exportedType, functionDeclaration } from '../codegen/declarations.js';
import type { EmittedFile } from '../codegen/emitted-file.js';
import type { GeneratedFile } from '../codegen/generated-file.js';
import { jsDoc } from '../codegen/js-doc.js';
import { delimited, indent } from '../codegen/layout.js';
import { accessor, propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { projectionFingerprint } from '../evolution/fingerprint.js';
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
import { keyText } from './key-text.js';
import { createModuleScope } from './module-scope.js';
import { named, ref } from './names.js';
import { addReader, addTableType } from './projection-reader.js';
import { tableText } from './projection-table.js';
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
  file.local('rows', 'event', 'transaction', 'handlers', 'options', 'data', 'row', 'key', 'item', 'next');
  const events = readEvents(emit);
  const taken = [own.row, own.key, own.field, own.handlers, own.projection, own.table, own.tableType, own.read];
  const codec = createModuleScope(file, emit, [...taken.map(({ name }) => name), newRowName(emit)]);
  const table = tableText(codec, emit);
  addTypes(file, emit);
  addHandlers(file, events, emit);
  addProjection(file, events, emit);
  file.add(table);
  addReader(file, emit);
  addTableType(file, emit);
  codec.close();
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
    const type = eventFunctionText(`rows: ${rows}`, event, 'void | Promise<void>', [
      `transaction: ${runtime.ProjectionTransaction}`,
    ]);
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
  const isCustom = events.some(({ fold }) => fold.kind === 'custom');
  if (events.some(({ fold }) => fold.kind === 'operations')) addNewRow(file, emit);
  const unions = projection.of.map((name) => ref(named(names.aggregates, name).event));
  const aggregates = projection.of.map(stringLiteral);
  const members = [
    `name: ${stringLiteral(projection.name)}`,
    `of: [${aggregates.join(', ')}]`,
    `fingerprint: ${fingerprintText(isCustom, emit)}`,
    `table: ${own.table.name}`,
    `keyText: (key) => ${keyText(projection.key, emit)}`,
    `keyOf: (row) => (${objectLiteral(projection.key.map(({ name }) => [name, accessor('row', name)]))})`,
    `touches(event) {\n${indent(eventSwitch(events.map((read) => ({ event: read.event.name, body: touchedBody(read, emit) }))))}\n}`,
    handleText(events, isCustom, emit),
  ];
  const { description, deprecated } = projection.annotations;
  file.add(
    functionDeclaration({
      name: own.projection.name,
      parameters: isCustom
        ? [
            { name: 'handlers', type: own.handlers.name },
            { name: 'options', type: runtime.ProjectionOptions, initializer: '{}' },
          ]
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

/** What hand-written handlers do is not in it; their revision is. */
function fingerprintText(isCustom: boolean, { projection, context, plans }: EmitProjection): string {
  const text = stringLiteral(projectionFingerprint(projection, context, plans));
  return isCustom ? `${runtime.projectionFingerprint}(${text}, options)` : text;
}

function handleText(events: readonly ReadEvent[], isCustom: boolean, emit: EmitProjection): string {
  const cases = events.map((read) => ({ event: read.event.name, body: handlerBody(read, emit) }));
  const rows = events.some(({ fold }) => fold.kind !== 'ignore') ? 'rows' : '_rows';
  return `handle(${rows}, event${isCustom ? ', transaction' : ''}) {\n${indent(eventSwitch(cases))}\n}`;
}

function newRowName({ own }: EmitProjection): string {
  return `new${own.row.name}`;
}

function addNewRow(file: GeneratedFile, emit: EmitProjection): void {
  const { own, projection } = emit;
  const key = projection.key.map(({ name }) => [name, accessor('key', name)] as const);
  const columns = projection.columns.flatMap(({ name, type, init }) =>
    init === undefined ? [] : [[name, typedLiteral(init, type, emit)] as const],
  );
  file.add(
    functionDeclaration({
      name: newRowName(emit),
      parameters: [{ name: 'key', type: own.key.name }],
      returns: own.row.name,
      body: `return ${objectLiteral([...key, ...columns])};`,
      exported: false,
    }),
  );
}

function foldScope({ aggregate, event }: ReadEvent, emit: EmitProjection): FoldScope {
  return {
    emit,
    shape: newestVersion(event).shape,
    idText: () => idInStream(aggregate, emit),
    target: 'row',
    statements: [],
    used: { data: false, event: false, target: false },
  };
}

function touchedBody(read: ReadEvent, emit: EmitProjection): string {
  const { fold } = read;
  switch (fold.kind) {
    case 'ignore':
      return 'return undefined;';
    case 'custom':
      return `return 'custom';`;
    case 'delete':
    case 'operations': {
      const scope = foldScope(read, emit);
      const key = keyLiteral(fold.at, emit.projection.key, scope);
      return caseBody(scope, `return ${key};`);
    }
  }
}

function handlerBody(read: ReadEvent, emit: EmitProjection): string {
  const { event, fold } = read;
  const { own, projection } = emit;
  const scope = foldScope(read, emit);
  switch (fold.kind) {
    case 'ignore':
      return 'return;';
    case 'custom':
      return `return ${accessor('handlers', event.name)}(rows, event, transaction);`;
    case 'delete':
      return caseBody(scope, `rows.delete(${keyLiteral(fold.at, projection.key, scope)});\nreturn;`);
    case 'operations': {
      const key = keyLiteral(fold.at, projection.key, scope);
      scope.statements.push(
        `const key: ${own.key.name} = ${key};`,
        `const row = rows.get(key) ?? ${newRowName(emit)}(key);`,
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
    const { text } = valueText(value, type, scope);
    // A Date and an Instant are written in one way as they are.
    const isWritten = scope.emit.options.timestamps === 'string';
    const isTimestamp = underlying(type, scope.emit.context.types).kind === 'timestamp';
    return [name, isTimestamp && isWritten ? `${runtime.plainTimestamp}(${text})` : text] as const;
  });
  return objectLiteral(members);
}
