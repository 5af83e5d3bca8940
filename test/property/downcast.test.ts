import fc from 'fast-check';
import { inspect, isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { EmittedFile } from '../../src/codegen/emitted-file.js';
import { emitContext } from '../../src/emit/emit-context.js';
import type { DownPlan } from '../../src/evolution/down-plan.js';
import {
  runDowns,
  runStep,
  StepFailure,
  type StoredEnvelope,
  type Surroundings,
} from '../../src/evolution/interpret-plan.js';
import type { StepPlan } from '../../src/evolution/plan.js';
import type { Json } from '../../src/language/syntax.js';
import { InvalidData } from '../../src/runtime/errors.js';
import { loadGenerated } from '../support/load-generated.js';
import { typeErrors } from '../support/type-errors.js';
import { readContext } from '../unit/emit/read-context.js';
import { type ChainVersion, type Draw, recordValue, schemaOf, someChain } from './upcast/chain.js';

const envelope: StoredEnvelope = {
  id: '0190163d-8694-739b-aea5-966c26f8ad90',
  stream: 'Cart-7',
  revision: 3,
  recordedAt: '2026-11-23T09:30:00.000Z',
};

const runs = Number(process.env['DOWNCAST_RUNS'] ?? 150);
const seed = process.env['DOWNCAST_SEED'];

/** What a function makes; `undefined` where it refuses. */
function tried<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof StepFailure || error instanceof InvalidData) return undefined;
    throw error;
  }
}

/** As JSON gives it back: with one zero, and without what is `undefined`. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}

/** The rules of what must agree with another part of the newer version. */
function told(down: DownPlan | undefined): readonly string[] {
  const kinds = down?.kind === 'fields' ? down.demands.map(({ kind }) => kind) : [];
  return kinds.filter((kind) => kind === 'agree' || kind === 'image' || kind === 'first');
}

/** Whether something goes nowhere: a field, what a path leaves of one, or all but the first item of a list. */
function isDropping(step: StepPlan | undefined): boolean {
  if (step?.kind !== 'fields') return false;
  const paths = step.assignments.flatMap(({ source }) => ('read' in source ? [source.read.path] : []));
  const isCut = step.assignments.some(({ source }) => source.kind === 'first');
  return isCut || step.drops.length > 0 || paths.some(({ length }) => length > 1);
}

interface Chain {
  readonly versions: readonly ChainVersion[];
  readonly steps: readonly StepPlan[];
  readonly downs: readonly DownPlan[];
  readonly around: Surroundings;
  readonly files: readonly EmittedFile[];
  /** Generated code, from one version to an older one; `undefined` where there is none. */
  down(from: number, to: number): ((data: Json) => unknown) | undefined;
}

function chainOf(draw: Draw, context: string): Chain {
  const versions = someChain(draw);
  const emit = readContext(schemaOf(context, versions), {});
  const files = emitContext(emit.context, emit.plans, new Map([[context, emit.names]]), emit.options);
  const codec = loadGenerated(files)(`${context}/cart/codec`);
  return {
    versions,
    steps: emit.plans.events.get('Changed') ?? [],
    downs: emit.plans.downs.events.get('Changed') ?? [],
    around: { envelope, context: emit.context, plans: emit.plans },
    files,
    down(from, to) {
      const downcast = codec[`downcastChangedV${from}ToV${to}`];
      return typeof downcast === 'function' ? (data) => downcast(data) as unknown : undefined;
    },
  };
}

/** What came up from a version goes down to it, and comes up the same. */
function roundTrips(draw: Draw, { versions, steps, downs, around }: Chain, from: number): number {
  let trips = 0;
  let upper: Json | undefined = recordValue(draw, versions[from - 1]?.fields ?? []);
  for (let to = from + 1; to <= versions.length; to += 1) {
    const [step, down] = [steps[to - 2], downs[to - 2]];
    if (step === undefined || down?.kind !== 'fields') break;
    const data: Json = upper;
    upper = tried(() => runStep(step, data, around));
    if (upper === undefined) break;
    // Two heads of one list, which may be empty, need not agree on what it was.
    if (told(down).includes('first')) break;
    // What a later step drops, or one of two ways, is not there any more when an earlier one asks for it.
    if (to > from + 1 && (isDropping(step) || told(down).length > 0)) break;
    const there: Json = upper;
    const back = tried(() => runDowns('Changed', to, from, there, around));
    const again =
      back === undefined
        ? undefined
        : tried(() => steps.slice(from - 1, to - 1).reduce<Json>((value, up) => runStep(up, value, around), back));
    if (!isSame(again, there)) throw new Error(`${from}→${to} ${shown({ there, back, again })}`);
    trips += 1;
  }
  return trips;
}

/** Generated code does to any data of a version, wherever it came from, what the interpreter does. */
function comparesDowns(draw: Draw, chain: Chain): number {
  const { versions, downs, around } = chain;
  let refused = 0;
  for (let from = versions.length; from > 1; from -= 1) {
    const json = recordValue(draw, versions[from - 1]?.fields ?? []);
    for (let to = from - 1; to >= 1 && downs[to - 1]?.kind === 'fields'; to -= 1) {
      const downcast = chain.down(from, to);
      expect(downcast === undefined).toBe(from < versions.length && to < from - 1);
      if (downcast === undefined) continue;
      const expected = tried(() => runDowns('Changed', from, to, json, around));
      const actual = tried(() => downcast(json));
      if (!isSame(actual, expected)) throw new Error(`${from}→${to} ${shown({ json, actual, expected })}`);
      if (expected === undefined) refused += 1;
    }
  }
  return refused;
}

function shown(value: unknown): string {
  return inspect(value, { depth: null });
}

const compiled: EmittedFile[] = [];

describe('chains of versions', () => {
  it('run backwards: what came up goes down, and comes up the same; by generated code as by the interpreter', () => {
    let count = 0;
    let trips = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        count += 1;
        const chain = chainOf(draw, `down-${count}`);
        if (count <= 60) compiled.push(...chain.files);
        try {
          for (let at = 0; at < 4; at += 1) {
            for (let from = 1; from <= chain.versions.length; from += 1) trips += roundTrips(draw, chain, from);
            refused += comparesDowns(draw, chain);
          }
        } catch (error) {
          const blocks = chain.versions.map(({ block }) => JSON.stringify(block)).join('\n');
          throw new Error(`${error instanceof Error ? error.message : String(error)}\n${blocks}`, { cause: error });
        }
      }),
      { numRuns: runs, endOnFailure: true, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
    expect(trips).toBeGreaterThan(runs);
    expect(refused).toBeGreaterThan(runs);
  });

  it('compile under every flag', () => {
    expect(compiled.length).toBeGreaterThan(0);
    expect(typeErrors(compiled)).toEqual([]);
  });
});
