import { defineAccount } from '../generated/bank/index.js';
import { centsOf } from './cents.js';

export const Account = defineAccount({
  upcast: {
    // Version 1 holds euros as a cashier wrote them.
    'MoneyWithdrawn@2.amount': ({ amount }) => centsOf(amount),
  },
});
