import { analyseSources } from '../../compile.js';
import { hasErrors } from '../../diagnostics/diagnostic.js';
import { createReporter, type Reporter } from '../../diagnostics/reporter.js';
import type { Base, Tree } from '../../evolution/check/rule.js';
import { readLock } from '../../evolution/lock.js';
import { findBase } from '../../source/git-base.js';
import { readGitFiles } from '../../source/git-files.js';
import { createPathMatcher } from '../../source/path-matcher.js';
import type { SourceFile } from '../../source/source-file.js';
import { goldenPattern, lockLinesOf, lockPattern, type OpenedSchemas } from './open-schemas.js';

/**
 * What the schemas and the lock were where the branch that is checked out left `ref`, read from git. The patterns of
 * today's configuration say which files are schemas. What hinders it is reported.
 */
export function readBase(
  ref: string,
  cwd: string,
  { config, schemas, analysis }: OpenedSchemas,
  reporter: Reporter,
): Base | undefined {
  const base = findBase(ref, cwd, reporter);
  if (base === undefined) return undefined;
  const [isLock, isSchema] = [createPathMatcher([lockPattern], cwd), createPathMatcher(config.schemas, cwd)];
  const isGolden = createPathMatcher([goldenPattern], cwd);
  const files = readGitFiles(base, cwd, (path) => isLock(path) || isGolden(path) || isSchema(path), reporter);
  if (files === undefined) return undefined;
  const lockFiles = files.filter(({ path }) => isLock(path));
  const old = files.filter(({ path }) => isSchema(path));
  return {
    label: base.label,
    commit: base.commit,
    lockLines: lockLinesOf(files.filter(({ path }) => isLock(path) || isGolden(path))),
    // What is wrong with it is no news, and is not mended here.
    lock: readLock(lockFiles, createReporter()),
    tree: isSame(old, schemas) ? analysis : treeOf(old),
  };
}

function treeOf(schemas: readonly SourceFile[]): Tree | undefined {
  const { model, plans, diagnostics } = analyseSources(schemas);
  return hasErrors(diagnostics) ? undefined : { model, plans };
}

function isSame(old: readonly SourceFile[], now: readonly SourceFile[]): boolean {
  return (
    old.length === now.length &&
    old.every(({ path, bytes }, index) => {
      const other = now[index];
      return other?.path === path && Buffer.compare(bytes, other.bytes) === 0;
    })
  );
}
