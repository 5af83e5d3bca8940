import type { EventStore } from '@varve/runtime';
import { Account } from './bank.js';
import { accountOf } from './names.js';

/** What happened on this day, written by the code of this day. */
export async function record(store: EventStore): Promise<void> {
  const accounts = Account.repository(store);

  await accounts.append(accountOf('ada'), [
    { type: 'MoneyDeposited', data: { amount: { cents: 20_000n, currency: 'USD' } } },
    {
      type: 'MoneyWithdrawn',
      data: { amount: { cents: 5000n, currency: 'USD' }, reason: 'travel', where: 'Boston, US' },
    },
  ]);
  await accounts.append(accountOf('ben'), [
    { type: 'CashMachineUsed', data: { amount: { cents: 400n, currency: 'EUR' }, fee: 20n, where: 'Porto, PT' } },
    { type: 'StatementPosted', data: { month: '2018-03' } },
  ]);
}
