export type DiagnosticSeverity = 'error' | 'warning' | 'info';

/** Every code that Varve can report, with the severity that it has unless a rule says otherwise, and its page's title. */
export const diagnosticCodes = {
  ALIAS_BOMB: { severity: 'error', title: 'Aliases expand to too much' },
} as const satisfies Record<string, { readonly severity: DiagnosticSeverity; readonly title: string }>;

export type DiagnosticCode = keyof typeof diagnosticCodes;
