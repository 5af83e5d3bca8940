import { lstatSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';

/** Where generated code goes. */
export interface OutputFolder {
  /** Absolute. */
  readonly root: string;
  /** For people: relative to the working directory where it lies in it, with forward slashes. */
  readonly shown: string;
}

/**
 * The output folder of a configuration, which need not exist yet. A folder that was named by a relative path must not
 * lead out of the working directory by a symbolic link either: this is reported, and `undefined` returned.
 */
export function openOutputFolder(output: string, cwd: string, reporter: Reporter): OutputFolder | undefined {
  const root = resolve(cwd, output);
  const shown = isAbsolute(output) && leadsOut(cwd, root) ? slashed(root) : slashed(relative(cwd, root));
  const state = lstatSync(root, { throwIfNoEntry: false });
  if (state !== undefined && !state.isDirectory() && !state.isSymbolicLink()) {
    reporter.report('OUTPUT_OBSTRUCTED', startOf(shown), `the output folder "${shown}" is a file`);
    return undefined;
  }
  if (isAbsolute(output) || !leadsOut(realpathSync(cwd), realPathOfExisting(root))) return { root, shown };
  reporter.report(
    'OUTPUT_SYMLINK',
    startOf(shown),
    `the output folder "${shown}" leads out of the working directory by a symbolic link`,
    {
      help: 'name the folder itself in the configuration, as an absolute path',
    },
  );
  return undefined;
}

/** A path of an output folder for people. */
export function shownPath(folder: OutputFolder, path: string): string {
  return `${folder.shown}/${path}`;
}

export function leadsOut(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps === '..' || steps.startsWith(`..${sep}`) || isAbsolute(steps);
}

/** The real path of what of a path exists, with the rest as it is. A dangling link stays as the place it points to. */
export function realPathOfExisting(path: string): string {
  const rest: string[] = [];
  let existing = path;
  while (lstatSync(existing, { throwIfNoEntry: false }) === undefined && resolve(existing, '..') !== existing) {
    rest.unshift(existing.slice(resolve(existing, '..').length).replace(/^[\\/]+/u, ''));
    existing = resolve(existing, '..');
  }
  return join(realpathSync(existing), ...rest);
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
