import { AccountId, CustomerId } from '../generated/bank/index.js';

/** Whoever has ever been a customer. */
export const customerNames = ['ada', 'ben', 'zoe', 'cem', 'dana'] as const;
export type CustomerName = (typeof customerNames)[number];

/** Zoe never opened an account. */
export const accountNames = ['ada', 'ben', 'cem', 'dana'] as const;
export type AccountName = (typeof accountNames)[number];

const numbers: Readonly<Record<CustomerName, string>> = { ada: '1', ben: '2', zoe: '3', cem: '4', dana: '5' };

export const accountOf = (name: AccountName): AccountId =>
  AccountId(`a0000000-0000-4000-8000-00000000000${numbers[name]}`);

export const customerOf = (name: CustomerName): CustomerId =>
  CustomerId(`c0000000-0000-4000-8000-00000000000${numbers[name]}`);

/** The name for an id of either kind; the text itself where it is no such id. */
export function nameOf(text: string): string {
  return customerNames.find((name) => /^[ac]0000000-/u.test(text) && text.endsWith(numbers[name])) ?? text;
}
