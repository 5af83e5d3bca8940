import { openMemoryProjection } from '@varve/runtime';
import {
  type AccountState,
  balances,
  defineAccount,
  defineCustomer,
  segments,
  spending,
} from '../generated/bank/index.js';

export const Account = defineAccount({
  reduce: {
    MoneyWithdrawn: (state, { data }) => ({
      ...paid(state, data.amount),
      lastReason: data.reason,
      lastPlace: data.where,
    }),
    CashMachineUsed: (state, { data }) => ({
      ...paid(state, data.amount + (data.fee ?? 0n)),
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
        const { balance, movements } = rows.get({ account }) ?? { balance: 0n, movements: 0 };
        rows.put({ account, balance: balance - data.amount - (data.fee ?? 0n), movements: movements + 1 });
      },
    }),
    { Account },
  ),
  Spending: openMemoryProjection(spending(), { Account }),
  Segments: openMemoryProjection(segments(), { Customer }),
});

function paid(state: AccountState, amount: bigint): AccountState {
  const balance = state.balance - amount;
  return { ...state, balance, overdrawn: state.overdrawn || balance < 0n };
}
