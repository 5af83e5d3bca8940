import { StoreError } from '../../errors.js';
import type { Entry } from './bucket.js';

/** How far a name has come, and who goes on: one entry of a bucket, so that one is not written without the other. */
export interface Checkpoint {
  /** `undefined` where the name was never recorded. */
  readonly position: bigint | undefined;
  /** Who consumes under the name; absent where nobody does. */
  readonly holder: string | undefined;
  /** Another one in each value that a holder writes. */
  readonly turn: number;
}

export function checkpointText({ position, holder, turn }: Checkpoint): string {
  return JSON.stringify({
    ...(position !== undefined && { position: `${position}` }),
    ...(holder !== undefined && { holder, turn }),
  });
}

/** @throws StoreError `CORRUPT` */
export function checkpointIn(name: string, { value }: Entry): Checkpoint {
  const checkpoint: unknown = JSON.parse(value);
  if (typeof checkpoint !== 'object' || checkpoint === null) throw corrupt(name, value);
  const { position, holder, turn = 0 }: Partial<Record<string, unknown>> = { ...checkpoint };
  const isPosition = position === undefined || (typeof position === 'string' && /^\d{1,19}$/.test(position));
  const isHolder = holder === undefined || typeof holder === 'string';
  if (!isPosition || !isHolder || typeof turn !== 'number') throw corrupt(name, value);
  return { position: position === undefined ? undefined : BigInt(position), holder, turn };
}

function corrupt(name: string, value: string): StoreError {
  return new StoreError('CORRUPT', `the checkpoint of "${name}" is none: ${value.slice(0, 100)}`);
}
