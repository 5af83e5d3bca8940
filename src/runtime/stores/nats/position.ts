/** How many events one commit may hold: a position has sixteen bits for the place in its commit. */
export const maxCommitLength: number = 2 ** 16;

const bits = 16n;
/** Below this, a position is a safe integer. */
const maxSafeSequence = 2 ** 37;

/**
 * The position of an event: its message's sequence in the log, then its place in the commit, from 0. The first event of a
 * store is at 65,536; 2^47 commits fit below 2^63.
 */
export function positionOf(sequence: number, index: number): bigint {
  // One conversion where it is exact: a reader does this for each event.
  if (sequence < maxSafeSequence) return BigInt(sequence * maxCommitLength + index);
  return (BigInt(sequence) << bits) | BigInt(index);
}

/** The sequence of the message that holds a position. */
export function sequenceOf(position: bigint): number {
  return Number(position >> bits);
}
