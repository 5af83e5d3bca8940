import { ensure, equal, rejects } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import type { CheckpointStore, EventStore } from '../../store.js';

export const checkpointCases: readonly ConformanceCase[] = [
  {
    name: 'keeps the position of each reader, and none where none was written',
    needs: 'checkpoints',
    async run({ store }) {
      const checkpoints = checkpointsOf(store);
      equal(await checkpoints.read('summary'), undefined, 'a checkpoint that was never written');
      await checkpoints.write('summary', 7n);
      await checkpoints.write('Summary', 8n);
      await checkpoints.write('__proto__', 9n);
      equal(await checkpoints.read('summary'), 7n, 'the first checkpoint');
      equal(await checkpoints.read('Summary'), 8n, 'the second checkpoint');
      equal(await checkpoints.read('__proto__'), 9n, 'the third checkpoint');
    },
  },
  {
    name: 'keeps what was written last, also when it goes back to 0',
    needs: 'checkpoints',
    async run({ store }) {
      const checkpoints = checkpointsOf(store);
      for (const position of [5n, 500n, 0n]) {
        await checkpoints.write('summary', position);
        equal(await checkpoints.read('summary'), position, 'the checkpoint');
      }
    },
  },
  {
    name: 'keeps positions beyond 2^53 exactly',
    needs: 'checkpoints',
    async run({ store }) {
      const checkpoints = checkpointsOf(store);
      for (const position of [2n ** 53n + 1n, 2n ** 63n - 1n]) {
        await checkpoints.write('summary', position);
        equal(await checkpoints.read('summary'), position, 'the checkpoint');
      }
    },
  },
  {
    name: 'refuses a checkpoint that cannot be',
    needs: 'checkpoints',
    async run({ store }) {
      const checkpoints = checkpointsOf(store);
      await rejects(checkpoints.write('summary', -1n), 'INVALID_ARGUMENT', 'position -1');
      await rejects(checkpoints.write('summary', 2n ** 63n), 'INVALID_ARGUMENT', 'position 2^63');
      await rejects(checkpoints.write('', 1n), 'INVALID_ARGUMENT', 'a reader without a name');
      equal(await checkpoints.read('summary'), undefined, 'the checkpoint');
    },
  },
];

function checkpointsOf({ checkpoints }: EventStore): CheckpointStore {
  ensure(checkpoints !== undefined, 'the store keeps checkpoints');
  return checkpoints;
}
