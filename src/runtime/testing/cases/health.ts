import { ensure, equal } from '../assertions.js';
import type { ConformanceCase } from '../case.js';

export const healthCases: readonly ConformanceCase[] = [
  {
    name: 'says that it is healthy, and how long the answer took',
    needs: 'health',
    async run({ store }) {
      const health = await store.health?.();
      equal([health?.healthy, health?.problem], [true, undefined], 'the health of an opened store');
      ensure(health !== undefined && health.latency >= 0, 'the latency is a number of milliseconds');
    },
  },
  {
    name: 'says, and does not throw, that it is closed',
    needs: 'health',
    async run({ store }) {
      await store.close();
      const health = await store.health?.();
      equal([health?.healthy, health?.problem?.code], [false, 'CLOSED'], 'the health of a closed store');
    },
  },
];
