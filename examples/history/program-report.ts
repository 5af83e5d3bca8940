/** What the program of a day prints: see `program/report-text.ts`. */
export interface ProgramReport {
  readonly date: string;
  readonly morning: Checked;
  readonly evening: Checked;
}

export interface Checked {
  readonly stored: Readonly<Record<string, number>>;
  readonly read: number;
  readonly aggregates: readonly CheckedAggregate[];
  readonly projections: readonly CheckedProjection[];
}

export interface CheckedAggregate {
  readonly aggregate: string;
  readonly name: string;
  readonly revision: number;
  readonly snapshot: number | null;
  readonly state: Readonly<Record<string, unknown>>;
}

export interface CheckedProjection {
  readonly projection: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export function parseReport(text: string): ProgramReport {
  return JSON.parse(text) as ProgramReport;
}
