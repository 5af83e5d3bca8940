import type { Checked } from './check-all.js';
import { nameOf } from './names.js';

/** What one day's program has read before and after it wrote, all of it found to be right. */
export interface Report {
  readonly date: string;
  readonly morning: Checked;
  readonly evening: Checked;
}

/** As JSON that is read by programs of other days: whole numbers as text, ids as the names of people. */
export function reportText(report: Report): string {
  const json = JSON.stringify(report, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return typeof value === 'string' ? nameOf(value) : value;
  });
  return `${json}\n`;
}
