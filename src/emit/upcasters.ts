import type { EmittedFile } from '../codegen/emitted-file.js';
import { jsDoc } from '../codegen/js-doc.js';
import { delimited, indent } from '../codegen/layout.js';
import { propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { StepPlan } from '../evolution/plan.js';
import { type Event, newestVersion } from '../model/model.js';
import { addCheck } from './check-text.js';
import { type EmitAggregate, openFile } from './emit-input.js';
import { assignedStatements, conditionText, fusedBody, type FusedStage } from './fuse.js';
import { createModuleScope, type ModuleScope } from './module-scope.js';
import { type Exported, named, numbered, ref } from './names.js';
import { handMadeCheckName, madeByHand, partEvent, splitName, splitNeeds, upcastCall } from './upcast-call.js';
import { needsOfSteps, type UpcastNeeds } from './upcast-needs.js';
import { usesVariable } from './uses-variable.js';

/** `shop/cart/upcasters.ts`: the steps between neighbouring versions, and from each version straight to the newest. */
export function emitUpcasters(emit: EmitAggregate): EmittedFile {
  const { aggregate, own } = emit;
  const file = openFile(emit, own.paths.upcasters, aggregate.source);
  // What is passed over when it is read needs no way to the newest version.
  const events = aggregate.events.filter(({ retired }) => retired?.kind !== 'dropped');
  const module = createModuleScope(file, emit, [
    own.customSteps.name,
    ...events.flatMap((event) => namesOf(event, emit)),
  ]);
  addCustomSteps(events, module, emit);
  for (const event of events) addEvent(event, module, emit);
  for (const event of events) if (event.retired?.kind === 'split') addSplit(event, module, emit);
  module.close();
  return file.close();
}

function namesOf(event: Event, emit: EmitAggregate): string[] {
  const { steps, upcasts } = named(emit.own.events, event.name);
  const checks = event.versions.flatMap(({ number }) =>
    madeByHand(event, number, emit) ? [handMadeCheckName(event, number)] : [],
  );
  return [
    ...[...steps, ...upcasts].map(({ name }) => name),
    ...checks,
    ...(event.retired?.kind === 'split' ? [splitName(event)] : []),
  ];
}

function addCustomSteps(events: readonly Event[], module: ModuleScope, emit: EmitAggregate): void {
  const { aggregate, own } = emit;
  const members = events.flatMap((event) =>
    (emit.plans.events.get(event.name) ?? []).flatMap((plan) => customMembers(event, plan, emit)),
  );
  const none = `${runtime.NoCustomSteps}<${stringLiteral(aggregate.name)}>`;
  const type = members.length === 0 ? none : delimited('{', members, '}', { separator: ';', broken: true });
  const text = `The steps between versions of ${aggregate.name} that the schema calls \`custom\`.`;
  module.add(`${jsDoc({ text })}export type ${own.customSteps.name} = ${type};`);
}

function customMembers({ name }: Event, plan: StepPlan, { own }: EmitAggregate): string[] {
  const { versions } = named(own.events, name);
  const before = ref(numbered(versions, plan.from));
  const after = ref(numbered(versions, plan.to));
  const member = (key: string, about: string, result: string): string =>
    `${jsDoc({ text: about })}readonly ${propertyKey(key)}: (data: ${before}, envelope: ${runtime.Envelope}) => ${result}`;
  if (plan.kind === 'custom') {
    return [member(`${name}@${plan.to}`, `${name}: version ${plan.to} from version ${plan.from}.`, after)];
  }
  return plan.assignments.flatMap(({ field, optional, source }) => {
    if (source.kind !== 'custom') return [];
    const result = `${after}[${stringLiteral(field)}]${optional ? ' | undefined' : ''}`;
    const about = `${name}: "${field}" of version ${plan.to} from version ${plan.from}.`;
    return [member(`${name}@${plan.to}.${field}`, about, result)];
  });
}

function addEvent(event: Event, module: ModuleScope, emit: EmitAggregate): void {
  const names = named(emit.own.events, event.name);
  const plans = emit.plans.events.get(event.name) ?? [];
  const newest = newestVersion(event).number;
  for (const { number, shape } of event.versions) {
    if (!madeByHand(event, number, emit)) continue;
    addCheck(
      shape,
      { name: handMadeCheckName(event, number), subject: `${event.name}V${number}`, exported: true },
      module,
    );
  }
  for (const step of names.steps.keys())
    addStep(event, step + 1, step + 2, numbered(names.steps, step + 1), module, emit);
  for (const [index, upcast] of names.upcasts.entries()) {
    const from = index + 1;
    if (from + 1 < newest) addStep(event, from, newest, upcast, module, emit, ref(names.newest));
    else
      module.add(
        `${documentation(event, from, newest, newest)}export const ${upcast.name}: typeof ${ref(numbered(names.steps, from))} = ${ref(numbered(names.steps, from))};`,
      );
  }
  if (plans.length !== newest - 1) throw new Error(`${event.name} has ${newest} versions and ${plans.length} steps`);
}

function documentation({ name }: Event, from: number, to: number, newest: number): string {
  return jsDoc({
    text:
      to === newest && from + 1 < to
        ? `${name}: version ${from} straight to the newest.`
        : `${name}: version ${from} to version ${to}.`,
  });
}

/** @param made the type that it makes, where that is not the version's own. */
function addStep(
  event: Event,
  from: number,
  to: number,
  { name }: Exported,
  module: ModuleScope,
  emit: EmitAggregate,
  made?: string,
): void {
  const steps = (emit.plans.events.get(event.name) ?? []).slice(from - 1, to - 1);
  const stages = event.versions.slice(from - 1, to).map((version) => stageOf(event, version.number, emit));
  const checkOf = (version: number): string => handMadeCheckName(event, version);
  const body = fusedBody({ subject: event.name, stages, steps, checkOf }, module);
  const given = stages[0]?.type ?? '';
  const returns = made ?? stages.at(-1)?.type ?? '';
  const about = documentation(event, from, to, newestVersion(event).number);
  module.add(
    `${about}export function ${name}(${parameters(given, needsOfSteps(steps, emit.plans), body, emit)}): ${returns} {\n${indent(body)}\n}`,
  );
}

function stageOf(event: Event, number: number, { own }: EmitAggregate): FusedStage {
  const { shape } = numbered(event.versions, number);
  return { number, shape, type: ref(numbered(named(own.events, event.name).versions, number)) };
}

/** What a plan says is needed, and the code then turns out not to use, is a parameter all the same. */
function parameters(given: string, { envelope, steps }: UpcastNeeds, body: string, { own }: EmitAggregate): string {
  const parameter = (name: string): string => (usesVariable(body, name) ? name : `_${name}`);
  return [
    `${parameter('data')}: ${given}`,
    ...(envelope ? [`${parameter('envelope')}: ${runtime.Envelope}`] : []),
    ...(steps ? [`${parameter('steps')}: ${ref(own.customSteps)}`] : []),
  ].join(', ');
}

/** The parts keep their places in the list, whichever of them are there. */
function addSplit(event: Event, module: ModuleScope, emit: EmitAggregate): void {
  const { number, shape } = newestVersion(event);
  const variables = module.variables('parts');
  const blocks = (emit.plans.splits.get(event.name) ?? []).map((part, index) => {
    const target = partEvent(part.event, emit);
    const made = stageOf(target, part.version, emit);
    const statements = assignedStatements(part.assignments, shape, made, target.name, module, variables, (variable) => {
      const members = [
        `type: ${stringLiteral(target.name)}`,
        `version: ${newestVersion(target).number}`,
        `data: ${upcastCall(target, part.version, variable, emit)}`,
        `index: ${index}`,
      ];
      return [`parts.push({ ${members.join(', ')} });`];
    });
    return part.when === undefined
      ? statements
      : `if (${conditionText(part.when, module)}) {\n${indent(statements)}\n}`;
  });
  const body = [`const parts: ${runtime.Part}[] = [];`, ...blocks, 'return parts;'].join('\n');
  const given = ref(numbered(named(emit.own.events, event.name).versions, number));
  const about = jsDoc({ text: `${event.name} as the events that it is read as.` });
  const signature = `export function ${splitName(event)}(${parameters(given, splitNeeds(event, emit), body, emit)}): readonly ${runtime.Part}[]`;
  module.add(`${about}${signature} {\n${indent(body)}\n}`);
}
