import type { EventStore } from '@varve/runtime';
import { Account } from './bank.js';
import { accountOf } from './names.js';

/** What happened on this day, written by the code of this day. */
export async function record(store: EventStore): Promise<void> {
  const accounts = Account.repository(store);

  await accounts.append(accountOf('ada'), [
    {
      type: 'MoneyWithdrawn',
      data: { amount: { cents: 200n, currency: 'EUR' }, tags: ['cash'], where: 'Paris, FR' },
    },
    { type: 'FeeCharged', data: { amount: { cents: 30n, currency: 'EUR' } } },
  ]);
  await accounts.append(accountOf('ben'), [
    { type: 'MoneyDeposited', data: { amount: { cents: 900n, currency: 'EUR' } } },
  ]);
}
