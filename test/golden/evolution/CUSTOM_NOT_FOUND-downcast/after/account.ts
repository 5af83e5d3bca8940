import { defineAccount } from '../generated/bank/index.js';

export const Account = defineAccount({
  downcast: {
    'CashDrawn@1': () => 1,
    'MoneyWithdrawn@2': ({ amount }) => ({ amount: String(amount), teller: '' }),
  },
});
