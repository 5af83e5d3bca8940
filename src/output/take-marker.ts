import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

/** A file that is there while one process does something that no other may do beside it. */
export type Marker =
  | { readonly kind: 'taken'; readonly release: () => void }
  /** Another process has it, as far as one can tell: `4711 on build-3`, or `that began just now`. */
  | { readonly kind: 'held'; readonly by: string };

/**
 * Makes the marker of this process. One that a process left which has ended, however it did, is in nobody's way. Throws
 * what the system refuses.
 */
export function takeMarker(path: string): Marker {
  mkdirSync(dirname(path), { recursive: true });
  if (create(path)) return taken(path);
  const other = readIfThere(path);
  if (other !== undefined && isAlive(other)) return { kind: 'held', by: other === '' ? 'that began just now' : other };
  if (other !== undefined) removeLeftover(path, other);
  return create(path) ? taken(path) : { kind: 'held', by: 'that began just now' };
}

function taken(path: string): Marker {
  return { kind: 'taken', release: () => rmSync(path, { force: true }) };
}

function create(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid} on ${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Whoever else looks at the leftover may have been faster: what is removed must be what was read. */
function removeLeftover(path: string, text: string): void {
  const aside = `${path}.${process.pid}.varve-tmp`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readIfThere(aside) === text) rmSync(aside);
  else renameSync(aside, path);
}

/** Of a process on another machine nothing is known. */
function isAlive(text: string): boolean {
  // It was made, and is about to be written.
  if (text === '') return true;
  const [, digits = '', host] = /^(\d+) on (.*)$/s.exec(text) ?? [];
  if (host === undefined) return false;
  if (host !== hostname()) return true;
  try {
    process.kill(Number(digits), 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
