import { uuidv7 } from '../../uuid.js';

/** A name that no other build's table has: indexes keep the name of the table that they were made for. */
export function nameBeside(name: string): string {
  const ending = `__${uuidv7().slice(-8)}`;
  let start = name;
  while (new TextEncoder().encode(start + ending).length > 63) start = start.slice(0, -1);
  // Half of a character is none.
  return start.replaceAll(/\p{Cs}/gu, '') + ending;
}
