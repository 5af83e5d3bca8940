import { exportedType } from '../codegen/declarations.js';
import type { EmittedFile } from '../codegen/emitted-file.js';
import type { GeneratedFile } from '../codegen/generated-file.js';
import { delimited, unionOf } from '../codegen/layout.js';
import { propertyKey, stringLiteral } from '../codegen/literal.js';
import { type Event, newestVersion, readableEvents, writableEvents } from '../model/model.js';
import { typeDocumentation } from './documentation.js';
import { type EmitAggregate, openFile } from './emit-input.js';
import { eventText } from './event-text.js';
import { named, numbered, ref } from './names.js';
import { typeText } from './type-text.js';

/** `shop/cart/events.ts`: the data of every version, the events as unions, and the schema as one type. */
export function emitEvents(emit: EmitAggregate): EmittedFile {
  const file = openFile(emit, emit.own.paths.events, emit.aggregate.source);
  for (const event of emit.aggregate.events) addEvent(file, event, emit);
  addUnions(file, emit);
  addSchema(file, emit);
  return file.close();
}

function addEvent(file: GeneratedFile, event: Event, emit: EmitAggregate): void {
  const { newest, versions } = named(emit.own.events, event.name);
  for (const { number, annotations, shape } of event.versions) {
    const { name } = numbered(versions, number);
    const { description, deprecated, example } = annotations;
    const about = `Version ${number} of the data of ${event.name}.`;
    const text = description === undefined ? about : `${about}\n\n${description}`;
    const documentation = typeDocumentation(
      {
        description: text,
        ...(deprecated === undefined ? {} : { deprecated }),
        ...(example === undefined ? {} : { example }),
      },
      shape,
      emit,
    );
    file.add(exportedType(name, typeText(shape, emit, { beside: `export type ${name} = ;`.length }), documentation));
  }
  const latest = numbered(versions, newestVersion(event).number);
  const { description = '', deprecated } = event.annotations;
  const text = `${description}\n\nThe data of ${event.name} in its newest version.${retirement(event)}`;
  file.add(exportedType(newest.name, latest.name, { text, deprecated }));
}

function retirement({ retired }: Event): string {
  switch (retired?.kind) {
    case undefined:
      return '';
    case 'kept':
      return ' It is retired: still read and folded, no longer written.';
    case 'dropped':
      return ' It is retired: no longer written, and passed over when read.';
    case 'split':
      return ' It is retired: no longer written, and read as other events.';
  }
}

function addUnions(file: GeneratedFile, emit: EmitAggregate): void {
  const { aggregate, own } = emit;
  const readable = readableEvents(aggregate);
  const writable = writableEvents(aggregate);
  file.add(
    exportedType(own.event.name, eventUnion(readable, emit), {
      text: `Every event of ${aggregate.name} that is read, in its newest version: what is folded and projected.`,
    }),
  );
  const same = readable.length === writable.length;
  file.add(
    exportedType(own.writableEvent.name, same ? own.event.name : eventUnion(writable, emit), {
      text: `Every event of ${aggregate.name} that may be appended${same ? '.' : ': those that are not retired.'}`,
    }),
  );
  file.add(
    exportedType(own.eventType.name, `${own.event.name}['type']`, {
      text: `The names of the events of ${aggregate.name} that are read.`,
    }),
  );
  const stored = aggregate.events.flatMap((event) => storedEvents(event, emit));
  file.add(
    exportedType(own.storedEvent.name, unionOf(stored, 1000), {
      text: `Every version of every event of ${aggregate.name} that may stand in a store.`,
    }),
  );
}

function eventUnion(events: readonly Event[], emit: EmitAggregate): string {
  return events.length === 0
    ? 'never'
    : unionOf(
        events.map((event) => eventText(event.name, emit.own, emit)),
        1000,
      );
}

function storedEvents(event: Event, { own }: EmitAggregate): string[] {
  const names = named(own.events, event.name);
  return event.versions.map(({ number }) => {
    const members = [
      `readonly type: ${storedNames([event.name, ...event.was])}`,
      `readonly version: ${number}`,
      `readonly data: ${ref(numbered(names.versions, number))}`,
    ];
    return delimited('{', members, '}', { separator: ';', beside: 4 });
  });
}

function storedNames(names: readonly string[]): string {
  return unionOf(names.map(stringLiteral), 40);
}

function addSchema(file: GeneratedFile, { aggregate, own, names, ...emit }: EmitAggregate): void {
  const events = aggregate.events.map(({ name, was, retired, versions }) => {
    const eventNames = named(own.events, name);
    const members = [
      ...(retired === undefined ? [] : [`readonly retired: ${stringLiteral(retired.kind)}`]),
      ...(was.length === 0 ? [] : [`readonly was: ${storedNames(was)}`]),
      `readonly latest: ${versions.length}`,
      ...versions.map(({ number }) => `readonly ${number}: ${ref(numbered(eventNames.versions, number))}`),
    ];
    return `readonly ${propertyKey(name)}: ${delimited('{', members, '}', { separator: ';', beside: name.length + 20 })}`;
  });
  const members = [
    `readonly name: ${stringLiteral(aggregate.name)}`,
    `readonly id: ${typeText(aggregate.id, { ...emit, names })}`,
    `readonly state: ${ref(own.state)}`,
    `readonly metadata: ${ref(names.metadata)}`,
    `readonly events: ${delimited('{', events, '}', { separator: ';', broken: true })}`,
  ];
  file.add(
    exportedType(own.schema.name, delimited('{', members, '}', { separator: ';', broken: true }), {
      text: `The schema of ${aggregate.name} as one type: what the type operators of the runtime work on.`,
    }),
  );
}
