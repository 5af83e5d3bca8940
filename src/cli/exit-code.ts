/** What the exit status of `varve` means. */
export const exitCode = {
  fine: 0,
  /** Findings, errors in a schema, or stale output. */
  findings: 1,
  /** Usage or configuration. */
  usage: 2,
  /** A bug of Varve. */
  bug: 70,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
