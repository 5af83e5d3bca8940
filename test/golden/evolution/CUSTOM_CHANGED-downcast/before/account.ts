import { defineAccount } from '../generated/bank/index.js';

export const Account = defineAccount({
  downcast: {
    'MoneyWithdrawn@1': ({ amount }) => ({ amount: String(amount), teller: '' }),
  },
});
