import { readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import { leadsOut, realPathOfExisting } from './output-folder.js';
import { takeMarker } from './take-marker.js';
import { writeWhole } from './write-output.js';

/** Lines for the end of a file, which need not be there yet. */
export interface Appendix {
  /** Relative to the working directory. */
  readonly path: string;
  /** The file as it was when the lines were made up; empty where there was none. */
  readonly before: Uint8Array;
  readonly lines: readonly string[];
}

export interface AppendOptions {
  readonly cwd: string;
  /** The file, relative to the working directory, that is there while this runs: two at once would both append. */
  readonly marker: string;
}

/**
 * Appends lines to lock files. What is there stays as it is, byte by byte, and nobody ever reads half of a file: what is
 * cut off leaves whole files, and the next run adds the others. What the system refuses is reported; `false` then.
 */
export function appendLines(files: readonly Appendix[], options: AppendOptions, reporter: Reporter): boolean {
  let path = files[0]?.path ?? '';
  const refuse = (message: string, help?: string): false => {
    reporter.report('LOCK_UNWRITABLE', startOf(path), message, { help });
    return false;
  };
  if (files.length === 0) return true;
  try {
    for (const file of files) {
      path = file.path;
      if (leadsOut(realpathSync(options.cwd), realPathOfExisting(resolve(options.cwd, path))))
        return refuse('a symbolic link leads out of the working directory', 'remove the link');
    }
    const marker = takeMarker(resolve(options.cwd, options.marker));
    if (marker.kind === 'held')
      return refuse(
        `another release is running (process ${marker.by})`,
        `wait for it; if there is none, remove \`${options.marker}\``,
      );
    try {
      for (const file of files) {
        path = file.path;
        if (!readIfThere(resolve(options.cwd, path)).equals(file.before))
          return refuse('the lock file was changed meanwhile', 'run `varve release` again');
      }
      for (const file of files) {
        path = file.path;
        append(resolve(options.cwd, path), file);
      }
    } finally {
      marker.release();
    }
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return refuse(`the lock file cannot be written: ${error.message}`);
  }
}

function append(path: string, { before, lines }: Appendix): void {
  const text = new TextDecoder().decode(before);
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  writeWhole(path, `${text}${end}${lines.map((line) => `${line}\n`).join('')}`);
  removeLeftovers(dirname(path));
}

/** What a run that was cut off was about to rename. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.') && name.endsWith('.varve-tmp')) rmSync(join(folder, name), { force: true });
  }
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
