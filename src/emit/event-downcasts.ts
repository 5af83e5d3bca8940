import { jsDoc } from '../codegen/js-doc.js';
import { delimited, indent } from '../codegen/layout.js';
import { propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { DownPlan } from '../evolution/down-plan.js';
import { waysBack } from '../evolution/plans.js';
import { type Event, newestVersion } from '../model/model.js';
import { downcastBody, type DownStage, isHandWritten } from './downcasts.js';
import type { EmitAggregate } from './emit-input.js';
import type { ModuleScope } from './module-scope.js';
import { named, numbered, ref } from './names.js';
import type { RecordCodecNames } from './record-codec.js';
import { usesVariable } from './uses-variable.js';

/** Whether the aggregate has a step backwards that its schema calls `custom`. */
export function hasCustomDowncasts({ aggregate, plans }: EmitAggregate): boolean {
  return aggregate.events.some((event) =>
    waysBack(event, plans).some((plan) => plan.kind !== 'missing' && isHandWritten([{ plan }])),
  );
}

/** `CartCustomDowncasts`: what runs backwards by hand. */
export function addCustomDowncasts(module: ModuleScope, emit: EmitAggregate): void {
  const { aggregate, own } = emit;
  const members = aggregate.events.flatMap((event) =>
    waysBack(event, emit.plans).flatMap((plan) => customMembers(event, plan, emit)),
  );
  const none = `${runtime.NoCustomSteps}<${stringLiteral(aggregate.name)}>`;
  const type = members.length === 0 ? none : delimited('{', members, '}', { separator: ';', broken: true });
  const text = `What the schema of ${aggregate.name} calls \`custom\` on the way back to older versions.`;
  module.add(`${jsDoc({ text })}export type ${own.customDowncasts.name} = ${type};`);
}

function customMembers({ name }: Event, plan: DownPlan, { own }: EmitAggregate): string[] {
  const { versions } = named(own.events, name);
  const newer = ref(numbered(versions, plan.from));
  const older = ref(numbered(versions, plan.to));
  const member = (key: string, about: string, result: string): string =>
    `${jsDoc({ text: about })}readonly ${propertyKey(key)}: (data: ${newer}) => ${result}`;
  switch (plan.kind) {
    case 'missing':
      return [];
    case 'custom':
      return [member(`${name}@${plan.to}`, `${name}: version ${plan.from} as version ${plan.to}.`, older)];
    case 'fields':
      return plan.assignments.flatMap(({ field, optional, source }) => {
        if (source.kind !== 'custom') return [];
        const result = `${older}[${stringLiteral(field)}]${optional ? ' | undefined' : ''}`;
        const about = `${name}: "${field}" of version ${plan.to}, from version ${plan.from}.`;
        return [member(`${name}@${plan.to}.${field}`, about, result)];
      });
  }
}

/** The steps between neighbouring versions, and from the newest straight to each older one, as far as they run. */
export function addEventDowncasts(
  event: Event,
  codecs: readonly RecordCodecNames[],
  module: ModuleScope,
  emit: EmitAggregate,
): void {
  const newest = newestVersion(event).number;
  const names = named(emit.own.events, event.name);
  for (let to = newest - 1; to >= 1; to -= 1) {
    const step = stagesOf(event, to + 1, to, codecs, emit);
    if (step !== undefined) addDowncast(event, step, numbered(names.stepsBack, to).name, module, emit);
    const all = to + 1 < newest ? stagesOf(event, newest, to, codecs, emit) : undefined;
    if (all !== undefined) addDowncast(event, all, numbered(names.downcasts, to).name, module, emit);
  }
}

/** `undefined` where a step on the way does not run backwards. */
function stagesOf(
  event: Event,
  from: number,
  to: number,
  codecs: readonly RecordCodecNames[],
  { plans }: EmitAggregate,
): readonly DownStage[] | undefined {
  const downs = (plans.downs.events.get(event.name) ?? []).slice(to - 1, from - 1).reverse();
  const stages = downs.flatMap((plan): readonly DownStage[] => {
    if (plan.kind === 'missing') return [];
    const { shape } = numbered(event.versions, plan.from);
    const { revived } = numbered(codecs, plan.from);
    return [{ plan, newer: shape, check: numbered(codecs, plan.to).check, typed: revived }];
  });
  return stages.length === downs.length ? stages : undefined;
}

function addDowncast(
  { name }: Event,
  stages: readonly DownStage[],
  called: string,
  module: ModuleScope,
  { own }: EmitAggregate,
): void {
  const [from, to] = [stages[0]?.plan.from ?? 0, stages.at(-1)?.plan.to ?? 0];
  const body = downcastBody({ subject: name, stages }, module);
  const parameters = [
    `${usesVariable(body, 'data') ? '' : '_'}data: ${runtime.StoredData}`,
    ...(isHandWritten(stages) ? [`backs: ${ref(own.customDowncasts)}`] : []),
  ];
  const about = jsDoc({
    text: `${name}: version ${from} as version ${to}, both as they are stored. Throws InvalidData where version ${to} cannot hold it.`,
  });
  module.add(
    `${about}export function ${called}(${parameters.join(', ')}): ${runtime.StoredData} {\n${indent(body)}\n}`,
  );
}

/** `{ version: 2, newest: 3, store: storeItemAddedV3, downcast: downcastItemAddedV3ToV2 }` */
export function pinnedWriterText(event: Event, version: number, store: string, emit: EmitAggregate): string {
  const newest = newestVersion(event).number;
  const { downcasts } = named(emit.own.events, event.name);
  const downs = (emit.plans.downs.events.get(event.name) ?? []).slice(version - 1);
  const stages = downs.flatMap((plan) => (plan.kind === 'missing' ? [] : [{ plan }]));
  const downcast = numbered(downcasts, version).name;
  const called = isHandWritten(stages) ? `(data) => ${downcast}(data, backs)` : downcast;
  return delimited('{', [`version: ${version}`, `newest: ${newest}`, `store: ${store}`, `downcast: ${called}`], '}');
}
