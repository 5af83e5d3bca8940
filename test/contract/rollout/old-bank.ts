import { openMemoryProjection } from '@varve/runtime';
import { type AccountState, defineAccount, totals, type WritableAccountEvent } from '../generated/bank/index.js';
import type { Command, Seen } from './protocol.js';

// The bank as its old build knows it: euros, one reason for a withdrawal, a place as somebody typed it.

export const Account = defineAccount();

export const openTotals = () => openMemoryProjection(totals(), { Account });

export function eventOf(command: Command): WritableAccountEvent {
  switch (command.event) {
    case 'open':
      return { type: 'Opened', data: { owner: command.owner, tier: command.tier === 'basic' ? 'basic' : 'premium' } };
    case 'deposit':
      return { type: 'Deposited', data: { sum: BigInt(command.cents) } };
    case 'withdraw': {
      const [reason = ''] = command.tags;
      return {
        type: 'Withdrawn',
        data: { sum: BigInt(command.cents), reason, place: `somewhere, ${command.country}` },
      };
    }
  }
}

/** What both builds see alike. */
export function seen({ owner, tier, balance, reason, place }: AccountState): Seen {
  return {
    owner,
    tier: tier === 'basic' ? 'basic' : 'pro',
    euros: balance.toString(),
    tags: reason === null ? [] : [reason],
    country: place.slice(-2),
  };
}
