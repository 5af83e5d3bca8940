import { type Decimal, decimal, InvalidData } from '@varve/runtime';
import {
  type AccountAggregate,
  type AccountDefinition,
  defineAccount,
  defineTransfer,
  type OverdraftsHandlers,
  type TransferAggregate,
} from '../../generated/bank/index.js';

/** Of an account the schema leaves one reducer to us, one step between versions, and its way back. */
export const accountDefinition: AccountDefinition = {
  reduce: {
    MoneyWithdrawn: (state, { data: { amount } }) => {
      const balance = state.balance - amount;
      return { ...state, balance, overdrawn: state.overdrawn || balance < 0n };
    },
  },
  upcast: {
    // Version 1 holds euros as a cashier wrote them.
    'MoneyWithdrawn@2.amount': ({ amount }) => centsOf(amount),
  },
  downcast: {
    // Code of before version 2 could still be written for: with `pin: 1` at the event.
    'MoneyWithdrawn@1.amount': ({ amount }) => eurosOf(amount),
  },
};

export const Account: AccountAggregate = defineAccount(accountDefinition);

/** Nothing of a transfer is hand-written. */
export const Transfer: TransferAggregate = defineTransfer();

/** The one handler of the read model of overdrafts that the schema leaves to us. */
export const overdraftsHandlers: OverdraftsHandlers = {
  MoneyWithdrawn: (rows, { stream, data: { amount } }) => {
    const accountId = Account.idOf(stream);
    if (accountId === undefined) return;
    const { balance, times } = rows.get({ accountId }) ?? { balance: 0n, times: 0 };
    const passesZero = balance >= 0n && balance < amount;
    rows.put({ accountId, balance: balance - amount, times: passesZero ? times + 1 : times });
  },
};

/** `"12.5"` → `1250n`, without a detour through floating point. */
export function centsOf(euros: string): bigint {
  const [whole = '0', fraction = ''] = euros.split('.');
  const refused = (expected: string): InvalidData => new InvalidData({ pointer: '/amount', expected, found: euros });
  if (/[1-9]/u.test(fraction.slice(2))) throw refused('euros with at most two decimals');
  const cents = BigInt(whole) * 100n + BigInt(fraction.slice(0, 2).padEnd(2, '0'));
  if (cents < 1n || cents >= 2n ** 63n) throw refused('a cent at least, and at most what 64 bits hold');
  return cents;
}

/** `1250n` → `"12.50"` */
export function eurosOf(cents: bigint): Decimal {
  const digits = String(cents).padStart(3, '0');
  return decimal(`${digits.slice(0, -2)}.${digits.slice(-2)}`);
}
