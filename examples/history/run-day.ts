import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import type { BankProject } from './bank-project.js';
import type { Day } from './days.js';
import { type Checked, parseReport, type ProgramReport } from './program-report.js';
import { checkSchema, type Refusal, refuseEdit, type SchemaCheck } from './schema-checks.js';

export interface DayOutcome {
  /** `undefined` on the first day, which has nothing to be compared with. */
  readonly check: SchemaCheck | undefined;
  readonly refusal: Refusal | undefined;
  /** What `varve release` listed. */
  readonly released: readonly string[];
  readonly report: ProgramReport;
}

/** One day in the life of the project: its schema is generated, checked and released, and its program runs. */
export function runDay(
  project: BankProject,
  number: number,
  day: Day,
  yesterday: ProgramReport | undefined,
): DayOutcome {
  project.put(day.folder);
  project.succeed('generate', '--quiet');
  const check = number === 0 ? undefined : checkSchema(project, project.git('rev-parse', 'HEAD').trim());
  const refusal = day.edit && refuseEdit(project, day.edit);
  const released = project.succeed('release', '--quiet').stdout.trim();
  project.succeed('generate', '--check', '--quiet');
  project.git('add', '--all');
  project.git('commit', '--quiet', '--message', day.title);

  const report = parseReport(project.runDay(number));
  if (check !== undefined) {
    deepStrictEqual(namesOf(check.snapshots), day.void, 'the aggregates whose snapshots are void');
    deepStrictEqual(namesOf(check.projections), day.rebuild, 'the projections that are to be rebuilt');
    if (yesterday !== undefined) compareWithYesterday(yesterday.evening, report.morning, day);
  }
  return { check, refusal, released: released === '' ? [] : released.split('\n'), report };
}

function namesOf(impacted: readonly { readonly name: string }[]): readonly string[] {
  return impacted.map(({ name }) => name).sort();
}

/**
 * Whether what `check` said is so: void snapshots are not found, others are, and give the state that they held; and the
 * rows of a projection that need not be rebuilt are what they were.
 */
function compareWithYesterday(evening: Checked, morning: Checked, day: Day): void {
  strictEqual(morning.aggregates.length, evening.aggregates.length);
  for (const now of morning.aggregates) {
    const label = `${now.aggregate} of ${now.name}`;
    const before = evening.aggregates.find(({ aggregate, name }) => aggregate === now.aggregate && name === now.name);
    ok(before !== undefined, label);
    if (day.void.includes(now.aggregate)) {
      strictEqual(now.snapshot, null, `the snapshot of ${label} is void`);
    } else {
      ok(now.snapshot !== null && now.snapshot <= before.revision, `the snapshot of ${label} is found`);
      deepStrictEqual(now.state, before.state, `the state of ${label} is what it was`);
    }
  }
  for (const { projection, rows } of morning.projections) {
    if (day.rebuild.includes(projection)) continue;
    const before = evening.projections.find((each) => each.projection === projection);
    deepStrictEqual(rows, before?.rows, `the rows of ${projection} are what they were`);
  }
}
