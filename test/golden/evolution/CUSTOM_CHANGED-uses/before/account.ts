import { defineAccount } from '../generated/bank/index.js';
import { centsOf } from './cents.js';

export const Account = defineAccount({
  upcast: {
    'MoneyWithdrawn@2.amount': ({ amount }) => centsOf(amount),
  },
});
