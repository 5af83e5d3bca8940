import type { AccountState, BalancesRow, CustomerState, SegmentsRow, SpendingRow } from '../generated/bank/index.js';
import { type AccountFacts, accountsIn, type CustomerFacts, customersIn, type Facts, perCurrency } from './ledger.js';
import { accountOf, customerOf } from './names.js';

// How the code of this day shows what is in the ledger.

export const accountState = (account: AccountFacts): AccountState => ({
  customer: customerOf(account.customer),
  balances: account.balances,
  overdrawn: account.overdrawn,
  lastTags: account.tags,
  lastPlace: account.place,
  statements: account.statements,
});

export const customerState = (customer: CustomerFacts): CustomerState => ({
  name: customer.name,
  segment: customer.segment,
  taxNumber: customer.taxNumber,
  newsletters: customer.newsletters,
});

export const balancesRows = (facts: Facts): readonly BalancesRow[] =>
  accountsIn(facts).flatMap(([name, { balances, movements }]) =>
    perCurrency(balances).map(([currency, balance]) => ({
      account: accountOf(name),
      currency,
      balance,
      movements: movements[currency] ?? 0,
    })),
  );

export const spendingRows = (facts: Facts): readonly SpendingRow[] =>
  Object.entries(facts.spending).flatMap(([tag, spent]) =>
    perCurrency(spent).map(([currency, cents]) => ({ tag, currency, cents })),
  );

export const segmentsRows = (facts: Facts): readonly SegmentsRow[] =>
  (['private', 'young', 'business'] as const).flatMap((segment) => {
    const customers = customersIn(facts).filter(([, customer]) => customer.segment === segment).length;
    return customers === 0 ? [] : [{ segment, customers }];
  });

/** As how many events those are read that are stored. */
export const eventsRead = ({ stored }: Facts): number => stored;
