import { openMemoryProjection } from '@varve/runtime';
import {
  type AccountState,
  balances,
  type Currency,
  defineAccount,
  defineCustomer,
  segments,
  spending,
} from '../generated/bank/index.js';

export const Account = defineAccount({
  reduce: {
    MoneyWithdrawn: (state, { data }) => ({
      ...paid(state, data.amount.cents, data.amount.currency),
      lastReason: data.reason,
      lastPlace: data.where,
    }),
    CashMachineUsed: (state, { data }) => ({
      ...paid(paid(state, data.amount.cents, data.amount.currency), data.fee ?? 0n, 'EUR'),
      lastReason: 'cash',
      lastPlace: data.where,
    }),
  },
});

export const Customer = defineCustomer();

export const projections = () => ({
  Balances: openMemoryProjection(
    balances({
      CashMachineUsed: (rows, { stream, data }) => {
        const account = Account.idOf(stream);
        if (account === undefined) return;
        for (const { cents, currency, movement } of [
          { ...data.amount, movement: 1 },
          { cents: data.fee ?? 0n, currency: 'EUR', movement: 0 },
        ] as const) {
          const { balance, movements } = rows.get({ account, currency }) ?? { balance: 0n, movements: 0 };
          if (cents > 0n) rows.put({ account, currency, balance: balance - cents, movements: movements + movement });
        }
      },
    }),
    { Account },
  ),
  Spending: openMemoryProjection(spending(), { Account }),
  Segments: openMemoryProjection(segments(), { Customer }),
});

function paid(state: AccountState, cents: bigint, currency: Currency): AccountState {
  if (cents === 0n) return state;
  const balance = (state.balances[currency] ?? 0n) - cents;
  return {
    ...state,
    balances: { ...state.balances, [currency]: balance },
    overdrawn: state.overdrawn || balance < 0n,
  };
}
