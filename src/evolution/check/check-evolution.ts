import type { Mode } from '../../diagnostics/mode.js';
import type { Reporter } from '../../diagnostics/reporter.js';
import { downcastMissing } from './rules/downcast-missing.js';
import { enumMemberAdded } from './rules/enum-member-added.js';
import { fieldDropped } from './rules/field-dropped.js';
import { lockRewritten } from './rules/lock-rewritten.js';
import { metadataChanged } from './rules/metadata-changed.js';
import { nameReused } from './rules/name-reused.js';
import { noUpcastPath } from './rules/no-upcast-path.js';
import { rebuildNeeded } from './rules/rebuild-needed.js';
import { snapshotStale } from './rules/snapshot-stale.js';
import { splitReordered } from './rules/split-reordered.js';
import { stepImmutable } from './rules/step-immutable.js';
import { streamChanged } from './rules/stream-changed.js';
import { versionDeleted } from './rules/version-deleted.js';
import { versionImmutable } from './rules/version-immutable.js';
import type { CheckInput, Rule } from './rule.js';
import { type CheckCode, checkSeverities } from './severities.js';

/** One rule for each code; a rule reports under its own code alone. */
const rules: Readonly<Record<CheckCode, Rule>> = {
  DOWNCAST_MISSING: downcastMissing,
  ENUM_MEMBER_ADDED: enumMemberAdded,
  FIELD_DROPPED: fieldDropped,
  LOCK_REWRITTEN: lockRewritten,
  METADATA_CHANGED: metadataChanged,
  NAME_REUSED: nameReused,
  NO_UPCAST_PATH: noUpcastPath,
  REBUILD_NEEDED: rebuildNeeded,
  SNAPSHOT_STALE: snapshotStale,
  SPLIT_REORDERED: splitReordered,
  STEP_IMMUTABLE: stepImmutable,
  STREAM_CHANGED: streamChanged,
  VERSION_DELETED: versionDeleted,
  VERSION_IMMUTABLE: versionImmutable,
};

/** Compares what the schemas say with what is released, and what is released with what was. */
export function checkEvolution(input: CheckInput, mode: Mode, reporter: Reporter): void {
  for (const [code, rule] of entriesOf(rules)) {
    const severity = checkSeverities[code][mode];
    if (severity === undefined || !rule.of.includes(input.soundness)) continue;
    rule.run(input, (span, message, extras) => reporter.report(code, span, message, { ...extras, severity }));
  }
}

function entriesOf<Key extends string, Value>(
  record: Readonly<Record<Key, Value>>,
): readonly (readonly [Key, Value])[] {
  const keys = Object.keys as (record: Readonly<Record<Key, Value>>) => Key[];
  return keys(record).map((key) => [key, record[key]] as const);
}
