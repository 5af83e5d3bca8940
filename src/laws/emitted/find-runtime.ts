import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Exports } from './exports.js';

/** Beside which `@varve/runtime` is looked for: Varve itself. */
export const ownPlace: string = fileURLToPath(import.meta.url);

/** A file that need not be there, in the folder beside whose packages to look. */
export function placeIn(folder: string): string {
  return join(folder, 'varve.js');
}

/** `@varve/runtime` as it is installed beside one of these files, the first that has it; `undefined` where none has. */
export async function findRuntime(places: readonly string[]): Promise<Exports | undefined> {
  for (const place of places) {
    const found = resolved(place);
    if (found !== undefined) return import(pathToFileURL(found).href) as Promise<Exports>;
  }
  return undefined;
}

function resolved(place: string): string | undefined {
  try {
    return createRequire(place).resolve('@varve/runtime');
  } catch {
    return undefined;
  }
}
