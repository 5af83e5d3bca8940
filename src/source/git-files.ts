import { posix } from 'node:path';
import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import { askGit } from './git.js';
import type { GitBase } from './git-base.js';
import { largestFile, type SourceFile } from './source-file.js';

/** A file of a commit, as it is listed. */
interface ListedFile {
  readonly hash: string;
  /** Relative to the working directory. */
  readonly path: string;
}

/**
 * The files of a commit whose paths, relative to the working directory, are wanted; sorted by path. The working tree is
 * not looked at. Links are not followed, and files that are too large to be schemas are left out.
 */
export function readGitFiles(
  base: GitBase,
  cwd: string,
  isWanted: (path: string) => boolean,
  reporter: Reporter,
): readonly SourceFile[] | undefined {
  const listed = askGit(cwd, ['ls-tree', '-r', '-l', '-z', '--full-tree', base.commit]);
  if (!listed.ok) return refuse(base, listed.complaint, reporter);
  const files = parseList(listed.out.toString('utf8'), base.prefix)
    .filter(({ path }) => isWanted(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  if (files.length === 0) return [];
  const contents = askGit(cwd, ['cat-file', '--batch'], files.map(({ hash }) => `${hash}\n`).join(''));
  if (!contents.ok) return refuse(base, contents.complaint, reporter);
  const blobs = parseBlobs(contents.out, files.length);
  if (blobs === undefined) return refuse(base, 'a file of the commit is not there', reporter);
  return files.map(({ path }, index) => ({ path, bytes: blobs[index] ?? new Uint8Array() }));
}

function parseList(text: string, prefix: string): readonly ListedFile[] {
  return text.split('\0').flatMap((entry) => {
    const match = /^100[0-7]{3} blob ([0-9a-f]+) +([0-9]+)\t([^]*)$/u.exec(entry);
    const [, hash, size, path] = match ?? [];
    if (hash === undefined || path === undefined || Number(size) > largestFile) return [];
    return [{ hash, path: posix.relative(`/${prefix}`, `/${path}`) }];
  });
}

/** For each object a line with its hash, its kind and its size, then its bytes and a line feed. */
function parseBlobs(out: Buffer, count: number): readonly Uint8Array[] | undefined {
  const blobs: Uint8Array[] = [];
  let at = 0;
  while (blobs.length < count) {
    const end = out.indexOf(10, at);
    const [, kind, size] = out.toString('utf8', at, end).split(' ');
    if (end === -1 || kind !== 'blob') return undefined;
    at = end + 1 + Number(size) + 1;
    blobs.push(new Uint8Array(out.subarray(end + 1, at - 1)));
  }
  return blobs;
}

/** The commit is known to be there, but not all that it holds: as in a partial clone without a connection. */
function refuse({ label }: GitBase, complaint: string, reporter: Reporter): undefined {
  reporter.report('GIT_UNAVAILABLE', startOf(label), `git cannot read the files of ${label}: ${complaint}`);
}
