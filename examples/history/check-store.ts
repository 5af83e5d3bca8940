import { deepStrictEqual } from 'node:assert/strict';
import { type BankProject } from './bank-project.js';
import type { ProgramReport } from './program-report.js';

/**
 * At the end, the store holds every version that was ever released, but for those that were never the newest of their
 * event: one day renamed an event and gave it its second version.
 */
export function checkStore(project: BankProject, { evening }: ProgramReport): string {
  const released = project
    .git('ls-files', 'varve.lock')
    .trim()
    .split('\n')
    .flatMap((path) => {
      const event = path.replace(/^.*\/(?<event>\w+)\.lock$/u, '$<event>');
      const lines = project.read(path).trimEnd().split('\n');
      return lines.filter((line) => /^\d+ shape:/u.test(line)).map((line) => `${event}@${line.split(' ')[0]}`);
    });
  const neverWritten = ['MoneyDeposited@1'];
  deepStrictEqual(
    Object.keys(evening.stored).sort(),
    released.filter((version) => !neverWritten.includes(version)).sort(),
  );
  return `All ${released.length - neverWritten.length} versions that were ever written are in the store, and read.\n`;
}
