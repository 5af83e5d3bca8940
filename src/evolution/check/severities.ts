import type { DiagnosticCode } from '../../diagnostics/codes.js';
import type { Severity } from '../../diagnostics/diagnostic.js';
import type { Mode } from '../../diagnostics/mode.js';

/** How grave a finding of `varve check` is in each mode; `undefined`: it is none. */
export type SeverityByMode = Readonly<Record<Mode, Severity | undefined>>;

const always: SeverityByMode = { replay: 'error', deploy: 'error', publish: 'error' };
const warned: SeverityByMode = { replay: 'warning', deploy: 'warning', publish: 'warning' };
const forOldReaders: SeverityByMode = { replay: undefined, deploy: 'warning', publish: 'error' };

const besideOldCode: SeverityByMode = { replay: undefined, deploy: 'error', publish: 'error' };

/** The codes whose rules compare the schemas with what is released. Others are found wherever schemas are compiled. */
export type CheckCode = Extract<
  DiagnosticCode,
  | 'DOWNCAST_MISSING'
  | 'ENUM_MEMBER_ADDED'
  | 'FIELD_DROPPED'
  | 'LOCK_REWRITTEN'
  | 'METADATA_CHANGED'
  | 'NAME_REUSED'
  | 'NO_UPCAST_PATH'
  | 'REBUILD_NEEDED'
  | 'SNAPSHOT_STALE'
  | 'SPLIT_REORDERED'
  | 'STEP_IMMUTABLE'
  | 'STREAM_CHANGED'
  | 'VERSION_DELETED'
  | 'VERSION_IMMUTABLE'
>;

export const checkSeverities: Readonly<Record<CheckCode, SeverityByMode>> = {
  DOWNCAST_MISSING: besideOldCode,
  ENUM_MEMBER_ADDED: forOldReaders,
  FIELD_DROPPED: forOldReaders,
  LOCK_REWRITTEN: always,
  METADATA_CHANGED: always,
  NAME_REUSED: always,
  NO_UPCAST_PATH: always,
  REBUILD_NEEDED: warned,
  SNAPSHOT_STALE: warned,
  SPLIT_REORDERED: always,
  STEP_IMMUTABLE: always,
  STREAM_CHANGED: always,
  VERSION_DELETED: always,
  VERSION_IMMUTABLE: always,
};
