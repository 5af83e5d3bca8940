import { ConcurrencyError, decimal, type EventStore, openMemoryProjection } from '@varve/runtime';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { accountBalance, AccountId, feesByAccount, overdrafts, TransferId } from '../../generated/bank/index.js';
import { Account, overdraftsHandlers, Transfer } from './bank.js';

const alice = AccountId('6f9619ff-8b86-4d01-b42d-00cf4fc964ff');
const bob = AccountId('1b4e28ba-2fa1-41d2-883f-0016d3cca427');

const store = await openSqliteStore(':memory:');
await recordAsIn2019(store);
await bank(store);
await transfer(store);
await report(store);
await store.close();

/** What code of 2019 stored: an old name, old versions, and events that are retired today. */
async function recordAsIn2019(old: EventStore): Promise<void> {
  await old.append(Account.stream(alice), [
    { type: 'AccountOpened', version: 1, data: '{"owner":"Alice"}' },
    { type: 'DepositMade', version: 1, data: '{"amount":"9007199254740993"}' }, // more than a double can count
    { type: 'MoneyWithdrawn', version: 1, data: '{"amount":"12.5"}' },
    { type: 'NewsletterSent', version: 1, data: '{"issue":7}' },
    { type: 'CashExchanged', version: 1, data: '{"out":"10000","back":"9500"}' },
    { type: 'AccountFlagged', version: 1, data: '{"reason":"too rich"}' },
  ]);
}

async function bank(store: EventStore): Promise<void> {
  const accounts = Account.repository(store);
  console.log('\nAlice, as read today:');
  for await (const { event, after } of accounts.history(alice)) {
    const part = event.index === 0 ? '' : `, part ${event.index}`;
    console.log(
      `${event.revision}  ${`${event.type}@${event.version} (stored as ${event.storedVersion}${part})`.padEnd(44)} balance ${after.balance}`,
    );
  }

  await accounts.append(bob, [
    { type: 'AccountOpened', data: { owner: 'Bob', currency: 'EUR' }, metadata: { clerk: 'Carol' } },
    { type: 'MoneyDeposited', data: { amount: 50_000n } },
  ]);
  // Two clerks at once: each decides on what it has loaded, and the later one loads again.
  await Promise.all(
    [20_000n, 40_000n].map((amount) =>
      accounts.execute(
        bob,
        (account) => (account.balance < amount ? [] : { type: 'MoneyWithdrawn', data: { amount } }),
        { retry: 5 },
      ),
    ),
  );
  const { state } = await accounts.load(bob);
  console.log(`\nBob after two withdrawals at once, of which one was covered: ${state.balance}`);

  try {
    await accounts.append(bob, [{ type: 'MoneyDeposited', data: { amount: 1n } }], { expected: 1 });
  } catch (error) {
    if (!(error instanceof ConcurrencyError)) throw error;
    console.log(`An append at revision 1 is refused: ${error.message}`);
  }
}

async function transfer(store: EventStore): Promise<void> {
  const transfers = Transfer.repository(store);
  const id = TransferId('7d444840-9dc0-41d1-b245-5ffdce74fad2');
  await transfers.append(id, [
    { type: 'TransferRequested', data: { from: bob, to: alice, amount: 100n, fee: decimal('0.1') } },
  ]);
  await transfers.append(TransferId('2c5ea4c0-4067-41e9-8bad-9b1deb4d3b7d'), [
    { type: 'TransferRequested', data: { from: bob, to: alice, amount: 200n, fee: decimal('0.2') } },
  ]);
  await transfers.execute(id, ({ status }) =>
    status === 'requested' ? { type: 'TransferCompleted', data: {} } : undefined,
  );
}

async function report(store: EventStore): Promise<void> {
  const balances = openMemoryProjection(accountBalance(), { Account });
  const fees = openMemoryProjection(feesByAccount(), { Transfer });
  await balances.catchUp(store);
  const overdrawn = openMemoryProjection(overdrafts(overdraftsHandlers), { Account });
  await fees.catchUp(store);
  await overdrawn.catchUp(store);
  console.log('\nBalances, and fees to the last digit (0.1 + 0.2 is 0.3):');
  console.table(balances.rows());
  console.table(fees.rows());
  console.table(overdrawn.rows());
}
