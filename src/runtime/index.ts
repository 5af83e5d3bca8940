// Events
export type {
  AnyEvent,
  Brand,
  CommonMetadata,
  Decimal,
  Decoded,
  Envelope,
  Json,
  LocalDate,
  RecordedEvent,
  Timestamp,
} from './event.js';
export { localDate, timestamp, compareTimestamps } from './timestamp.js';
export { addDecimal, compareDecimal, decimal, multiplyDecimal, negateDecimal, subtractDecimal } from './decimal.js';
export { type CloudEvent, type CloudEventOptions, toCloudEvent } from './cloud-event.js';
export { assertNever } from './assert-never.js';
export { uuidv7 } from './uuid.js';

// Aggregates, repositories, projections
export type { Aggregate, AggregateDefinition, AggregateParts } from './aggregate.js';
export type {
  AppendToOptions,
  Change,
  Decision,
  Executed,
  ExecuteOptions,
  Loaded,
  LoadOptions,
  Repository,
  RepositoryOptions,
} from './repository.js';
export type { Codec, DecodeOptions, EventToWrite } from './codec.js';
export type { SnapshotCodec } from './snapshot.js';
export {
  type Projection,
  projectionFingerprint,
  type ProjectionOptions,
  type ProjectionTransaction,
  type Rows,
} from './projection.js';
export type {
  Bounds,
  FieldOrder,
  FindOptions,
  Match,
  ProjectionReader,
  ProjectionRows,
  RowPage,
  Where,
} from './projection-reader.js';
export type { SqlColumn, SqlEngine, SqlValue } from './sql-column.js';
export type { ColumnType, ProjectionTable, StoredRow, TableColumn } from './projection-table.js';
export type { Build, BuildKey, Builds, BuildState, DeadLetter, DeadLetters } from './projections/build.js';
export type {
  OpenedTables,
  ProjectionTables,
  Savepoint,
  TableShape,
  TablesTransaction,
} from './projections/projection-tables.js';
export {
  createProjector,
  type ProjectedBatch,
  type Projector,
  type ProjectorOptions,
  type ProjectorWork,
} from './projections/create-projector.js';
export {
  inlineProjection,
  type InlineProjection,
  type InlineProjectionOptions,
} from './projections/inline-projection.js';
export { withInlineProjections, type WithInlineOptions } from './projections/with-inline-projections.js';
export { rebuildInlineProjection, type RebuildInlineOptions } from './projections/rebuild-inline-projection.js';
export type { InlineAppender, InlineAppends, InlineTarget, QuietWork } from './projections/inline.js';
export {
  asyncProjection,
  type AsyncProjection,
  type AsyncProjectionOptions,
  type PoisonChoice,
} from './projections/async-projection.js';
export { runProjections } from './projections/run-projections.js';
export type {
  BuildLag,
  FollowedBuild,
  ProjectionRunner,
  RunProjectionsOptions,
  WaitOptions,
} from './projections/projection-runner.js';
export {
  parkedEvents,
  type RetriedEvents,
  retryParkedEvents,
  type RetryParkedOptions,
} from './projections/dead-letters.js';
export { forgetProjection } from './projections/forget-projection.js';
export {
  projectionStatus,
  type ProjectionStatus,
  type ProjectionStatusOptions,
} from './projections/projection-status.js';
export {
  type RowDifference,
  type VerifiedProjection,
  verifyProjection,
  type VerifyProjectionOptions,
} from './projections/verify-projection.js';
export type { FollowerRole } from './projections/runner/follow-state.js';
export { ProjectionError, type ProjectionFacts } from './projections/projection-error.js';
export { tableSql, type TableSqlOptions } from './projections/table-sql.js';
export { type MemoryProjection, openMemoryProjection, type ProjectionSource } from './memory-projection.js';
export type { StandardIssue, StandardResult, StandardSchema } from './standard-schema.js';

