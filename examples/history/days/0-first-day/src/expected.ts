import type { AccountState, BalancesRow, CustomerState, SegmentsRow, SpendingRow } from '../generated/bank/index.js';
import { type AccountFacts, accountsIn, type CustomerFacts, customersIn, type Facts } from './ledger.js';
import { accountOf, customerOf } from './names.js';

// How the code of this day shows what is in the ledger.

export const accountState = (account: AccountFacts): AccountState => ({
  customer: customerOf(account.customer),
  balance: account.balances.EUR ?? 0n,
  overdrawn: account.overdrawn,
  lastReason: account.tags[0] ?? null,
  lastPlace: account.place,
  statements: account.statements,
});

export const customerState = (customer: CustomerFacts): CustomerState => ({
  name: customer.name,
  segment: customer.joinedAs,
  taxNumber: customer.taxNumber,
  newsletters: customer.newsletters,
});

export const balancesRows = (facts: Facts): readonly BalancesRow[] =>
  accountsIn(facts).map(([name, { balances, movements }]) => ({
    account: accountOf(name),
    balance: balances.EUR ?? 0n,
    movements: movements.EUR ?? 0,
  }));

export const spendingRows = (facts: Facts): readonly SpendingRow[] =>
  Object.entries(facts.spending).map(([reason, { EUR: cents = 0n }]) => ({ reason, cents }));

export const segmentsRows = (facts: Facts): readonly SegmentsRow[] =>
  (['private', 'student', 'trainee', 'business'] as const).flatMap((segment) => {
    const customers = customersIn(facts).filter(([, customer]) => customer.joinedAs === segment).length;
    return customers === 0 ? [] : [{ segment, customers }];
  });

/** As how many events those are read that are stored. */
export const eventsRead = ({ stored }: Facts): number => stored;
