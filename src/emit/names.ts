import { importSymbol, type SymbolKind } from '../codegen/import-symbol.js';
import { camelCase, kebabCase, pascalCase } from '../codegen/letter-case.js';
import type { Aggregate, Context, Event, NamedType, Projection } from '../model/model.js';

/** A name that a generated file exports. */
export interface Exported {
  readonly name: string;
  /** In the output folder, without an ending: `shop/cart/events`. */
  readonly path: string;
  /** `both`: a type and a value share the name, as with the constructor of a brand. */
  readonly kind: SymbolKind | 'both';
}

/** The exported name as a token that brings its import along. Of a name that is `both`, the kind that is needed. */
export function ref(exported: Exported, kind?: SymbolKind): string {
  return importSymbol(exported.name, exported.path, kind ?? (exported.kind === 'type' ? 'type' : 'value'));
}

/** Every name and path that a context's generated files have. */
export interface ContextNames {
  readonly paths: ContextPaths;
  /** `ShopMetadata` */
  readonly metadata: Exported;
  /** `checkShopMetadata`, `reviveShopMetadata`, `lowerShopMetadata` of the context's codec. */
  readonly metadataCodec: TypeCodecNames;
  readonly types: ReadonlyMap<string, TypeNames>;
  readonly aggregates: ReadonlyMap<string, AggregateNames>;
  readonly projections: ReadonlyMap<string, ProjectionNames>;
}

export interface ContextPaths {
  /** `shop/index` */
  readonly index: string;
  /** `shop/types` */
  readonly types: string;
  /** `shop/codec` */
  readonly codec: string;
}

export interface TypeNames {
  /** `MoneyV1`, `MoneyV2`, …; of a type without `versions:` just `Money`. */
  readonly versions: readonly TypeVersionNames[];
  /** `Money`, which is the newest version's type under another name; `undefined` where the type has no `versions:`. */
  readonly newest: Exported | undefined;
}

export interface TypeVersionNames extends TypeCodecNames {
  /** `both` where it is a brand. */
  readonly type: Exported;
}

export interface TypeCodecNames {
  /** `checkMoneyV1` in `shop/codec`: `(value: unknown) => Problem | undefined`, of JSON as stored. */
  readonly check: Exported;
  /** `reviveMoneyV1` in `shop/codec`; exists only where the TypeScript form is not the JSON form. */
  readonly revive: Exported;
  /** `lowerMoneyV1` in `shop/codec`; exists only where the TypeScript form is not the JSON form. */
  readonly lower: Exported;
}

export interface AggregateNames {
  readonly paths: AggregatePaths;
  readonly events: ReadonlyMap<string, EventNames>;
  /** `CartEvent` */
  readonly event: Exported;
  /** `WritableCartEvent` */
  readonly writableEvent: Exported;
  /** `CartEventType` */
  readonly eventType: Exported;
  /** `StoredCartEvent` */
  readonly storedEvent: Exported;
  /** `CartSchema` */
  readonly schema: Exported;
  /** `cartCodec` */
  readonly codec: Exported;
  /** `cartSchemas` */
  readonly schemas: Exported;
  /** `CartCustomSteps` */
  readonly customSteps: Exported;
  /** `CartCustomDowncasts` */
  readonly customDowncasts: Exported;
  /** `CartState` */
  readonly state: Exported;
  /** `initialCartState` */
  readonly initialState: Exported;
  /** `CartReducers` */
  readonly reducers: Exported;
  /** `reduceCart` */
  readonly reduce: Exported;
  /** `cartSnapshot` */
  readonly snapshot: Exported;
  /** `cartStateSchema` */
  readonly stateSchema: Exported;
  /** `CartDefinition` */
  readonly definition: Exported;
  /** `CartAggregate` */
  readonly aggregate: Exported;
  /** `defineCart` */
  readonly define: Exported;
}

export interface AggregatePaths {
  readonly index: string;
  readonly events: string;
  readonly codec: string;
  readonly upcasters: string;
  readonly state: string;
  readonly snapshot: string;
  readonly repository: string;
}

export interface EventNames {
  /** `ItemAdded` */
  readonly newest: Exported;
  /** `ItemAddedV1`, … */
  readonly versions: readonly Exported[];
  /** `itemAddedV1ToV2`, …: one fewer than versions. */
  readonly steps: readonly Exported[];
  /** `upcastItemAddedV1`, …: one fewer than versions. */
  readonly upcasts: readonly Exported[];
  /** `downcastItemAddedV2ToV1`, …: one fewer than versions; each exists only where the step runs backwards. */
  readonly stepsBack: readonly Exported[];
  /** `downcastItemAddedV3ToV1`, …: from the newest; one fewer than versions, the last of them a step. */
  readonly downcasts: readonly Exported[];
}

export interface ProjectionNames {
  /** `shop/projections/cart-summary` */
  readonly path: string;
  /** `CartSummaryRow` */
  readonly row: Exported;
  /** `CartSummaryKey` */
  readonly key: Exported;
  /** `CartSummaryHandlers`; exists only where an event is custom. */
  readonly handlers: Exported;
  /** `cartSummary` */
  readonly projection: Exported;
  /** `cartSummaryTable` */
  readonly table: Exported;
  /** `CartSummaryTable`, for query builders. */
  readonly tableType: Exported;
  /** `CartSummaryField` */
  readonly field: Exported;
  /** `readCartSummary` */
  readonly read: Exported;
}

