import { type AccountName, accountNames, type CustomerName, customerNames } from './names.js';

// The bank's books, kept by hand: what must be true at the end of each day, in plain numbers of cents and in words that
// do not depend on any schema. `expected.ts` of each day says how its code shows them.

type PerCurrency<Value> = { readonly EUR?: Value; readonly USD?: Value };

export interface AccountFacts {
  readonly customer: CustomerName;
  /** How many events the account has. */
  readonly revision: number;
  readonly balances: PerCurrency<bigint>;
  /** How often money came or went; a fee is part of what it was charged for. */
  readonly movements: PerCurrency<number>;
  readonly fees: PerCurrency<bigint>;
  readonly overdrawn: boolean;
  /** What the last withdrawal was for, and where it was: nothing before the first. */
  readonly tags: readonly string[];
  readonly place: string | null;
  readonly country: string | null;
  readonly statements: number;
}

export interface CustomerFacts {
  readonly revision: number;
  readonly name: string;
  /** Since the third change, `young` is said of both students and trainees. */
  readonly joinedAs: 'private' | 'student' | 'trainee' | 'business';
  readonly segment: 'private' | 'young' | 'business';
  readonly taxNumber: string;
  readonly newsletters: readonly number[];
}

export interface Facts {
  readonly date: string;
  readonly accounts: Partial<Record<AccountName, AccountFacts>>;
  readonly customers: Partial<Record<CustomerName, CustomerFacts>>;
  readonly spending: Readonly<Record<string, PerCurrency<bigint>>>;
  /** How many events were stored in all; how often a cash machine took a fee; how many newsletters were sent. */
  readonly stored: number;
  readonly machineFees: number;
  readonly newsletters: number;
}

const opening = { overdrawn: false, statements: 0, fees: {}, tags: [], place: null, country: null };
const joined = { revision: 1, newsletters: [] };

const day0 = {
  date: '2016-03-01',
  accounts: {
    ada: {
      customer: 'ada',
      revision: 5,
      balances: { EUR: 6450n },
      movements: { EUR: 3 },
      fees: { EUR: 50n },
      overdrawn: false,
      tags: ['cash'],
      place: 'Lisbon, PT',
      country: 'PT',
      statements: 1,
    },
    ben: {
      customer: 'ben',
      revision: 3,
      balances: { EUR: -300n },
      movements: { EUR: 2 },
      fees: {},
      overdrawn: true,
      tags: ['food'],
      place: 'corner shop',
      country: null,
      statements: 0,
    },
  },
  customers: {
    ada: {
      ...joined,
      name: 'Ada',
      joinedAs: 'student',
      segment: 'young',
      taxNumber: 'DE-1',
      revision: 2,
      newsletters: [1],
    },
    ben: { ...joined, name: 'Ben', joinedAs: 'trainee', segment: 'young', taxNumber: 'DE-2' },
    zoe: { ...joined, name: 'Zoe', joinedAs: 'business', segment: 'business', taxNumber: 'DE-3' },
  },
  spending: { rent: { EUR: 2500n }, food: { EUR: 800n }, cash: { EUR: 1000n } },
  stored: 12,
  machineFees: 1,
  newsletters: 1,
} satisfies Facts;

const day1 = {
  date: '2017-03-01',
  accounts: {
    ada: {
      ...day0.accounts.ada,
      revision: 7,
      balances: { EUR: 7000n },
      movements: { EUR: 5 },
      tags: ['books'],
      place: 'Porto, PT',
      country: 'PT',
    },
    ben: {
      ...day0.accounts.ben,
      revision: 5,
      balances: { EUR: 600n },
      movements: { EUR: 4 },
      tags: ['cash'],
      place: 'Kiel, DE',
      country: 'DE',
    },
  },
  customers: { ...day0.customers, ben: { ...day0.customers.ben, revision: 2, newsletters: [2] } },
  spending: { rent: { EUR: 2500n }, food: { EUR: 800n }, cash: { EUR: 1100n }, books: { EUR: 500n } },
  stored: 17,
  machineFees: 1,
  newsletters: 2,
} satisfies Facts;

const day2 = {
  date: '2018-03-01',
  accounts: {
    ada: {
      ...day1.accounts.ada,
      revision: 9,
      balances: { EUR: 7000n, USD: 15_000n },
      movements: { EUR: 5, USD: 2 },
      tags: ['travel'],
      place: 'Boston, US',
      country: 'US',
    },
    ben: {
      ...day1.accounts.ben,
      revision: 7,
      balances: { EUR: 180n },
      movements: { EUR: 5 },
      fees: { EUR: 20n },
      place: 'Porto, PT',
      country: 'PT',
      statements: 1,
    },
  },
  customers: day1.customers,
  spending: { ...day1.spending, cash: { EUR: 1500n }, travel: { USD: 5000n } },
  stored: 21,
  machineFees: 2,
  newsletters: 2,
} satisfies Facts;

