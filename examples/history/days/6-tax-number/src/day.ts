import type { EventStore } from '@varve/runtime';
import { Account, Customer } from './bank.js';
import { accountOf, customerOf } from './names.js';

/** What happened on this day, written by the code of this day. */
export async function record(store: EventStore): Promise<void> {
  const accounts = Account.repository(store);
  const customers = Customer.repository(store);

  await customers.append(customerOf('dana'), [{ type: 'CustomerJoined', data: { name: 'Dana', segment: 'private' } }]);
  await customers.append(customerOf('ada'), [{ type: 'NewsletterSent', data: { issue: 4 } }]);
  await accounts.append(
    accountOf('dana'),
    [
      { type: 'AccountOpened', data: { customer: customerOf('dana') } },
      { type: 'MoneyDeposited', data: { amount: { cents: 12_345n, currency: 'EUR' } } },
    ],
    { expected: 'absent' },
  );
}
