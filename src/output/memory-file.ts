import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeWhole } from './write-output.js';

/**
 * What a run left in the cache, as JSON behind a hash of itself; `undefined` where there is nothing, or not all of it as
 * it was written.
 */
export function readMemoryFile(path: string): unknown {
  try {
    const content = readFileSync(path, 'utf8');
    const end = content.indexOf('\n');
    const json = content.slice(end + 1);
    return content.slice(0, end) === hashOf(json) ? JSON.parse(json) : undefined;
  } catch {
    return undefined;
  }
}

/** A memory that cannot be kept is none; nothing depends on it. */
export function writeMemoryFile(path: string, memory: object): void {
  try {
    const json = JSON.stringify(memory);
    writeWhole(path, `${hashOf(json)}\n${json}`);
  } catch {
    // A read-only folder, for instance.
  }
}

function hashOf(json: string): string {
  return createHash('sha256').update(json).digest('hex');
}
