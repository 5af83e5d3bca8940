import { type AccountCustomSteps, defineAccount } from '../generated/bank/index.js';
import type { MoneyWithdrawnV1 } from '../generated/bank/index.js';
import { centsOf } from './cents.js';

const upcast = {
  'MoneyWithdrawn@2.amount': ({ amount }: MoneyWithdrawnV1): bigint => centsOf(amount as string)!,
} satisfies AccountCustomSteps;

export const Account = defineAccount({ upcast });
