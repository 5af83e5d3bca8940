import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBankProject } from './bank-project.js';
import { days } from './days.js';
import { checkStore } from './check-store.js';
import { dayText } from './day-text.js';
import type { ProgramReport } from './program-report.js';
import { runDay } from './run-day.js';

// A bank through nine days, over eight changes of its schema: each day's events are written by the generated code of
// that day into one database, and every day reads all that was written before. The figures that must come of it are in
// `program/ledger.ts`, kept by hand; this ends with an error where one is different.

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const examples = process.argv[2] ?? join(repository, 'examples/history');
const project = openBankProject(examples, repository);
try {
  let yesterday: ProgramReport | undefined;
  for (const [number, day] of days.entries()) {
    const outcome = runDay(project, number, day, yesterday);
    process.stdout.write(dayText(number, day, outcome));
    yesterday = outcome.report;
  }
  if (yesterday !== undefined) process.stdout.write(checkStore(project, yesterday));
} finally {
  project.dispose();
}
