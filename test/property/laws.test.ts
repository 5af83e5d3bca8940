import * as runtime from '@varve/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitContext } from '../../src/emit/emit-context.js';
import { named } from '../../src/emit/names.js';
import type { DownPlan } from '../../src/evolution/down-plan.js';
import type { StepPlan } from '../../src/evolution/plan.js';
import { counterexampleLines, counterexampleTitle } from '../../src/laws/counterexample-text.js';
import { openEmittedCode } from '../../src/laws/emitted/load-emitted.js';
import { openAggregate } from '../../src/laws/open-aggregate.js';
import { type Counterexample, tryLaws } from '../../src/laws/try-laws.js';
import { readContext } from '../unit/emit/read-context.js';
import { type ChainVersion, schemaOf, someChain } from './upcast/chain.js';
import { customSteps } from './upcast/custom-steps.js';

const runs = Number(process.env['LAWS_RUNS'] ?? 40);
const seed = process.env['LAWS_SEED'];

interface Tried {
  readonly steps: readonly StepPlan[];
  readonly downs: readonly DownPlan[];
  readonly found: readonly Counterexample[];
}

function tried(versions: readonly ChainVersion[], timestamps: 'string' | 'date', isWritten: boolean): Tried {
  const emit = readContext(schemaOf('shop', versions), { timestamps });
  const files = emitContext(emit.context, emit.plans, new Map([['shop', emit.names]]), emit.options);
  const [aggregate] = emit.context.aggregates;
  if (aggregate === undefined) throw new Error('the schema has an aggregate');
  const { chains, valuesOf } = openAggregate(
    { ...emit, aggregate, own: named(emit.names.aggregates, aggregate.name) },
    openEmittedCode(files, runtime),
    isWritten ? { upcast: customSteps, downcast: {} } : undefined,
  );
  return {
    steps: emit.plans.events.get('Changed') ?? [],
    downs: emit.plans.downs.events.get('Changed') ?? [],
    found: chains.flatMap((chain) => tryLaws(chain, (version) => valuesOf(chain, version), { seed: 7, draws: 12 })),
  };
}

/** Whether some rule between two versions loses something, or says one thing twice: then a way back may go astray. */
function mayGoAstray({ steps, downs }: Tried, from: number, to: number): boolean {
  const isCut = (step: StepPlan): boolean =>
    step.kind === 'custom' ||
    step.drops.length > 0 ||
    step.assignments.some(({ source }) => source.kind === 'first' || ('read' in source && source.read.path.length > 1));
  const isTold = (down: DownPlan): boolean =>
    down.kind !== 'fields' || down.demands.some(({ kind }) => kind === 'agree' || kind === 'image' || kind === 'first');
  const [low, high] = [Math.min(from, to) - 1, Math.max(from, to) - 1];
  return steps.slice(low, high).some(isCut) || downs.slice(low, high).some(isTold);
}

describe('the laws', () => {
  it.each([
    ['string', false],
    ['string', true],
    ['date', true],
  ] as const)('hold for random chains, timestamps as %s, with hand-written steps: %s', (timestamps, isWritten) => {
    const codes = { LAW_BROKEN: 0, BACK_INCOHERENT: 0 };
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const versions = someChain(draw);
        const result = tried(versions, timestamps, isWritten);
        for (const each of result.found) {
          const { law, version, breach } = each;
          codes[law.code] += 1;
          if (law.code === 'BACK_INCOHERENT' && mayGoAstray(result, version, breach.other ?? version)) continue;
          throw new Error(
            [
              counterexampleTitle(each),
              ...counterexampleLines(each),
              ...versions.map(({ block }) => JSON.stringify(block)),
            ].join('\n'),
          );
        }
      }),
      { numRuns: runs, endOnFailure: true, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
    expect(codes.LAW_BROKEN).toBe(0);
  });
});
