import { openSqliteStore } from '@varve/runtime/sqlite';
import { checkAll } from './check-all.js';
import { record } from './day.js';
import { ledger } from './ledger.js';
import { reportText } from './report-text.js';

// Opens the one database of all days with the code of one day: reads what the days before left, writes what happens on
// this day, and reads all of it. Fails where what is read is not what the ledger says.

const [, , database = '', day = ''] = process.argv;
const today = ledger[Number(day)];
if (today === undefined) throw new Error(`the ledger has no day ${day}`);
const before = ledger.slice(0, Number(day));

let time = Date.parse(`${today.date}T09:00:00Z`);
const store = await openSqliteStore(database, { clock: () => new Date((time += 1000)) });
const morning = await checkAll(store, before);
await record(store);
const evening = await checkAll(store, [...before, today]);
await store.close();
process.stdout.write(reportText({ date: today.date, morning, evening }));
