import { spawnSync } from 'node:child_process';

/** What git answered, or its complaint. */
export type GitAnswer =
  | { readonly ok: true; readonly out: Buffer }
  /** `status` is `undefined` where git could not be started. */
  | { readonly ok: false; readonly status: number | undefined; readonly complaint: string };

/** Asks git, in the repository that a folder is in. Only for commands that change nothing. */
export function askGit(cwd: string, args: readonly string[], input?: string): GitAnswer {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd,
    input: input ?? '',
    maxBuffer: Number.POSITIVE_INFINITY,
    // No lock is taken, nobody is asked for a password, and complaints are in English.
    env: { ...ownEnvironment(), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    windowsHide: true,
  });
  if (error !== undefined) return { ok: false, status: undefined, complaint: error.message };
  if (status === 0) return { ok: true, out: stdout };
  const complaint = stderr.toString('utf8').trim().split('\n')[0] ?? '';
  return { ok: false, status: status ?? undefined, complaint: complaint.replace(/^fatal: /u, '') };
}

/** By these a hook of git says which repository it is of, relative to where it runs; ours is the one that the folder is in. */
const ofRepository: ReadonlySet<string> = new Set([
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_WORK_TREE',
]);

function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofRepository.has(name)));
}
