import { ensure } from '../assertions.js';
import type { CaseContext, ConformanceCase } from '../case.js';
import type { ExpectedRevision } from '../../expected-revision.js';
import { findViolation } from '../linearizability/find-violation.js';
import type { ClientCall } from '../linearizability/history.js';
import { recordHistory } from '../linearizability/record-history.js';
import { numbersTo } from '../records.js';

export const linearizabilityCases: readonly ConformanceCase[] = [
  {
    name: 'answers random clients as if it did one thing after the other',
    run: (context) => judge(context, false),
  },
  {
    name: 'answers random clients over different connections as if it did one thing after the other',
    needs: 'another',
    run: (context) => judge(context, true),
  },
];

async function judge({ store, another }: CaseContext, overConnections: boolean): Promise<void> {
  const stores = overConnections ? [store, await another(), await another()] : [store];
  for (const seed of numbersTo(10)) {
    const history = await recordHistory((client) => stores[client % stores.length] ?? store, programsOf(seed));
    const violation = findViolation(history);
    ensure(violation === undefined, `seed ${seed}: ${violation}`);
  }
}

/** Six clients with eight calls each, on two streams of the seed's own. */
function programsOf(seed: number): readonly (readonly ClientCall[])[] {
  const random = randomNumbers(seed);
  const upTo = (count: number): number => Math.floor(random() * count);
  const call = (): ClientCall => {
    const stream = `Seed${seed}-${upTo(2)}`;
    const kind = upTo(6);
    if (kind === 0) return { kind: 'readAll' };
    if (kind < 3) return { kind: 'read', stream };
    const expectations: readonly ExpectedRevision[] = ['any', 'absent', 'present', upTo(20)];
    return { kind: 'append', stream, events: 1 + upTo(3), expected: expectations[upTo(4)] ?? 'any' };
  };
  return numbersTo(6).map(() => numbersTo(8).map(call));
}

/** Numbers from 0 to below 1, the same for the same seed: a linear congruence with the constants of Numerical Recipes. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
