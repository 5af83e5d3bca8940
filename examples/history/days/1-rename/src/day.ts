import type { EventStore } from '@varve/runtime';
import { Account, Customer } from './bank.js';
import { accountOf, customerOf } from './names.js';

/** What happened on this day, written by the code of this day. */
export async function record(store: EventStore): Promise<void> {
  const accounts = Account.repository(store);
  const customers = Customer.repository(store);

  await accounts.append(accountOf('ada'), [
    { type: 'MoneyDeposited', data: { amount: 1050n } },
    { type: 'MoneyWithdrawn', data: { amount: 500n, reason: 'books', where: 'Porto, PT' } },
  ]);
  await accounts.append(accountOf('ben'), [{ type: 'MoneyDeposited', data: { amount: 1000n } }]);
  await accounts.execute(accountOf('ben'), ({ balance }) =>
    balance >= 100n ? { type: 'CashMachineUsed', data: { amount: 100n, where: 'Kiel, DE' } } : undefined,
  );
  await customers.append(customerOf('ben'), [{ type: 'NewsletterSent', data: { issue: 2 } }]);
}
