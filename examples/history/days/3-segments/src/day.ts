import type { EventStore } from '@varve/runtime';
import { Account, Customer } from './bank.js';
import { accountOf, customerOf } from './names.js';

/** What happened on this day, written by the code of this day. */
export async function record(store: EventStore): Promise<void> {
  const accounts = Account.repository(store);
  const customers = Customer.repository(store);

  await customers.append(customerOf('cem'), [
    { type: 'CustomerJoined', data: { name: 'Cem', segment: 'young', taxNumber: 'DE-4' } },
    { type: 'NewsletterSent', data: { issue: 3 } },
  ]);
  await accounts.append(
    accountOf('cem'),
    [
      { type: 'AccountOpened', data: { customer: customerOf('cem') } },
      { type: 'MoneyDeposited', data: { amount: { cents: 3000n, currency: 'EUR' } } },
      {
        type: 'MoneyWithdrawn',
        data: { amount: { cents: 700n, currency: 'EUR' }, reason: 'food', where: 'Kiel, DE' },
      },
    ],
    { expected: 'absent' },
  );
}
