import type { EmittedFile } from '../codegen/emitted-file.js';
import { importSymbol } from '../codegen/import-symbol.js';
import { jsDoc } from '../codegen/js-doc.js';
import { delimited, indent } from '../codegen/layout.js';
import { propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { type Event, type EventVersion, newestVersion, writableEvents } from '../model/model.js';
import { hasCustomSteps } from './custom-steps.js';
import { type EmitAggregate, openFile } from './emit-input.js';
import { addCustomDowncasts, addEventDowncasts, hasCustomDowncasts, pinnedWriterText } from './event-downcasts.js';
import { createModuleScope, type ModuleScope } from './module-scope.js';
import { named, numbered, ref } from './names.js';
import { addRecordCodec, type RecordCodecNames } from './record-codec.js';
import { isConverted, storedMetadataName } from './stored-form.js';
import { usesVariable } from './uses-variable.js';
import {
  besides,
  handMadeCheckName,
  madeByHand,
  splitCall,
  splitNeeds,
  upcastCall,
  upcastNeeds,
} from './upcast-call.js';

/** The functions of each version, by the event's name. */
type VersionCodecs = ReadonlyMap<string, readonly RecordCodecNames[]>;

/** `shop/cart/codec.ts`: what reads every stored version of an aggregate's events, and writes the newest. */
export function emitCodec(emit: EmitAggregate): EmittedFile {
  const { aggregate, own } = emit;
  const file = openFile(emit, own.paths.codec, aggregate.source);
  const downcasts = [...own.events.values()].flatMap(({ stepsBack, downcasts: straight }) => [
    ...stepsBack,
    ...straight,
  ]);
  const module = createModuleScope(file, emit, [
    own.codec.name,
    own.schemas.name,
    own.customDowncasts.name,
    ...downcasts.map(({ name }) => name),
  ]);
  const writable = new Set(writableEvents(aggregate));
  const codecs: VersionCodecs = new Map(
    aggregate.events.map((event) => [
      event.name,
      event.versions.map((version) =>
        addVersion(event, version, writable.has(event) ? formWritten(event, version) : undefined, module, emit),
      ),
    ]),
  );
  addCustomDowncasts(module, emit);
  for (const event of writable) addEventDowncasts(event, named(codecs, event.name), module, emit);
  addCodec(codecs, module, emit);
  addSchemas(codecs, module, emit);
  module.close();
  return file.close();
}

/** A pinned event's newest version is checked as a value, and then written as an older one. */
function formWritten(event: Event, version: EventVersion): 'text' | 'value' | undefined {
  if (version !== newestVersion(event)) return undefined;
  return pinOf(event) === undefined ? 'text' : 'value';
}

/** The older version that is written. */
function pinOf(event: Event): number | undefined {
  const { pin } = event;
  return pin === undefined || pin.version === newestVersion(event).number ? undefined : pin.version;
}

function addVersion(
  event: Event,
  { number, shape }: EventVersion,
  writes: 'text' | 'value' | undefined,
  module: ModuleScope,
  emit: EmitAggregate,
): RecordCodecNames {
  const check =
    madeByHand(event, number, emit) && event.retired?.kind !== 'dropped'
      ? importSymbol(handMadeCheckName(event, number), emit.own.paths.upcasters, 'value')
      : undefined;
  const typed = ref(numbered(named(emit.own.events, event.name).versions, number));
  return addRecordCodec({ subject: `${event.name}V${number}`, shape, typed, reads: true, writes, check }, module);
}

function addCodec(codecs: VersionCodecs, module: ModuleScope, emit: EmitAggregate): void {
  const { aggregate, own } = emit;
  const shared: string[] = [];
  const readers = aggregate.events.flatMap((event) => {
    const reader = readerText(event, codecs, emit);
    if (event.was.length === 0) return [`${propertyKey(event.name)}: ${reader}`];
    const name = module.declare(`${event.name.charAt(0).toLowerCase()}${event.name.slice(1)}Reader`);
    shared.push(`const ${name}: ${runtime.EventReader} = ${reader};`);
    return [event.name, ...event.was].map((type) => `${propertyKey(type)}: ${name}`);
  });
  const writers = writableEvents(aggregate).map((event) => {
    const { number } = newestVersion(event);
    const { write } = numbered(named(codecs, event.name), number);
    const pin = pinOf(event);
    const writer =
      pin === undefined ? `{ version: ${number}, write: ${write} }` : pinnedWriterText(event, pin, write, emit);
    return `${propertyKey(event.name)}: ${writer}`;
  });
  const members = [
    `aggregate: ${stringLiteral(aggregate.name)}`,
    `readers: ${delimited('{', readers, '}', { broken: readers.length > 0 })}`,
    `writers: ${delimited('{', writers, '}', { broken: writers.length > 0 })}`,
    ...metadataMembers(emit),
  ];
  const codec = `${runtime.createCodec}(${delimited('{', members, '}', { broken: true })})`;
  const type = `${runtime.Codec}<${ref(own.writableEvent)}, ${ref(own.event)}>`;
  const about = jsDoc({
    text: `Turns events of ${aggregate.name} into records, and records of every version into events of the newest.`,
  });
  const parameters = [
    ...(hasCustomSteps(aggregate, emit.plans) ? [`steps: ${ref(own.customSteps)}`] : []),
    ...(hasCustomDowncasts(emit)
      ? [`${usesVariable(codec, 'backs') ? '' : '_'}backs: ${ref(own.customDowncasts)}`]
      : []),
  ];
  if (parameters.length > 0) {
    const body = [...shared, `return ${codec};`].join('\n');
    module.add(`${about}export function ${own.codec.name}(${parameters.join(', ')}): ${type} {\n${indent(body)}\n}`);
  } else {
    for (const constant of shared) module.add(constant);
    module.add(`${about}export const ${own.codec.name}: ${type} = ${codec};`);
  }
}

function readerText(event: Event, codecs: VersionCodecs, emit: EmitAggregate): string {
  const latest = newestVersion(event).number;
  const members = [`type: ${stringLiteral(event.name)}`, `latest: ${latest}`];
  if (event.retired?.kind === 'dropped') return delimited('{', [...members, 'dropped: true'], '}');
  const parses = named(codecs, event.name);
  const versions = event.versions.map(
    ({ number }) => `${number}: ${readText(event, number, numbered(parses, number).parse, emit)}`,
  );
  const list = delimited('{', versions, '}', { broken: versions.length > 1 });
  return delimited('{', [...members, `${event.retired?.kind === 'split' ? 'parts' : 'versions'}: ${list}`], '}', {
    broken: list.includes('\n'),
  });
}

/** `(json, envelope) => upcastItemAddedV1(parseItemAddedV1(json), envelope)` */
function readText(event: Event, version: number, parse: string, emit: EmitAggregate): string {
  const isSplit = event.retired?.kind === 'split';
  if (!isSplit && version === newestVersion(event).number) return parse;
  const newest = upcastCall(event, version, `${parse}(json)`, emit);
  const needs = [upcastNeeds(event, version, emit), ...(isSplit ? [splitNeeds(event, emit)] : [])];
  const parameters = needs.some((need) => besides(need).includes('envelope')) ? '(json, envelope)' : '(json)';
  return `${parameters} => ${isSplit ? splitCall(event, newest, emit) : newest}`;
}

function metadataMembers(emit: EmitAggregate): string[] {
  const { metadata } = emit.context;
  if (metadata.length === 0) return [];
  const { check, revive, lower } = emit.names.metadataCodec;
  if (!isConverted({ kind: 'record', fields: metadata }, emit)) {
    const parse = (name: string): string => `(${name}) => ${runtime.parsed}<unknown>(${ref(check)}(${name}), ${name})`;
    return [`readMetadata: ${parse('json')}`, `writeMetadata: ${parse('metadata')}`];
  }
  const stored = importSymbol(storedMetadataName(emit), emit.names.paths.codec, 'type');
  const write = indent(
    `const json = ${ref(lower)}(metadata);\nreturn ${runtime.parsed}<unknown>(${ref(check)}(json), json);`,
  );
  return [
    `readMetadata: (json) => ${ref(revive)}(${runtime.parsed}<${stored}>(${ref(check)}(json), json))`,
    `writeMetadata: (metadata) => {\n${write}\n}`,
  ];
}

/** `cartSchemas`: a Standard Schema of each version. */
function addSchemas(codecs: VersionCodecs, module: ModuleScope, emit: EmitAggregate): void {
  const { aggregate, own } = emit;
  const types = aggregate.events.map((event) => {
    const { versions } = named(own.events, event.name);
    const members = event.versions.map(
      ({ number }) => `readonly ${number}: ${runtime.StandardSchema}<unknown, ${ref(numbered(versions, number))}>`,
    );
    return `readonly ${propertyKey(event.name)}: ${delimited('{', members, '}', { separator: ';', beside: event.name.length + 16 })}`;
  });
  const values = aggregate.events.map((event) => {
    const members = event.versions.map(
      ({ number }) => `${number}: ${runtime.standardSchema}(${numbered(named(codecs, event.name), number).parse})`,
    );
    return `${propertyKey(event.name)}: ${delimited('{', members, '}', { beside: event.name.length + 6 })}`;
  });
  const type =
    types.length === 0
      ? 'Readonly<Record<string, never>>'
      : delimited('{', types, '}', { separator: ';', broken: true });
  const about = jsDoc({
    text: `A Standard Schema of each version of each event of ${aggregate.name}: from JSON as stored to the data of that version.`,
  });
  module.add(
    `${about}export const ${own.schemas.name}: ${type} = ${delimited('{', values, '}', { broken: values.length > 0 })};`,
  );
}
