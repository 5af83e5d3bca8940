import type { EventStore } from '@varve/runtime';
import { Account } from './bank.js';
import { accountOf } from './names.js';

/** What happened on this day, written by the code of this day. */
export async function record(store: EventStore): Promise<void> {
  const accounts = Account.repository(store);

  await accounts.append(accountOf('ada'), [
    { type: 'MoneyWithdrawn', data: { amount: { cents: 470n, currency: 'EUR' }, tags: ['books'], country: 'FR' } },
  ]);
  await accounts.append(accountOf('dana'), [
    { type: 'MoneyWithdrawn', data: { amount: { cents: 345n, currency: 'EUR' }, tags: ['food'], country: null } },
    { type: 'StatementPosted', data: { month: '2023-03' } },
  ]);
}
