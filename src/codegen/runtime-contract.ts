import type {
  Aggregate,
  AnyEvent,
  Brand,
  Codec,
  CommonMetadata,
  Decimal,
  Envelope,
  EventReader,
  Json,
  LocalDate,
  Mutable,
  NoCustomReducers,
  NoCustomSteps,
  Part,
  Problem,
  Projection,
  ProjectionOptions,
  ProjectionReader,
  ProjectionRows,
  ProjectionTable,
  ProjectionTransaction,
  RecordedEvent,
  Rows,
  SnapshotCodec,
  SqlColumn,
  SqlEngine,
  SqlValue,
  StandardSchema,
  StoredData,
  StoredRow,
  Timestamp,
} from '@varve/runtime';
import type * as runtimeModule from '@varve/runtime';
import type { RuntimeSymbols } from './runtime-symbols.js';

// Nothing imports this file: it is there to be compiled. A name that emitters print and the runtime does not export, or
// exports as another kind, does not compile here.

type NamesOf<Kind> = {
  [Name in keyof RuntimeSymbols]: RuntimeSymbols[Name] extends Kind ? Name : never;
}[keyof RuntimeSymbols];

type None<Missing extends never> = Missing;

/** The values that emitters print and the runtime lacks. */
export type MissingValues = None<Exclude<NamesOf<'value'>, keyof typeof runtimeModule>>;

/** Each type that emitters print; a name that the runtime lacks fails in the import above. */
export interface PrintedTypes {
  readonly Aggregate: Aggregate<unknown, unknown, AnyEvent, AnyEvent>;
  readonly Brand: Brand<string>;
  readonly Codec: Codec<AnyEvent, AnyEvent>;
  readonly CommonMetadata: CommonMetadata;
  readonly Decimal: Decimal;
  readonly Envelope: Envelope;
  readonly EventReader: EventReader;
  readonly Json: Json;
  readonly LocalDate: LocalDate;
  readonly Mutable: Mutable<object>;
  readonly NoCustomReducers: NoCustomReducers<string>;
  readonly NoCustomSteps: NoCustomSteps<string>;
  readonly Part: Part;
  readonly Problem: Problem;
  readonly Projection: Projection<unknown, unknown, AnyEvent, string>;
  readonly ProjectionOptions: ProjectionOptions;
  readonly ProjectionReader: ProjectionReader<Readonly<Record<string, unknown>>, unknown>;
  readonly ProjectionRows: ProjectionRows;
  readonly ProjectionTable: ProjectionTable<unknown, unknown>;
  readonly ProjectionTransaction: ProjectionTransaction;
  readonly RecordedEvent: RecordedEvent<AnyEvent>;
  readonly Rows: Rows<unknown, unknown>;
  readonly SnapshotCodec: SnapshotCodec<unknown>;
  readonly SqlColumn: SqlColumn<unknown>;
  readonly SqlEngine: SqlEngine;
  readonly SqlValue: SqlValue<SqlEngine, 'text'>;
  readonly StandardSchema: StandardSchema<unknown, unknown>;
  readonly StoredData: StoredData;
  readonly StoredRow: StoredRow;
  readonly Timestamp: Timestamp;
}

/** The types that emitters print and that are not listed above. */
export type MissingTypes = None<Exclude<NamesOf<'type'>, keyof PrintedTypes>>;