// Stores
export type { ExpectedRevision } from './expected-revision.js';
export type {
  AppendOptions,
  AppendResult,
  CheckpointStore,
  EventStore,
  NewRecord,
  ReadAllOptions,
  ReadOptions,
  SnapshotStore,
  ConsumeOptions,
  PageHandler,
  StopSignal,
  StoreHealth,
  StoreRetry,
  StoredRecord,
  StoredSnapshot,
  StreamAppend,
  SubscribeOptions,
} from './store.js';

// Errors
export {
  CommittedError,
  type CommittedFacts,
  ConcurrencyError,
  type ConcurrencyFacts,
  DecodeError,
  type DecodeFacts,
  DowncastError,
  type DowncastFacts,
  EncodeError,
  type EncodeFacts,
  InvalidData,
  type StoredEventFacts,
  StoreError,
  type StoreErrorCode,
  UnknownEventError,
  type UnknownEventFacts,
  UnknownVersionError,
  type UnknownVersionFacts,
  VarveError,
} from './errors.js';

// The type-level language
export type {
  AggregateOf,
  AnySchema,
  CodecOf,
  DataOf,
  EventOf,
  EventTypeOf,
  HandlersOf,
  IdOf,
  LatestOf,
  MetadataOf,
  RecordedEventOf,
  Reducer,
  ReducersOf,
  RepositoryOf,
  StateOf,
  StepOf,
  StoredEventOf,
  VersionsOf,
  WritableEventOf,
  WritableEventTypeOf,
} from './schema.js';
export type { NoCustomHandlers, NoCustomReducers, NoCustomSteps, VarveTypeError } from './type-error.js';

// For generated code
export { defineAggregate } from './define-aggregate.js';
export { createCodec } from './create-codec.js';
export { snapshotRevision } from './snapshot-revision.js';
export { withoutEntry } from './without-entry.js';
export type { Mutable } from './mutable.js';
export type { CodecTable, EventReader, EventWriter, Part } from './codec.js';
export { standardSchema } from './standard-schema.js';
export { expected, inside, missing, type Problem, surplus } from './problem.js';
export {
  type Check,
  checked,
  codePointLength,
  entry,
  isLongerThan,
  isObject,
  isShorterThan,
  own,
  parsed,
} from './check.js';
export { allUnique, isJson } from './json.js';
export { jsonList, jsonMap, jsonString } from './json-text.js';
export { isEqual } from './equal.js';
export { isEmail, isLong, isUri, isUuid } from './formats.js';
export { isLocalDate, isTimestamp, plainTimestamp } from './timestamp.js';
export { decimalScale, isDecimal } from './decimal.js';
export { base64Length, isBase64 } from './base64.js';
export {
  lowerBytes,
  lowerDate,
  lowerInstant,
  lowerLong,
  reviveBytes,
  reviveDate,
  reviveInstant,
  reviveLong,
} from './stored.js';
export {
  formatBoolean,
  formatDecimal,
  formatInteger,
  formatLocalDate,
  formatLong,
  formatNumber,
  formatTimestamp,
  parseBoolean,
  parseDecimal,
  parseInteger,
  parseLocalDate,
  parseLong,
  parseNumber,
  parseTimestamp,
} from './text.js';
export {
  storedBytes,
  storedDate,
  storedInstant,
  storedList,
  storedLong,
  storedMap,
  storedNullable,
  storedRecord,
} from './lowered.js';
export { mapValues } from './map-values.js';
export { demand, firstItem, parsedAt, within } from './upcasting.js';
export {
  attempted,
  changedFields,
  changedMember,
  demandAbsent,
  demandAgreement,
  demandEqual,
  demandFirst,
  demandImage,
  demandOlder,
  demandPresent,
  digitsOf,
  headOf,
  imageOf,
  listOf,
  numberOf,
  onlyItem,
  parsedText,
  partOf,
  presentMembers,
  presentRecord,
  type StoredData,
  textOf,
} from './downcasting.js';
