import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type AccountAggregate,
  type AccountEvent,
  type AccountEventType,
  type AccountReducers,
  type AccountSchema,
  type AccountState,
  defineAccount,
  defineTransfer,
  overdrafts,
  type OverdraftsHandlers,
  type OverdraftsRow,
  type StoredAccountEvent,
  type TransferEvent,
  type WritableAccountEvent,
} from '../../generated/bank/index.js';
import { type CartAggregate, type CartSchema, type CartState, defineCart } from '../../generated/shop/index.js';
import type {
  EventOf,
  EventTypeOf,
  HandlersOf,
  ReducersOf,
  StateOf,
  StoredEventOf,
  VarveTypeError,
  WritableEventTypeOf,
} from '../../src/runtime/index.js';

const kept = (state: CartState): CartState => state;
const keptAccount = (state: AccountState): AccountState => state;

// Reducers
expectType<CartAggregate>(defineCart({ reduce: { ItemRemoved: kept } }));
expectType<CartAggregate>(defineCart({ reduce: { ItemRemoved: kept }, upcast: {} }));
expectError(defineCart());
expectError(defineCart({}));
expectError(defineCart({ reduce: {} }));
expectError(defineCart({ reduce: { ItemRemovd: kept } }));
expectError(defineCart({ reduce: { ItemRemoved: kept, CartCreated: kept } }));
expectError(defineCart({ reduce: { ItemRemoved: () => ({ items: {} }) } }));
expectError(defineTransfer({ reduce: { TransferCompleted: (state: never) => state } }));

// Steps
const toCents = (): bigint => 1n;
const reduce = { MoneyWithdrawn: keptAccount };
expectType<AccountAggregate>(defineAccount({ reduce, upcast: { 'MoneyWithdrawn@2.amount': toCents } }));
expectError(defineAccount({ reduce }));
expectError(defineAccount({ reduce, upcast: {} }));
expectError(defineAccount({ reduce, upcast: { 'MoneyWithdrawn@2.amont': toCents } }));
expectError(defineAccount({ reduce, upcast: { 'MoneyWithdrawn@2.amount': toCents, 'MoneyWithdrawn@3': toCents } }));
expectError(defineAccount({ reduce, upcast: { 'MoneyWithdrawn@2.amount': () => '1' } }));
expectError(defineCart({ reduce: { ItemRemoved: kept }, upcast: { 'ItemAdded@2': toCents } }));

// Projection handlers
overdrafts({ MoneyWithdrawn: () => undefined });
expectError(overdrafts());
expectError(overdrafts({}));
expectError(overdrafts({ MoneyWithdrawm: () => undefined }));
expectError(overdrafts({ MoneyWithdrawn: () => undefined, MoneyDeposited: () => undefined }));
expectNotAssignable<OverdraftsRow>({ balance: 0n });

// Events
expectNotAssignable<WritableAccountEvent>({ type: 'AccountFlagged' as const, data: { reason: '' } });
expectAssignable<TransferEvent>({ type: 'TransferCompleted' as const, data: {} });
expectType<CartState>({} as StateOf<CartSchema>);
expectAssignable<{ readonly type: 'ItemAdded' }>({} as EventOf<CartSchema, 'ItemAdded'>);

// Retired events: CashExchanged is split, NewsletterSent is dropped, AccountFlagged is kept
type Read = 'AccountOpened' | 'MoneyDeposited' | 'MoneyWithdrawn' | 'InterestPaid' | 'AccountFlagged';
expectType<Read>({} as AccountEventType);
expectType<Read>({} as EventTypeOf<AccountSchema>);
expectType<Read>({} as keyof ReducersOf<AccountSchema>);
expectType<Read>({} as keyof HandlersOf<AccountSchema>);
expectType<Exclude<Read, 'AccountFlagged'>>({} as WritableAccountEvent['type']);
expectType<Exclude<Read, 'AccountFlagged'>>({} as WritableEventTypeOf<AccountSchema>);
expectType<'MoneyWithdrawn'>({} as keyof AccountReducers);
expectType<'MoneyWithdrawn'>({} as keyof OverdraftsHandlers);
expectType<Read | 'DepositMade' | 'CashExchanged' | 'NewsletterSent'>({} as StoredAccountEvent['type']);
expectType<StoredAccountEvent>({} as StoredEventOf<AccountSchema>);
expectType<VarveTypeError<'"CashExchanged" of Account is split when it is read'>>(
  {} as EventOf<AccountSchema, 'CashExchanged'>,
);
expectNotAssignable<AccountEvent>({ type: 'CashExchanged' as const, data: { out: 1n } });
expectNotAssignable<AccountEvent>({ type: 'NewsletterSent' as const, data: { issue: 1 } });
expectNotAssignable<WritableAccountEvent>({ type: 'CashExchanged' as const, data: { out: 1n } });
expectError(
  defineAccount({ reduce: { ...reduce, CashExchanged: keptAccount }, upcast: { 'MoneyWithdrawn@2.amount': toCents } }),
);
expectError(overdrafts({ MoneyWithdrawn: () => undefined, CashExchanged: () => undefined }));
