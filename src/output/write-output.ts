import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { contentHash, unixLines } from './content-hash.js';
import type { InspectedFile } from './inspect-output.js';
import { type Manifest, manifestName, printManifest } from './manifest.js';
import type { OutputFolder } from './output-folder.js';

/** What writing would do. */
export interface OutputPlan {
  readonly writes: readonly { readonly path: string; readonly text: string; readonly isNew: boolean }[];
  readonly removes: readonly string[];
  /** How many files should be there in the end, changed or not. */
  readonly total: number;
  readonly manifest: Manifest;
  /** Whether the manifest has to be written. */
  readonly manifestChanges: boolean;
}

/** What to do about files that were inspected and found to be in nobody's way. */
export function planOutput(folder: OutputFolder, files: readonly InspectedFile[]): OutputPlan {
  const wanted = files.flatMap((file) => ('text' in file ? [file] : []));
  const manifest = new Map(wanted.map(({ path, text }) => [path, [contentHash(text)]]));
  return {
    writes: wanted
      .filter(({ kind }) => kind !== 'same')
      .map(({ kind, path, text }) => ({ path, text, isNew: kind === 'missing' })),
    removes: files.flatMap(({ kind, path }) => (kind === 'surplus' ? [path] : [])),
    total: wanted.length,
    manifest,
    manifestChanges: readIfThere(join(folder.root, manifestName)) !== printManifest(manifest),
  };
}

/**
 * Carries a plan out. What is already right is not touched. A file is there with all of its text or not at all, and a
 * run that is cut off leaves a manifest which knows both what stood there and what should: the next run mends it.
 */
export function writeOutput(folder: OutputFolder, plan: OutputPlan, before: Manifest): void {
  if (plan.writes.length > 0 || plan.removes.length > 0) writeManifest(folder, joined(before, plan.manifest));
  for (const { path, text } of plan.writes) writeWhole(join(folder.root, path), text);
  for (const path of plan.removes) {
    unlinkSync(join(folder.root, path));
    removeEmptied(folder, dirname(path));
  }
  if (plan.manifestChanges || plan.writes.length > 0 || plan.removes.length > 0) writeManifest(folder, plan.manifest);
}

function joined(before: Manifest, after: Manifest): Manifest {
  const both = new Map(before);
  for (const [path, hashes] of after) both.set(path, [...new Set([...(before.get(path) ?? []), ...hashes])]);
  return both;
}

function writeManifest(folder: OutputFolder, manifest: Manifest): void {
  writeWhole(join(folder.root, manifestName), printManifest(manifest));
}

/** Writes beside the file and renames, so that nobody ever reads half of it. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.varve-tmp`);
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function removeEmptied(folder: OutputFolder, path: string): void {
  for (let emptied = path; emptied !== '.'; emptied = dirname(emptied)) {
    try {
      rmdirSync(join(folder.root, emptied));
    } catch {
      return;
    }
  }
}

/** A file's text with plain line ends, or `undefined` where it cannot be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return unixLines(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
