import type { CheckpointStore } from '../../store.js';
import { checkName, checkPosition } from '../arguments.js';
import type { Bucket } from './bucket.js';
import { checkpointIn, checkpointText } from './checkpoint.js';
import { tokenOf } from './tokens.js';

/** A position that is written while somebody consumes under the name takes the turn from them: they go on behind it. */
export function createNatsCheckpoints(bucket: Bucket, checkOpen: () => void): CheckpointStore {
  return {
    async read(name) {
      checkOpen();
      checkName('the name of a reader', name);
      const entry = await bucket.get(tokenOf(name));
      return entry && checkpointIn(name, entry).position;
    },
    async write(name, position) {
      checkOpen();
      checkName('the name of a reader', name);
      checkPosition('position', position);
      await bucket.put(tokenOf(name), checkpointText({ position, holder: undefined, turn: 0 }));
    },
  };
}
