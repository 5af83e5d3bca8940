import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contentHash, unixLines } from './content-hash.js';
import { isPlainPath, type Manifest, manifestName } from './manifest.js';
import { leadsOut, type OutputFolder } from './output-folder.js';

/** A file that should be written. */
export interface GeneratedFile {
  /** Relative to the output folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** How a file that is wanted, or that the manifest lists, stands on the disk. */
export type InspectedFile =
  /** It says what it should. */
  | { readonly kind: 'same'; readonly path: string; readonly text: string }
  | { readonly kind: 'missing'; readonly path: string; readonly text: string }
  /** Varve wrote it, and it should say something else now. */
  | { readonly kind: 'outdated'; readonly path: string; readonly text: string }
  /** Varve wrote it, and somebody changed it. */
  | { readonly kind: 'edited'; readonly path: string; readonly text: string }
  /** Somebody else wrote it. */
  | { readonly kind: 'foreign'; readonly path: string; readonly text: string }
  /** No file can be written there. */
  | { readonly kind: 'obstructed'; readonly path: string; readonly by: Obstruction }
  /** Varve wrote it, and nothing produces it any more. */
  | { readonly kind: 'surplus'; readonly path: string }
  /** The same, but somebody changed it. */
  | { readonly kind: 'surplusEdited'; readonly path: string };

export type Obstruction = 'folder' | 'file' | 'symlink';

/** Compares what should be written with what is there. Reads the disk and changes nothing. */
export function inspectOutput(
  folder: OutputFolder,
  files: readonly GeneratedFile[],
  manifest: Manifest,
): readonly InspectedFile[] {
  const obstructionOf = createObstructionCheck(folder);
  const wanted = new Set(files.map(({ path }) => path));

  const inspected = files.map(({ path, text }): InspectedFile => {
    if (!isPlainPath(path) || path === manifestName)
      throw new Error(`not a path for a generated file: ${JSON.stringify(path)}`);
    const by = obstructionOf(path);
    if (by !== undefined) return { kind: 'obstructed', path, by };
    const existing = readText(join(folder.root, path));
    if (existing === undefined) return { kind: 'missing', path, text };
    if (existing === unixLines(text)) return { kind: 'same', path, text };
    const hashes = manifest.get(path);
    if (hashes === undefined) return { kind: 'foreign', path, text };
    return { kind: hashes.includes(contentHash(existing)) ? 'outdated' : 'edited', path, text };
  });

  const surplus = [...manifest].flatMap(([path, hashes]): readonly InspectedFile[] => {
    // Through a link that leads elsewhere nothing of ours is reached, and nothing is removed.
    if (wanted.has(path) || obstructionOf(path) !== undefined) return [];
    const existing = readText(join(folder.root, path));
    if (existing === undefined) return [];
    return [{ kind: hashes.includes(contentHash(existing)) ? 'surplus' : 'surplusEdited', path }];
  });

  return [...inspected, ...surplus].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What stands in the way of a file. Folders are looked at once. */
function createObstructionCheck(folder: OutputFolder): (path: string) => Obstruction | undefined {
  const realRoot = realpathOf(folder.root) ?? folder.root;
  const folders = new Map<string, Obstruction | undefined>([['.', undefined]]);

  const ofFolder = (path: string): Obstruction | undefined => {
    if (folders.has(path)) return folders.get(path);
    const found = ofFolder(dirname(path)) ?? look(path, 'folder');
    folders.set(path, found);
    return found;
  };
  const look = (path: string, as: 'folder' | 'file'): Obstruction | undefined => {
    const state = lstatSync(join(folder.root, path), { throwIfNoEntry: false });
    if (state === undefined) return undefined;
    if (state.isSymbolicLink()) {
      const target = realpathOf(join(folder.root, path));
      return target === undefined || leadsOut(realRoot, target) ? 'symlink' : undefined;
    }
    if (as === 'folder') return state.isDirectory() ? undefined : 'file';
    return state.isDirectory() ? 'folder' : undefined;
  };
  return (path) => ofFolder(dirname(path)) ?? look(path, 'file');
}

function realpathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** A file's text with plain line ends, or `undefined` where there is no such file. */
function readText(path: string): string | undefined {
  try {
    return unixLines(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}
