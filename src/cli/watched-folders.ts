import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fixedPart } from '../config/fixed-part.js';

/**
 * Every folder in which a file that one of the patterns means may appear; where such a folder does not exist yet, the
 * one in which it would.
 */
export function foldersToWatch(cwd: string, patterns: readonly string[], output: string): readonly string[] {
  const passedOver = resolve(cwd, output);
  const folders = patterns
    .filter((pattern) => !pattern.startsWith('!'))
    .flatMap((pattern) => {
      let base = resolve(cwd, fixedPart(pattern));
      while (!existsSync(base) && dirname(base) !== base) base = dirname(base);
      return existsSync(resolve(cwd, fixedPart(pattern))) ? foldersBelow(base, passedOver) : [base];
    });
  return [...new Set(folders)];
}

function foldersBelow(folder: string, passedOver: string): readonly string[] {
  try {
    const below = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git')
      .map(({ name }) => join(folder, name))
      .filter((path) => path !== passedOver)
      .flatMap((path) => foldersBelow(path, passedOver));
    return [folder, ...below];
  } catch {
    // It went away in the meantime, or is none: its own folder rings.
    return [];
  }
}
