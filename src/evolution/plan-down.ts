import { underlying } from '../model/type-lookup.js';
import { quoted } from '../model/type-text.js';
import type { Step } from '../model/model.js';
import type { Field, RecordType, Type } from '../model/type.js';
import type { Demand, DownAssignment, DownPlan, DownSource, Gap } from './down-plan.js';
import type { Assignment, StepPlan } from './plan.js';
import type { PlanScope } from './plan-scope.js';
import type { Stage } from './plan-step.js';
import { resolveBack, resolveBackwards, withoutCustom } from './resolve-back.js';
import { type Undoing, type Undone, undoSource } from './undo-source.js';

/** What a step backwards is planned of. */
export interface Descent {
  readonly before: Stage;
  readonly after: Stage;
  readonly step: Step;
  /** How the older version is read as the newer. */
  readonly up: StepPlan;
  /** `ItemAdded`, for messages. */
  readonly owner: string;
}

/**
 * How a version is written as the one before: what undoes each rule, and what the author says of the rest. In `scope`,
 * the fields are the newer version's. What the author says amiss is reported; that something is missing is in the plan.
 */
export function planDown(descent: Descent, scope: PlanScope): DownPlan {
  const { before, after, step, up } = descent;
  const versions = { from: after.number, to: before.number };
  const shape: RecordType = { kind: 'record', fields: before.fields };
  if (step.back !== undefined) {
    if (scope.noCustom === undefined) return { kind: 'custom', ...versions, shape };
    scope.reporter.report('CUSTOM_MISPLACED', step.back, `there can be no custom step here: ${scope.noCustom}`);
    return { kind: 'missing', ...versions, gaps: [] };
  }
  if (up.kind === 'custom') {
    const gap: Gap = {
      kind: 'unsaid',
      span: step.custom ?? after.span,
      reason: 'the step between them is hand-written',
      help: `write \`back: custom\` beside \`upcast: custom\`, and the function that makes version ${before.number}`,
    };
    return { kind: 'missing', ...versions, gaps: [gap] };
  }
  const ways = waysBack(descent, up.assignments, scope);
  const filling = createFilling(descent, ways, scope);
  const assignments = before.fields.map((field) => filling.fill(field, []));
  const gaps = [...ways.gaps, ...filling.gaps];
  if (gaps.length > 0) return { kind: 'missing', ...versions, gaps };
  return { kind: 'fields', ...versions, shape, assignments, demands: [...ways.demands, ...filling.demands] };
}

interface WaysBack extends Undoing {
  /** Fields that are made by hand, and nobody says how they are undone. */
  readonly gaps: readonly Gap[];
}

/** What the author says comes first. */
function waysBack({ before, after, step, owner }: Descent, made: readonly Assignment[], scope: PlanScope): WaysBack {
  const olderLabel = `${owner}@${before.number}`;
  const said: Undone[] = [];
  const implied = made.flatMap((assignment) => {
    const rule = step.backs.get(assignment.field);
    if (rule === undefined) return [undoSource(assignment, [assignment.field], scope.types)];
    said.push(...resolveBack({ rule, made: assignment, older: before.fields, olderLabel }, scope));
    return [];
  });
  const handMade = made.filter(({ field, source }) => source.kind === 'custom' && !step.backs.has(field));
  return {
    undone: [...said, ...implied.flatMap(({ undone }) => undone)],
    demands: implied.flatMap(({ demands }) => demands),
    merged: implied.flatMap(({ merged }) => merged),
    gaps: handMade.map(({ field }) => ({
      kind: 'unsaid',
      span: step.from.get(field)?.span ?? after.span,
      reason: `${quoted(field)} is made by hand`,
      help: `write \`back: custom\` at ${quoted(field)}, and the function that undoes it`,
    })),
  };
}

interface Filling {
  fill(field: Field, parent: readonly string[]): DownAssignment;
  /** Ways that were not needed, and so have to agree with those that were. */
  readonly demands: readonly Demand[];
  readonly gaps: readonly Gap[];
}

