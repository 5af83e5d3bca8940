import type { EventStore } from '../store.js';
import { appendManyCases } from './cases/append-many.js';
import { appendingCases } from './cases/appending.js';
import { argumentCases } from './cases/arguments.js';
import { checkpointCases } from './cases/checkpoints.js';
import { closingCases } from './cases/closing.js';
import { consumingCases } from './cases/consuming.js';
import { expectationCases } from './cases/expectations.js';
import { healthCases } from './cases/health.js';
import { idempotenceCases } from './cases/idempotence.js';
import { knownFailureCases } from './cases/known-failures.js';
import { linearizabilityCases } from './cases/linearizability.js';
import { readingCases } from './cases/reading.js';
import { readingAllCases } from './cases/reading-all.js';
import { reconnectingCases } from './cases/reconnecting.js';
import { snapshotCases } from './cases/snapshots.js';
import { subscribingCases } from './cases/subscribing.js';
import { textCases } from './cases/texts.js';
import { ensure } from './assertions.js';
import type { Capability, CaseGroup, ConformanceCase, OpenedStore, OpenStoreOptions } from './case.js';

/** What of a test runner is needed: `{ describe, it }` of vitest, of `node:test`, of jest. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

export interface ConformanceOptions {
  /** What the store does not have. Its cases are left out, and one more case sees to it that it is true. */
  readonly without?: readonly Capability[];
}

/** Every case of the contract, for runners of another kind. */
export const eventStoreCases: readonly CaseGroup[] = [
  { name: 'append', cases: appendingCases },
  { name: 'expected revision', cases: expectationCases },
  { name: 'repeated append', cases: idempotenceCases },
  { name: 'appendMany', cases: appendManyCases },
  { name: 'read', cases: readingCases },
  { name: 'readAll', cases: readingAllCases },
  { name: 'subscribe', cases: subscribingCases },
  { name: 'consume', cases: consumingCases },
  { name: 'concurrent clients', cases: linearizabilityCases },
  { name: 'texts', cases: textCases },
  { name: 'arguments', cases: argumentCases },
  { name: 'snapshots', cases: snapshotCases },
  { name: 'checkpoints', cases: checkpointCases },
  { name: 'health', cases: healthCases },
  { name: 'lost connections', cases: reconnectingCases },
  { name: 'close', cases: closingCases },
  { name: 'what other stores got wrong', cases: knownFailureCases },
];

/**
 * Holds an event store to the contract. `open` is called once for each case, and gives a store without events.
 *
 * ```ts
 * import { describe, it } from 'vitest';
 * import { describeEventStore } from '@varve/runtime/testing';
 *
 * describeEventStore('memory', async (options) => ({ store: await openMemoryStore(options) }), { describe, it }, {
 *   without: ['another', 'interrupt'],
 * });
 * ```
 */
export function describeEventStore(
  name: string,
  open: (options: OpenStoreOptions) => Promise<OpenedStore>,
  { describe, it }: TestRunner,
  { without = [] }: ConformanceOptions = {},
): void {
  const missing = new Set(without);
  const runs = ({ needs }: ConformanceCase): boolean => needs === undefined || !missing.has(needs);

  describe(`${name} is an event store`, () => {
    for (const group of eventStoreCases) {
      const cases = group.cases.filter(runs);
      if (cases.length === 0) continue;
      describe(group.name, () => {
        for (const conformanceCase of cases) it(conformanceCase.name, () => runCase(conformanceCase, open));
      });
    }
    if (missing.size > 0) {
      it(`has no ${without.join(', ')}, as it says`, async () => {
        const opened = await open({});
        try {
          for (const capability of missing) ensure(!has(opened, capability), `it has ${capability}`);
        } finally {
          await opened.store.close();
          await opened.dispose?.();
        }
      });
    }
  });
}

/** Runs one case with a store of its own, and frees it. */
export async function runCase(
  { run, clock }: ConformanceCase,
  open: (options: OpenStoreOptions) => Promise<OpenedStore>,
): Promise<void> {
  const opened = await open(clock === undefined ? {} : { clock: clock() });
  const others: EventStore[] = [];
  const another = async (): Promise<EventStore> => {
    if (opened.another === undefined) throw new Error('the store says that it has `another`, and `open` gave none');
    const other = await opened.another();
    others.push(other);
    return other;
  };
  const interrupt = async (): Promise<void> => {
    if (opened.interrupt === undefined) throw new Error('the store says that it has `interrupt`, and `open` gave none');
    await opened.interrupt();
  };
  try {
    await run({ store: opened.store, another, interrupt });
  } finally {
    for (const store of [...others, opened.store]) await store.close();
    await opened.dispose?.();
  }
}

function has(opened: OpenedStore, capability: Capability): boolean {
  return capability === 'another' || capability === 'interrupt'
    ? opened[capability] !== undefined
    : opened.store[capability] !== undefined;
}
