import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../../src/runtime/stores/sqlite/index.js';

// Appends until the store refuses, and says each append that was acknowledged, then the code of the error and whether what
// is stored can be read all the same. Arguments: the file, how many characters an event has.

const [file = '', size = '1'] = process.argv.slice(2);

function say(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : String(error);
}

try {
  const store = await openSqliteStore(file, { driver: 'better-sqlite3' });
  try {
    for (let number = 0; ; number++) {
      const data = JSON.stringify(`${number}`.padEnd(Number(size)));
      const event = { type: 'ItemAdded', version: 1, data };
      const { revision } = await store.append('Cart-1', [event, event]);
      say({ revision });
    }
  } catch (error) {
    let count = 0;
    for await (const page of store.readAll()) count += page.length;
    say({ failed: codeOf(error), count });
  }
  await store.close();
} catch (error) {
  say({ failed: codeOf(error) });
}
