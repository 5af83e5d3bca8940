import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** How the replacing of a file came out. */
export type Replacing =
  | { readonly kind: 'replaced' }
  /** Somebody else wrote it meanwhile. */
  | { readonly kind: 'changed' }
  /** The system refuses it, for the reason that it gives. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Replaces a file of the user that was read as `before`, at once or not at all. Its mode stays, and a symbolic link stays
 * one.
 */
export function replaceFile(path: string, before: Uint8Array, after: Uint8Array): Replacing {
  let temporary: string | undefined;
  try {
    const file = realpathSync(path);
    const { mode } = statSync(file);
    temporary = join(dirname(file), `.${basename(file)}.${process.pid}.varve-tmp`);
    writeFileSync(temporary, after, { mode });
    if (!readFileSync(file).equals(before)) {
      rmSync(temporary);
      return { kind: 'changed' };
    }
    renameSync(temporary, file);
    return { kind: 'replaced' };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (temporary !== undefined) rmSync(temporary, { force: true });
    return { kind: 'refused', reason: String(error.code) };
  }
}
