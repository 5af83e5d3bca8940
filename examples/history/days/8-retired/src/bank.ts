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
      lastTags: data.tags,
      lastCountry: data.country,
    }),
    FeeCharged: (state, { data: { amount } }) => {
      const { cents, currency } = amount;
      return {
        ...paid(state, cents, currency),
        fees: { ...state.fees, [currency]: (state.fees[currency] ?? 0n) + cents },
      };
    },
  },
  upcast: {
    // Until version 4, a place is what somebody typed: "Lisbon, PT", or "corner shop".
    'MoneyWithdrawn@5.country': ({ where }) => /, (?<country>[A-Z]{2})$/u.exec(where)?.groups?.['country'] ?? null,
  },
});

export const Customer = defineCustomer();

export const projections = () => ({
  Balances: openMemoryProjection(balances(), { Account }),
  Spending: openMemoryProjection(
    spending({
      MoneyWithdrawn: (rows, { data: { tags, amount } }) => {
        for (const tag of tags) {
          const key = { tag, currency: amount.currency };
          rows.put({ ...key, cents: (rows.get(key)?.cents ?? 0n) + amount.cents });
        }
      },
    }),
    { Account },
  ),
  Segments: openMemoryProjection(segments(), { Customer }),
});

function paid(state: AccountState, cents: bigint, currency: Currency): AccountState {
  const balance = (state.balances[currency] ?? 0n) - cents;
  return {
    ...state,
    balances: { ...state.balances, [currency]: balance },
    overdrawn: state.overdrawn || balance < 0n,
  };
}
