import type { EventStore } from '@varve/runtime';
import { Account, Customer } from './bank.js';
import { accountOf, customerOf } from './names.js';

/** What happened on this day, written by the code of this day. */
export async function record(store: EventStore): Promise<void> {
  const accounts = Account.repository(store);
  const customers = Customer.repository(store);

  await customers.append(customerOf('ada'), [
    { type: 'CustomerJoined', data: { name: 'Ada', segment: 'student', taxNumber: 'DE-1' } },
  ]);
  await customers.append(customerOf('ben'), [
    { type: 'CustomerJoined', data: { name: 'Ben', segment: 'trainee', taxNumber: 'DE-2' } },
  ]);
  await customers.append(customerOf('zoe'), [
    { type: 'CustomerJoined', data: { name: 'Zoe', segment: 'business', taxNumber: 'DE-3' } },
  ]);
  await customers.append(customerOf('ada'), [{ type: 'NewsletterSent', data: { issue: 1 } }]);

  await accounts.append(
    accountOf('ada'),
    [
      { type: 'AccountOpened', data: { customer: customerOf('ada') } },
      { type: 'DepositMade', data: { sum: 10_000n } },
      { type: 'MoneyWithdrawn', data: { sum: 2500n, reason: 'rent', where: 'Berlin, DE' } },
      { type: 'CashMachineUsed', data: { sum: 1000n, fee: 50n, where: 'Lisbon, PT' } },
      { type: 'StatementPosted', data: { month: '2016-03' } },
    ],
    { expected: 'absent' },
  );
  await accounts.append(
    accountOf('ben'),
    [
      { type: 'AccountOpened', data: { customer: customerOf('ben') } },
      { type: 'DepositMade', data: { sum: 500n } },
      { type: 'MoneyWithdrawn', data: { sum: 800n, reason: 'food', where: 'corner shop' } },
    ],
    { expected: 'absent' },
  );
}
