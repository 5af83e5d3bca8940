import { openMemoryProjection } from '@varve/runtime';
import { type AccountState, defineAccount, totals, type WritableAccountEvent } from '../generated/bank/index.js';
import type { Command, Seen } from './protocol.js';

// The bank as its new build knows it, whether it is pinned or not.

export const Account = defineAccount({
  upcast: { 'Withdrawn@3.country': ({ place }) => place.slice(-2) },
  downcast: { 'Withdrawn@2.place': ({ country }) => `abroad, ${country}` },
});

export const openTotals = () => openMemoryProjection(totals(), { Account });

export function eventOf(command: Command): WritableAccountEvent {
  switch (command.event) {
    case 'open':
      return { type: 'Opened', data: { owner: command.owner, tier: command.tier } };
    case 'deposit':
      return { type: 'Deposited', data: { amount: { cents: BigInt(command.cents), currency: command.currency } } };
    case 'withdraw': {
      const { cents, currency, tags, country } = command;
      return { type: 'Withdrawn', data: { amount: { cents: BigInt(cents), currency }, tags, country } };
    }
  }
}

/** What both builds see alike. */
export function seen({ owner, tier, balances, tags, country }: AccountState): Seen {
  return { owner, tier, euros: (balances.EUR ?? 0n).toString(), tags, country };
}