export function contextNames(context: Context): ContextNames {
  const folder = context.name;
  const paths: ContextPaths = { index: `${folder}/index`, types: `${folder}/types`, codec: `${folder}/codec` };
  const metadata = `${pascalCase(folder)}Metadata`;
  return {
    paths,
    metadata: type(metadata, paths.types),
    metadataCodec: typeCodecNames(metadata, paths),
    types: new Map([...context.types].map(([name, named]) => [name, typeNames(named, paths)])),
    aggregates: new Map(context.aggregates.map((aggregate) => [aggregate.name, aggregateNames(aggregate, folder)])),
    projections: new Map(
      context.projections.map((projection) => [projection.name, projectionNames(projection, folder)]),
    ),
  };
}

function typeNames({ name, brand, versioned, versions }: NamedType, paths: ContextPaths): TypeNames {
  const kind = brand ? 'both' : 'type';
  return {
    versions: versions.map(({ number }) => {
      const versionName = versioned ? `${name}V${number}` : name;
      return { type: { name: versionName, path: paths.types, kind }, ...typeCodecNames(versionName, paths) };
    }),
    newest: versioned ? { name, path: paths.types, kind } : undefined,
  };
}

function typeCodecNames(name: string, { codec }: ContextPaths): TypeCodecNames {
  return {
    check: value(`check${name}`, codec),
    revive: value(`revive${name}`, codec),
    lower: value(`lower${name}`, codec),
  };
}

function aggregateNames(aggregate: Aggregate, contextFolder: string): AggregateNames {
  const { name } = aggregate;
  const noun = camelCase(name);
  const folder = `${contextFolder}/${kebabCase(name)}`;
  const paths: AggregatePaths = {
    index: `${folder}/index`,
    events: `${folder}/events`,
    codec: `${folder}/codec`,
    upcasters: `${folder}/upcasters`,
    state: `${folder}/state`,
    snapshot: `${folder}/snapshot`,
    repository: `${folder}/repository`,
  };
  return {
    paths,
    events: new Map(aggregate.events.map((event) => [event.name, eventNames(event, paths)])),
    event: type(`${name}Event`, paths.events),
    writableEvent: type(`Writable${name}Event`, paths.events),
    eventType: type(`${name}EventType`, paths.events),
    storedEvent: type(`Stored${name}Event`, paths.events),
    schema: type(`${name}Schema`, paths.events),
    codec: value(`${noun}Codec`, paths.codec),
    schemas: value(`${noun}Schemas`, paths.codec),
    customSteps: type(`${name}CustomSteps`, paths.upcasters),
    customDowncasts: type(`${name}CustomDowncasts`, paths.codec),
    state: type(`${name}State`, paths.state),
    initialState: value(`initial${name}State`, paths.state),
    reducers: type(`${name}Reducers`, paths.state),
    reduce: value(`reduce${name}`, paths.state),
    snapshot: value(`${noun}Snapshot`, paths.snapshot),
    stateSchema: value(`${noun}StateSchema`, paths.snapshot),
    definition: type(`${name}Definition`, paths.repository),
    aggregate: type(`${name}Aggregate`, paths.repository),
    define: value(`define${name}`, paths.repository),
  };
}

function eventNames({ name, versions }: Event, { events, upcasters, codec }: AggregatePaths): EventNames {
  const older = versions.slice(0, -1);
  const newest = versions.length;
  return {
    newest: type(name, events),
    versions: versions.map(({ number }) => type(`${name}V${number}`, events)),
    steps: older.map(({ number }) => value(`${camelCase(name)}V${number}ToV${number + 1}`, upcasters)),
    upcasts: older.map(({ number }) => value(`upcast${name}V${number}`, upcasters)),
    stepsBack: older.map(({ number }) => value(`downcast${name}V${number + 1}ToV${number}`, codec)),
    downcasts: older.map(({ number }) => value(`downcast${name}V${newest}ToV${number}`, codec)),
  };
}

function projectionNames({ name }: Projection, contextFolder: string): ProjectionNames {
  const path = `${contextFolder}/projections/${kebabCase(name)}`;
  return {
    path,
    row: type(`${name}Row`, path),
    key: type(`${name}Key`, path),
    handlers: type(`${name}Handlers`, path),
    projection: value(camelCase(name), path),
    table: value(`${camelCase(name)}Table`, path),
    tableType: type(`${name}Table`, path),
    field: type(`${name}Field`, path),
    read: value(`read${name}`, path),
  };
}

function type(name: string, path: string): Exported {
  return { name, path, kind: 'type' };
}

function value(name: string, path: string): Exported {
  return { name, path, kind: 'value' };
}

/** The entry of a map that the model promises to be there. */
export function named<Value>(map: ReadonlyMap<string, Value>, name: string): Value {
  const found = map.get(name);
  if (found === undefined) throw new Error(`the model names ${JSON.stringify(name)}, which it does not have`);
  return found;
}

/** The version of a declaration that the model promises to be there; versions count from 1. */
export function numbered<Value>(versions: readonly Value[], number: number): Value {
  const found = versions[number - 1];
  if (found === undefined) throw new Error(`the model names version ${number}, which it does not have`);
  return found;
}
