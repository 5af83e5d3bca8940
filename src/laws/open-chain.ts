import type { EmitAggregate } from '../emit/emit-input.js';
import { named, numbered } from '../emit/names.js';
import { isConverted } from '../emit/stored-form.js';
import { needsOfSteps } from '../emit/upcast-needs.js';
import { runDown, runSplit, runStep, type Surroundings } from '../evolution/interpret-plan.js';
import { waysBack } from '../evolution/plans.js';
import type { Json } from '../language/syntax.js';
import { type Event, newestVersion } from '../model/model.js';
import type { Chain, ChainSplit, PlannedChain } from './chain.js';
import type { EmittedAggregate } from './emitted/emitted-aggregate.js';
import { envelope } from './envelope.js';
import { type HandWritten, isHandWrittenStep } from './hand-written.js';
import { isExactStep } from './is-exact.js';
import { storedForm } from './stored-form.js';

/** What a chain is opened with. */
export interface ChainInput {
  readonly emit: EmitAggregate;
  readonly code: EmittedAggregate;
  /** `undefined` where what is hand-written is not there: ways through it are then left out. */
  readonly written: HandWritten | undefined;
}

/** Opens the history of each event of an aggregate that is read at all. */
export function openChains(input: ChainInput): readonly Chain[] {
  const { aggregate } = input.emit;
  const chains = new Map<string, Chain>();
  for (const event of aggregate.events) {
    if (event.retired?.kind !== 'dropped') chains.set(event.name, openChain(event, input, chains));
  }
  return [...chains.values()];
}

/** @param chains all of the aggregate, once they are open. */
function openChain(event: Event, input: ChainInput, chains: ReadonlyMap<string, Chain>): Chain {
  const { emit, code, written } = input;
  const newest = newestVersion(event).number;
  const plans = emit.plans.events.get(event.name) ?? [];
  const downs = waysBack(event, emit.plans);
  const reader = code.reader(event.name);
  const handMade = plans.map(isHandWrittenStep);
  const isOpen = (version: number): boolean => {
    const down = downs[version - 2];
    return down !== undefined && down.kind !== 'missing' && (written !== undefined || !isHandWrittenStep(down));
  };
  const backs = written?.downcast ?? {};
  const names = named(emit.own.events, event.name);
  return {
    event,
    label: `${emit.aggregate.name}.${event.name}`,
    newest,
    oldest: written === undefined ? handMade.lastIndexOf(true) + 2 : 1,
    isHandMade: (version) => handMade.slice(version - 1).includes(true),
    parse: (version, json) => code.parse(event.name, version, json),
    problem: (version, stored) => code.problem(event.name, version, stored),
    step: (version, data) => code.up(numbered(names.steps, version).name, data),
    straight: (version, data) => (version === newest ? data : code.up(numbered(names.upcasts, version).name, data)),
    read: reader.versions === undefined ? undefined : (version, json) => reader.versions?.[version]?.(json, envelope),
    isReadAsStored: !isConverted(newestVersion(event).shape, emit),
    stepBack(version) {
      if (!isOpen(version)) return undefined;
      return (json) => code.down(numbered(names.stepsBack, version - 1).name, json, backs);
    },
    straightBack(version) {
      for (let at = newest; at > version; at -= 1) if (!isOpen(at)) return undefined;
      return version === newest ? undefined : (json) => code.down(numbered(names.downcasts, version).name, json, backs);
    },
    planned: plannedChain(event, input),
    get split() {
      return event.retired?.kind === 'split' ? openSplit(event, input, chains) : undefined;
    },
  };
}

function plannedChain(event: Event, input: ChainInput): PlannedChain {
  const { plans, context } = input.emit;
  const steps = plans.events.get(event.name) ?? [];
  const around = surroundingsOf(event, input);
  return {
    step: (version, json) => runStep(numbered(steps, version), json, around),
    stepBack: (version, json) => runDown(numbered(plans.downs.events.get(event.name) ?? [], version - 1), json, around),
    mayRefuse: (from, to) => needsOfSteps(steps.slice(from - 1, to - 1), plans).throws,
    isExact(version) {
      const { step } = numbered(event.versions, version + 1);
      return isExactStep(numbered(steps, version), step, plans, context.types);
    },
  };
}

/** The interpreter calls what is hand-written as generated code does, with typed data. */
function surroundingsOf({ name }: Event, { emit, code, written }: ChainInput): Surroundings {
  const call = (steps: Readonly<Record<string, unknown>>, key: string, given: number, json: Json): Json | undefined => {
    const step = steps[key];
    if (typeof step !== 'function') return undefined;
    // What it returns is held to its version elsewhere.
    return storedForm(step(code.parse(name, given, json), envelope)) as Json | undefined;
  };
  const keyOf = (version: number, field: string | undefined): string =>
    `${name}@${version}${field === undefined ? '' : `.${field}`}`;
  const { plans, context } = emit;
  if (written === undefined) return { envelope, context, plans };
  return {
    envelope,
    context,
    plans,
    custom: (version, field, json) => call(written.upcast, keyOf(version, field), version - 1, json),
    customBack: (version, field, json) => call(written.downcast, keyOf(version, field), version + 1, json),
  };
}

/** Not there where a part goes a way that is hand-written, and what is hand-written is not there. */
function openSplit(event: Event, input: ChainInput, chains: ReadonlyMap<string, Chain>): ChainSplit | undefined {
  const { code, emit } = input;
  const parts = emit.plans.splits.get(event.name) ?? [];
  const around = surroundingsOf(event, input);
  const reader = code.reader(event.name);
  const targets = parts.map(({ event: target, version }) => ({ chain: named(chains, target), version }));
  if (targets.some(({ chain, version }) => version < chain.oldest)) return undefined;
  return {
    parts: targets,
    read: (version, json) => reader.parts?.[version]?.(json, envelope) ?? [],
    planned: (json) =>
      parts.flatMap((part, index) => runSplit([part], json, around).map(({ data }) => ({ index, data }))),
  };
}
