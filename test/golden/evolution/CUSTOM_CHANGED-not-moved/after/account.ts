import { defineAccount } from '../generated/bank/index.js';
import { toCents as cents } from './money.js';

export const Account = defineAccount({
  upcast: {
    'MoneyWithdrawn@2.amount': ({ amount }) => cents(amount),
  },
});
