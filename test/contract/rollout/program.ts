import { createInterface } from 'node:readline';
import type { StoredRecord } from '@varve/runtime';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { AccountId } from '../generated/bank/index.js';
import { Account, eventOf, openTotals, seen } from './bank.js';
import type { Question } from './protocol.js';

// One build of the bank as a process: answers each line of its input with a line, until its input ends.

const [, , file = ''] = process.argv;
const store = await openSqliteStore(file, { synchronous: 'normal', pollInterval: 5 });
const snapshotErrors: unknown[] = [];
const accounts = Account.repository(store, { onSnapshotError: (error) => void snapshotErrors.push(error) });
const { snapshots: _snapshots, ...events } = {
  append: store.append.bind(store),
  read: store.read.bind(store),
  readAll: store.readAll.bind(store),
  subscribe: store.subscribe.bind(store),
  close: store.close.bind(store),
  snapshots: undefined,
};
const fromTheStart = Account.repository(events);
const subscription = store.subscribe()[Symbol.asyncIterator]();
const followed: StoredRecord[] = [];

async function answer(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'append': {
      const { account, commands } = question;
      return (await accounts.append(AccountId(account), commands.map(eventOf))).revision;
    }
    case 'execute': {
      let revision = 0;
      for (const command of question.commands) {
        const executed = await accounts.execute(AccountId(question.account), () => eventOf(command), { retry: 100 });
        revision = executed.revision;
      }
      return revision;
    }
    case 'load': {
      const loaded = await accounts.load(AccountId(question.account));
      const folded = await fromTheStart.load(AccountId(question.account));
      return { revision: loaded.revision, seen: seen(loaded.state), fromTheStart: seen(folded.state), snapshotErrors };
    }
    case 'history': {
      const states: unknown[] = [];
      for await (const { after } of accounts.history(AccountId(question.account))) states.push(seen(after));
      return states;
    }
    case 'totals': {
      const totals = openTotals();
      await totals.catchUp(store);
      return totals
        .rows()
        .filter((row) => !('currency' in row) || row.currency === 'EUR')
        .map(({ account, deposited, withdrawn }) => [account, `${deposited}`, `${withdrawn}`]);
    }
    case 'follow': {
      while (followed.length < question.events) {
        const { value, done } = await subscription.next();
        if (done === true) break;
        followed.push(...value);
      }
      return Account.codec.decode(followed).map(({ id, type }) => `${id} ${type}`);
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(JSON.parse(line) as Question).then(
    (value) => ({ value }),
    (error: unknown) => ({
      error: error instanceof Error ? Object.assign({ name: error.name, message: error.message }, error) : `${error}`,
    }),
  );
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
await subscription.return?.();
await store.close();
