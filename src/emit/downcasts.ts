import { delimited, fits, indent } from '../codegen/layout.js';
import { jsonLiteral, propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { Demand, DownAssignment, DownPlan } from '../evolution/down-plan.js';
import { mayNotHold } from '../evolution/may-not-hold.js';
import type { RecordType } from '../model/type.js';
import {
  type DownData,
  type DownScope,
  imagesText,
  membersText,
  partText,
  plainParts,
  sourceText,
} from './down-source.js';
import { loweredText } from './lower-text.js';
import type { ModuleScope } from './module-scope.js';
import { pointerTo } from './source-value.js';

/** One step of a chain backwards, with what the code around knows of its versions. */
export interface DownStage {
  readonly plan: Exclude<DownPlan, { readonly kind: 'missing' }>;
  /** The fields of the newer version. */
  readonly newer: RecordType;
  /** The name of the function that checks the older version as it is stored. */
  readonly check: string;
  /** The newer version's typed data, of an expression of its stored data. Hand-written steps are given it. */
  readonly typed: (stored: string) => string;
}

export interface DownChain {
  /** `ItemAdded` */
  readonly subject: string;
  /** From the newest on. */
  readonly stages: readonly DownStage[];
}

/** Whether a step of the chain is hand-written, at least in part. */
export function isHandWritten(stages: readonly Pick<DownStage, 'plan'>[]): boolean {
  return stages.some(
    ({ plan }) => plan.kind === 'custom' || plan.assignments.some(({ source }) => source.kind === 'custom'),
  );
}

/** The body of a function that takes `data` of the newest version, as it is stored, and gives that of the oldest. */
export function downcastBody({ subject, stages }: DownChain, module: ModuleScope): string {
  const variables = module.variables('data');
  const lines: string[] = [];
  let data: DownData = 'data';
  /** Where the fields of the version that is at hand come from in the data that is given. */
  let origins: Origins = new Map();
  for (const [index, stage] of stages.entries()) {
    const { plan } = stage;
    const scope = stageScope(stage, subject, data, module);
    const places = originsOf(stage, origins);
    const next = stages[index + 1];
    const made = plan.kind === 'custom' ? wholeByHand(stage, subject, data, module) : madeText(plan.assignments, scope);
    const variable = variables.take(`v${plan.to}`);
    const [before, after] = plan.kind === 'custom' ? [[], []] : demandLines(plan.demands, scope, variable, origins);
    const isChecked = plan.kind === 'custom' || mayNotHold(plan, stage.newer, module.emit.context.types);
    const check = `${runtime.demandOlder}(${[`${stage.check}(${variable})`, ...placesText(places)].join(', ')});`;
    const needsVariable = after.length > 0 || isChecked || (next !== undefined && isHandWritten([next]));
    const parts = plan.kind === 'custom' || needsVariable ? undefined : plainParts(plan.assignments, scope);
    lines.push(...before);
    if (next === undefined && !needsVariable) return [...lines, `return ${made};`].join('\n');
    if (parts === undefined)
      lines.push(`const ${variable}: ${runtime.StoredData} = ${made};`, ...after, ...(isChecked ? [check] : []));
    data = parts ?? variable;
    origins = places;
  }
  return [...lines, `return ${String(data)};`].join('\n');
}

function madeText(assignments: readonly DownAssignment[], scope: DownScope): string {
  const { members, optional } = membersText(assignments, scope);
  const made = delimited('{', members, '}', { beside: optional ? 36 : 20 });
  return optional ? `${runtime.presentMembers}(${made})` : made;
}

type Origins = ReadonlyMap<string, readonly string[]>;

/** Of a part that is read, the way to it from the beginning. */
function originOf([name = '', ...rest]: readonly string[], origins: Origins): readonly string[] {
  return [...(origins.get(name) ?? [name]), ...rest];
}

function originsOf({ plan }: DownStage, before: Origins): Origins {
  if (plan.kind === 'custom') return new Map();
  return new Map(
    plan.assignments.map(({ field, source }) => [
      field,
      'read' in source ? originOf(source.read.path, before) : [field],
    ]),
  );
}

/** Only of fields that do not come from where they are. */
function placesText(origins: Origins): readonly string[] {
  const moved = [...origins].filter(([field, path]) => path.length !== 1 || path[0] !== field);
  if (moved.length === 0) return [];
  const entries = moved.map(([field, path]) => `${propertyKey(field)}: [${path.map(stringLiteral).join(', ')}]`);
  return [delimited('{', entries, '}')];
}

function stageScope(stage: DownStage, subject: string, data: DownData, module: ModuleScope): DownScope {
  const { plan, typed } = stage;
  return {
    module,
    data,
    subject: `${subject}V${plan.from}ToV${plan.to}`,
    custom: ({ field, type }: DownAssignment) => {
      const made = `backs[${stringLiteral(`${subject}@${plan.to}.${field}`)}](${typed(variableOf(data))})`;
      return loweredText(type, made, `lower${subject}V${plan.to}`, module);
    },
  };
}

/** What is hand-written is given the whole version before. */
function variableOf(data: DownData): string {
  if (typeof data !== 'string') throw new Error('a hand-written step is given a variable');
  return data;
}

function wholeByHand({ plan, typed }: DownStage, subject: string, data: DownData, module: ModuleScope): string {
  const made = `backs[${stringLiteral(`${subject}@${plan.to}`)}](${typed(variableOf(data))})`;
  const lowered = loweredText(plan.shape, made, `lower${subject}V${plan.to}`, module);
  return `${runtime.parsed}<${runtime.StoredData}>(undefined, ${lowered})`;
}

/** What can be demanded at once, and what needs the older version. */
function demandLines(
  demands: readonly Demand[],
  scope: DownScope,
  older: string,
  origins: Origins,
): readonly [before: readonly string[], after: readonly string[]] {
  const before: string[] = [];
  const after: string[] = [];
  for (const demand of demands) {
    const value = partText(demand.path, scope.data);
    const pointer = stringLiteral(pointerTo(originOf(demand.path, origins)));
    switch (demand.kind) {
      case 'equal':
        before.push(callText(runtime.demandEqual, [value, jsonLiteral(demand.value), pointer]));
        break;
      case 'absent':
        before.push(callText(runtime.demandAbsent, [value, pointer]));
        break;
      case 'present':
        before.push(callText(runtime.demandPresent, [value, pointer]));
        break;
      case 'agree':
        after.push(
          callText(runtime.demandAgreement, [
            sourceText(demand.source, scope),
            partText(demand.older, older),
            value,
            pointer,
          ]),
        );
        break;
      case 'image':
        after.push(
          callText(runtime.demandImage, [imagesText(demand.map, scope), partText(demand.older, older), value, pointer]),
        );
        break;
      case 'first': {
        const otherwise = demand.otherwise === undefined ? 'undefined' : jsonLiteral(demand.otherwise);
        after.push(
          callText(runtime.demandFirst, [
            sourceText(demand.item, scope),
            partText(demand.older, older),
            otherwise,
            value,
            pointer,
          ]),
        );
        break;
      }
    }
  }
  return [before, after];
}

function callText(callee: string, parameters: readonly string[]): string {
  const line = `${callee}(${parameters.join(', ')});`;
  return fits(line, 2) ? line : `${callee}(\n${indent(parameters.map((parameter) => `${parameter},`).join('\n'))}\n);`;
}
