import type { CheckpointStore } from '../../store.js';
import { checkName, checkPosition } from '../arguments.js';

export function createMemoryCheckpoints(positions: Map<string, bigint>, checkOpen: () => void): CheckpointStore {
  return {
    async read(name) {
      checkOpen();
      checkName('the name of a reader', name);
      return positions.get(name);
    },
    async write(name, position) {
      checkOpen();
      checkName('the name of a reader', name);
      checkPosition('position', position);
      positions.set(name, position);
    },
  };
}