/** Finds for each field of the older version where it comes from. */
function createFilling(descent: Descent, ways: WaysBack, scope: PlanScope): Filling {
  const demands: Demand[] = [];
  const gaps: Gap[] = [];

  const sourceOf = ({ type, optional }: Field, path: readonly string[]): DownSource | undefined => {
    const whole = surest(ways.undone.filter(({ older }) => isSamePath(older, path)));
    const parts = ways.undone.filter(
      ({ older }) => older.length > path.length && isSamePath(older.slice(0, path.length), path),
    );
    const merged = ways.merged.filter(({ older }) => isSamePath(older.slice(0, path.length), path));
    const [first, ...others] = whole;
    if (first !== undefined) {
      demands.push(...[...others, ...parts].flatMap(({ demand }) => demand ?? []), ...merged);
      return first.source;
    }
    const record = underlying(type, scope.types);
    if (parts.length > 0 && record.kind === 'record')
      return { kind: 'record', members: record.fields.map((member) => fill(member, path)), vanishes: optional };
    const refill = refillOf(descent, path, type, scope);
    if (refill !== undefined) return refill;
    if (optional && merged.length === 0) return { kind: 'absent' };
    return undefined;
  };

  const fill = (field: Field, parent: readonly string[]): DownAssignment => {
    const path = [...parent, field.name];
    const { name, type, optional } = field;
    const source = sourceOf(field, path);
    if (source === undefined) gaps.push(...gapsOf(descent, path, field, ways));
    return { field: name, type, optional, source: source ?? { kind: 'absent' } };
  };

  return { fill, demands, gaps };
}

/** What only the head of a list was taken of is the last to ask. */
function surest(ways: readonly Undone[]): readonly Undone[] {
  const isSure = ({ demand }: Undone): boolean => demand?.kind !== 'first';
  return [...ways.filter(isSure), ...ways.filter((way) => !isSure(way))];
}

function isSamePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

/** What `drop` says that is to be written there; of a record that is taken apart, its part. */
function refillOf(
  { step, before, owner }: Descent,
  path: readonly string[],
  type: Type,
  scope: PlanScope,
): DownSource | undefined {
  const [name = '', ...inside] = path;
  const refill = step.drops.find(({ field }) => field.text === name)?.refill;
  if (refill === undefined) return undefined;
  const rule = inside.reduce<typeof refill | undefined>(
    (outer, key) =>
      outer?.kind === 'record' ? outer.members.find((member) => member.name.text === key)?.rule : undefined,
    refill,
  );
  if (rule === undefined) return undefined;
  const label = `${quoted(path.join('.'))} of ${owner}@${before.number}`;
  return resolveBackwards(rule, { type, optional: true, label }, inside.length > 0 ? withoutCustom(scope) : scope);
}

/** Why a field of the older version cannot be filled. */
function gapsOf(
  { before, after, step, owner }: Descent,
  path: readonly string[],
  field: Field,
  { merged, gaps }: WaysBack,
): readonly Gap[] {
  const name = path.join('.');
  const [first = ''] = path;
  const from = merged.find(({ older }) => isSamePath(older, path));
  if (from !== undefined) {
    const [newer = ''] = from.path;
    return [
      {
        kind: 'unsaid',
        span: step.from.get(newer)?.span ?? field.span,
        reason: `${quoted(name)} cannot be told from ${quoted(from.path.join('.'))}, of which several members become one`,
        help: `write \`back: { field: ${from.path.join('.')}, map: { … } }\` at ${quoted(newer)}`,
      },
    ];
  }
  const drop = step.drops.find((each) => each.field.text === first);
  // What a hand-written field is made of is its own business, and said there.
  if (drop === undefined && gaps.length > 0) return [];
  const refill = path.slice(1).reduceRight((inner, key) => `{ fields: { ${key}: ${inner} } }`, '{ const: … }');
  return [
    {
      kind: drop === undefined ? 'unsaid' : 'dropped',
      span: drop?.field.span ?? after.span,
      reason: `${quoted(name)} of ${owner}@${before.number} is required, and ${drop === undefined ? 'nothing says what it was' : 'is dropped'}`,
      help: `write \`drop: { ${first}: { refill: ${refill} } }\``,
    },
  ];
}
