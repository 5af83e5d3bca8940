import { importSymbol } from '../codegen/import-symbol.js';
import { type Event, newestVersion } from '../model/model.js';
import type { EmitAggregate } from './emit-input.js';
import { named, numbered, ref } from './names.js';
import { needsOfAssignments, needsOfSteps, type UpcastNeeds } from './upcast-needs.js';

/** What the function from a version of an event to the newest is given beside the data. */
export function upcastNeeds(event: Event, version: number, { plans }: EmitAggregate): UpcastNeeds {
  return needsOfSteps((plans.events.get(event.name) ?? []).slice(version - 1), plans);
}

/** Data of a version of an event as data of its newest; `envelope` and `steps` are in scope. */
export function upcastCall(event: Event, version: number, data: string, emit: EmitAggregate): string {
  if (version === newestVersion(event).number) return data;
  const upcast = numbered(named(emit.own.events, event.name).upcasts, version);
  return `${ref(upcast)}(${[data, ...besides(upcastNeeds(event, version, emit))].join(', ')})`;
}

/** What the function that splits an event is given beside the data: what its parts and their ways to the newest need. */
export function splitNeeds(event: Event, emit: EmitAggregate): UpcastNeeds {
  const needs = (emit.plans.splits.get(event.name) ?? []).flatMap((part): UpcastNeeds[] => {
    const target = partEvent(part.event, emit);
    return [needsOfAssignments(part.assignments, emit.plans), upcastNeeds(target, part.version, emit)];
  });
  return {
    envelope: needs.some(({ envelope }) => envelope),
    steps: needs.some(({ steps }) => steps),
    throws: needs.some(({ throws }) => throws),
  };
}

/** The parts that data of a split event's newest version is read as. */
export function splitCall(event: Event, data: string, emit: EmitAggregate): string {
  const split = importSymbol(splitName(event), emit.own.paths.upcasters, 'value');
  return `${split}(${[data, ...besides(splitNeeds(event, emit))].join(', ')})`;
}

export function splitName({ name }: Event): string {
  return `split${name}`;
}

export function partEvent(name: string, { aggregate }: EmitAggregate): Event {
  const event = aggregate.events.find((each) => each.name === name);
  if (event === undefined)
    throw new Error(`a split names an event ${JSON.stringify(name)} that its aggregate does not have`);
  return event;
}

/** `checkItemAddedV3` of the upcasters: exists where a hand-written step makes the whole version. */
export function madeByHand(event: Event, version: number, { plans }: EmitAggregate): boolean {
  return plans.events.get(event.name)?.[version - 2]?.kind === 'custom';
}

export function handMadeCheckName({ name }: Event, version: number): string {
  return `check${name}V${version}`;
}

/** Names of arguments, in their order. */
export function besides({ envelope, steps }: UpcastNeeds): readonly string[] {
  return [...(envelope ? ['envelope'] : []), ...(steps ? ['steps'] : [])];
}
