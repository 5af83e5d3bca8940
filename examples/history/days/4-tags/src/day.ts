import type { EventStore } from '@varve/runtime';
import { Account } from './bank.js';
import { accountOf } from './names.js';

/** What happened on this day, written by the code of this day. */
export async function record(store: EventStore): Promise<void> {
  const accounts = Account.repository(store);

  await accounts.append(accountOf('ada'), [
    {
      type: 'MoneyWithdrawn',
      data: { amount: { cents: 300n, currency: 'EUR' }, tags: ['food', 'travel'], where: 'Rome, IT' },
    },
  ]);
  await accounts.append(accountOf('ben'), [
    { type: 'MoneyWithdrawn', data: { amount: { cents: 80n, currency: 'EUR' }, tags: [], where: 'corner shop' } },
  ]);
}
