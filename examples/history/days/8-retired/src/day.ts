import type { EventStore } from '@varve/runtime';
import { Account } from './bank.js';
import { accountOf } from './names.js';

/** What happened on this day, written by the code of this day. */
export async function record(store: EventStore): Promise<void> {
  const accounts = Account.repository(store);

  await accounts.append(accountOf('cem'), [
    { type: 'MoneyDeposited', data: { amount: { cents: 700n, currency: 'EUR' } } },
  ]);
  await accounts.append(accountOf('ben'), [
    { type: 'MoneyWithdrawn', data: { amount: { cents: 100n, currency: 'EUR' }, tags: ['food'], country: 'DE' } },
  ]);
  await accounts.append(accountOf('ada'), [{ type: 'FeeCharged', data: { amount: { cents: 10n, currency: 'EUR' } } }]);
}
