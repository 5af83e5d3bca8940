import { readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import { leadsOut, realPathOfExisting } from './output-folder.js';
import { writeWhole } from './write-output.js';

/** Lines for the end of a file, which need not be there yet. */
export interface Appendix {
  /** Relative to the working directory. */
  readonly path: string;
  readonly lines: readonly string[];
}

/**
 * Appends lines to lock files. What is there stays as it is, byte by byte, and nobody ever reads half of a file. What the
 * system refuses is reported; `false` then.
 */
export function appendLines(files: readonly Appendix[], cwd: string, reporter: Reporter): boolean {
  for (const { path, lines } of files) {
    try {
      if (leadsOut(realpathSync(cwd), realPathOfExisting(resolve(cwd, path)))) {
        reporter.report('LOCK_UNWRITABLE', startOf(path), 'a symbolic link leads out of the working directory', {
          help: 'remove the link',
        });
        return false;
      }
      const before = readIfThere(resolve(cwd, path));
      const end = before === '' || before.endsWith('\n') ? '' : '\n';
      writeWhole(resolve(cwd, path), `${before}${end}${lines.map((line) => `${line}\n`).join('')}`);
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      reporter.report('LOCK_UNWRITABLE', startOf(path), `the lock file cannot be written: ${error.message}`);
      return false;
    }
  }
  return true;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
