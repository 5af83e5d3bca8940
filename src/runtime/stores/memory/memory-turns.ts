import type { ConsumerSource } from '../consume.js';

/**
 * The turns of consumers that share one process.
 *
 * @param positions the checkpoints by their names.
 */
export function createMemoryTurns(
  positions: Map<string, bigint>,
): Pick<ConsumerSource<undefined>, 'inTurn' | 'patience'> {
  const taken = new Set<string>();
  return {
    patience: 5,
    async inTurn(name, job) {
      if (taken.has(name)) return false;
      taken.add(name);
      try {
        positions.set(name, await job(positions.get(name), undefined));
      } finally {
        taken.delete(name);
      }
      return true;
    },
  };
}
