import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import { askGit } from './git.js';

/** A commit to compare with. */
export interface GitBase {
  /** The full hash. */
  readonly commit: string;
  /** For people: `origin/main (3f2a91c)`. */
  readonly label: string;
  /** Where the working directory stands in the repository: empty, or with a slash at the end. */
  readonly prefix: string;
}

/** Finds where the branch that is checked out left another one. What hinders it is reported. */
export function findBase(ref: string, cwd: string, reporter: Reporter): GitBase | undefined {
  const place = startOf(ref === '' ? '.' : ref);
  // oxlint-disable-next-line no-control-regex
  if (ref === '' || ref.startsWith('-') || /[\u0000-\u001f\u007f]/.test(ref)) {
    reporter.report('REF_UNKNOWN', place, `${JSON.stringify(ref)} is no name of a branch, a tag or a commit`);
    return undefined;
  }
  const prefix = askGit(cwd, ['rev-parse', '--show-prefix']);
  if (!prefix.ok) {
    const isMissing = prefix.status === undefined;
    const message = isMissing ? 'git cannot be started' : `git cannot be asked: ${prefix.complaint}`;
    reporter.report('GIT_UNAVAILABLE', place, isMissing ? `${message}: ${prefix.complaint}` : message, {
      help: isMissing
        ? '`--against` compares with a commit: install git, where PATH finds it'
        : '`--against` compares with a commit: run it in a git repository',
    });
    return undefined;
  }
  const commit = hashOf(askGit(cwd, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]));
  if (commit === undefined) {
    reporter.report('REF_UNKNOWN', place, `git knows no branch, tag or commit ${JSON.stringify(ref)}`, {
      help: ref.startsWith('origin/') ? `fetch it first: \`git fetch origin ${ref.slice(7)}\`` : undefined,
    });
    return undefined;
  }
  const base = hashOf(askGit(cwd, ['merge-base', commit, 'HEAD']));
  if (base === undefined) {
    reporter.report('REF_UNRELATED', place, `what is checked out has no commit in common with ${JSON.stringify(ref)}`, {
      help: 'if this is a shallow clone, fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` in a workflow',
    });
    return undefined;
  }
  return { commit: base, label: `${ref} (${base.slice(0, 7)})`, prefix: textOf(prefix.out) };
}

function hashOf(answer: ReturnType<typeof askGit>): string | undefined {
  const hash = answer.ok ? textOf(answer.out) : '';
  return /^[0-9a-f]{40,64}$/u.test(hash) ? hash : undefined;
}

function textOf(out: Buffer): string {
  return out.toString('utf8').replace(/\r?\n$/u, '');
}
