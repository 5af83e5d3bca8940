import fc from 'fast-check';
import { inspect, isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  runDowns,
  runStep,
  StepFailure,
  type StoredEnvelope,
  type Surroundings,
} from '../../src/evolution/interpret-plan.js';
import type { DownPlan } from '../../src/evolution/down-plan.js';
import type { StepPlan } from '../../src/evolution/plan.js';
import type { Json } from '../../src/language/syntax.js';
import { readContext } from '../unit/emit/read-context.js';
import { recordValue, schemaOf, someChain } from './upcast/chain.js';

const envelope: StoredEnvelope = {
  id: '0190163d-8694-739b-aea5-966c26f8ad90',
  stream: 'Cart-7',
  revision: 3,
  recordedAt: '2026-11-23T09:30:00.000Z',
};

const runs = Number(process.env['DOWNCAST_RUNS'] ?? 150);
const seed = process.env['DOWNCAST_SEED'];

/** What a function makes; `undefined` where it refuses. */
function tried(make: () => Json): Json | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof StepFailure) return undefined;
    throw error;
  }
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

describe('chains of versions', () => {
  it('run backwards: what came up goes down, and comes up the same', () => {
    let round = 0;
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const versions = someChain(draw);
        const emit = readContext(schemaOf('shop', versions), {});
        const around: Surroundings = { envelope, context: emit.context, plans: emit.plans };
        const steps = emit.plans.events.get('Changed') ?? [];
        const downs = emit.plans.downs.events.get('Changed') ?? [];
        for (let from = 1; from <= versions.length; from += 1) {
          let reach = from;
          while (reach < versions.length && downs[reach - 1]?.kind === 'fields') reach += 1;
          for (let at = 0; at < 4; at += 1) {
            const json = recordValue(draw, versions[from - 1]?.fields ?? []);
            let upper: Json | undefined = json;
            for (let to = from + 1; to <= reach; to += 1) {
              const data: Json = upper;
              upper = tried(() => runStep(steps[to - 2] ?? { kind: 'custom', from: 0, to: 0 }, data, around));
              if (upper === undefined) break;
              const there: Json = upper;
              const back = tried(() => runDowns('Changed', to, from, there, around));
              const again =
                back && steps.slice(from - 1, to - 1).reduce<Json>((value, step) => runStep(step, value, around), back);
              // Two heads of one list, which may be empty, need not agree on what it was.
              if (downs[to - 2]?.kind === 'fields' && told(downs[to - 2]).includes('first')) break;
              // What a later step drops, or one of two ways, is not there any more when an earlier one asks for it.
              if (to > from + 1 && (isDropping(steps[to - 2]) || told(downs[to - 2]).length > 0)) break;
              round += 1;
              if (
                again === undefined ||
                !isDeepStrictEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(upper)))
              ) {
                const blocks = versions.map(({ block }) => JSON.stringify(block)).join('\n');
                throw new Error(`${from}→${to} ${inspect({ json, upper, back, again }, { depth: null })}\n${blocks}`);
              }
            }
          }
        }
      }),
      { numRuns: runs, endOnFailure: true, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
    expect(round).toBeGreaterThan(runs);
  });
});
