import type { Reporter } from '../diagnostics/reporter.js';
import type { SourceFile } from '../source/source-file.js';
import { type LockFile, parseLockFile, type PlacedLine } from './lock-file.js';
import { type LockPath, lockPath } from './lock-path.js';

/** Everything that is released: by the path of the event's lock file. */
export type Lock = ReadonlyMap<string, LockFile>;

/** Reads lock files and reports what is wrong with them. */
export function readLock(files: readonly SourceFile[], reporter: Reporter): Lock {
  return new Map(
    files.flatMap((file) => {
      const parsed = parseLockFile(file, reporter);
      return parsed === undefined ? [] : [[file.path, parsed] as const];
    }),
  );
}

export function lockOf(lock: Lock, event: LockPath): LockFile | undefined {
  return lock.get(lockPath(event));
}

/** The line that released a version. */
export function versionLineOf(
  file: LockFile | undefined,
  version: number,
): (PlacedLine & { readonly kind: 'version' }) | undefined {
  return file?.lines.find(
    (line): line is PlacedLine & { readonly kind: 'version' } => line.kind === 'version' && line.version === version,
  );
}

/** The line that says how the version is read from the one before: the last that was accepted. */
export function stepLineOf(
  file: LockFile | undefined,
  version: number,
): (PlacedLine & { readonly kind: 'version' | 'step' }) | undefined {
  return file?.lines.findLast(
    (line): line is PlacedLine & { readonly kind: 'version' | 'step' } =>
      (line.kind === 'version' || line.kind === 'step') && line.version === version && line.step !== undefined,
  );
}

/** The line that says which parts an event that is retired at this version is read as. */
export function splitLineOf(
  file: LockFile | undefined,
  version: number,
): (PlacedLine & { readonly kind: 'split' }) | undefined {
  return file?.lines.findLast(
    (line): line is PlacedLine & { readonly kind: 'split' } => line.kind === 'split' && line.version === version,
  );
}

/** The line that says which hand-written code the version is read with: the last that was accepted. */
export function codeLineOf(
  file: LockFile | undefined,
  version: number,
): (PlacedLine & { readonly kind: 'code' }) | undefined {
  return file?.lines.findLast(
    (line): line is PlacedLine & { readonly kind: 'code' } => line.kind === 'code' && line.version === version,
  );
}

/** How many versions are released. */
export function releasedVersions(file: LockFile | undefined): number {
  return Math.max(0, ...(file?.lines ?? []).map((line) => (line.kind === 'version' ? line.version : 0)));
}
