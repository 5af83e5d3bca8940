import { invalidArgument } from './arguments.js';

/** Says what time it is. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** The time as a record holds it. Within the years 0 to 9999 texts of this form sort by time. */
export function recordedTime(clock: Clock): string {
  const now = clock();
  const time = now.getTime();
  if (!(time >= earliest && time <= latest))
    throw invalidArgument(`the clock gave ${String(now)}, outside of the years 0 to 9999`);
  return now.toISOString();
}

const earliest = Date.parse('0000-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');