const day3 = {
  date: '2019-03-01',
  accounts: {
    ...day2.accounts,
    cem: {
      ...opening,
      customer: 'cem',
      revision: 3,
      balances: { EUR: 2300n },
      movements: { EUR: 2 },
      tags: ['food'],
      place: 'Kiel, DE',
      country: 'DE',
    },
  },
  customers: {
    ...day2.customers,
    cem: {
      ...joined,
      name: 'Cem',
      joinedAs: 'student',
      segment: 'young',
      taxNumber: 'DE-4',
      revision: 2,
      newsletters: [3],
    },
  },
  spending: { ...day2.spending, food: { EUR: 1500n } },
  stored: 26,
  machineFees: 2,
  newsletters: 3,
} satisfies Facts;

const day4 = {
  date: '2020-03-01',
  accounts: {
    ...day3.accounts,
    ada: {
      ...day3.accounts.ada,
      revision: 10,
      balances: { EUR: 6700n, USD: 15_000n },
      movements: { EUR: 6, USD: 2 },
      tags: ['food', 'travel'],
      place: 'Rome, IT',
      country: 'IT',
    },
    ben: {
      ...day3.accounts.ben,
      revision: 8,
      balances: { EUR: 100n },
      movements: { EUR: 6 },
      tags: [],
      place: 'corner shop',
      country: null,
    },
  },
  customers: day3.customers,
  spending: { ...day3.spending, food: { EUR: 1800n }, travel: { EUR: 300n, USD: 5000n } },
  stored: 28,
  machineFees: 2,
  newsletters: 3,
} satisfies Facts;

const day5 = {
  date: '2021-03-01',
  accounts: {
    ...day4.accounts,
    ada: {
      ...day4.accounts.ada,
      revision: 12,
      balances: { EUR: 6470n, USD: 15_000n },
      movements: { EUR: 7, USD: 2 },
      fees: { EUR: 80n },
      tags: ['cash'],
      place: 'Paris, FR',
      country: 'FR',
    },
    ben: { ...day4.accounts.ben, revision: 9, balances: { EUR: 1000n }, movements: { EUR: 7 } },
  },
  customers: day4.customers,
  spending: { ...day4.spending, cash: { EUR: 1700n } },
  stored: 31,
  machineFees: 2,
  newsletters: 3,
} satisfies Facts;

const day6 = {
  date: '2022-03-01',
  accounts: {
    ...day5.accounts,
    dana: { ...opening, customer: 'dana', revision: 2, balances: { EUR: 12_345n }, movements: { EUR: 1 } },
  },
  customers: {
    ...day5.customers,
    ada: { ...day5.customers.ada, revision: 3, newsletters: [1, 4] },
    dana: { ...joined, name: 'Dana', joinedAs: 'private', segment: 'private', taxNumber: '' },
  },
  spending: day5.spending,
  stored: 35,
  machineFees: 2,
  newsletters: 4,
} satisfies Facts;

const day7 = {
  date: '2023-03-01',
  accounts: {
    ...day6.accounts,
    ada: {
      ...day6.accounts.ada,
      revision: 13,
      balances: { EUR: 6000n, USD: 15_000n },
      movements: { EUR: 8, USD: 2 },
      tags: ['books'],
      place: null,
    },
    dana: {
      ...day6.accounts.dana,
      revision: 4,
      balances: { EUR: 12_000n },
      movements: { EUR: 2 },
      tags: ['food'],
      statements: 1,
    },
  },
  customers: day6.customers,
  spending: { ...day6.spending, books: { EUR: 970n }, food: { EUR: 2145n } },
  stored: 38,
  machineFees: 2,
  newsletters: 4,
} satisfies Facts;

const day8 = {
  date: '2024-03-01',
  accounts: {
    ...day7.accounts,
    ada: { ...day7.accounts.ada, revision: 14, balances: { EUR: 5990n, USD: 15_000n }, fees: { EUR: 90n } },
    ben: {
      ...day7.accounts.ben,
      revision: 10,
      balances: { EUR: 900n },
      movements: { EUR: 8 },
      tags: ['food'],
      place: null,
      country: 'DE',
    },
    cem: { ...day7.accounts.cem, revision: 4, balances: { EUR: 3000n }, movements: { EUR: 3 } },
  },
  customers: day7.customers,
  spending: { ...day7.spending, food: { EUR: 2245n } },
  stored: 41,
  machineFees: 2,
  newsletters: 4,
} satisfies Facts;

export const ledger: readonly Facts[] = [day0, day1, day2, day3, day4, day5, day6, day7, day8];

export function accountsIn({ accounts }: Facts): readonly (readonly [AccountName, AccountFacts])[] {
  return accountNames.flatMap((name) => (accounts[name] === undefined ? [] : [[name, accounts[name]] as const]));
}

export function customersIn({ customers }: Facts): readonly (readonly [CustomerName, CustomerFacts])[] {
  return customerNames.flatMap((name) => (customers[name] === undefined ? [] : [[name, customers[name]] as const]));
}

export function perCurrency<Value>({ EUR, USD }: PerCurrency<Value>): readonly (readonly ['EUR' | 'USD', Value])[] {
  return [...(EUR === undefined ? [] : [['EUR', EUR] as const]), ...(USD === undefined ? [] : [['USD', USD] as const])];
}
