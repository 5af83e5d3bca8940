import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type AccountAggregate,
  type AccountState,
  defineAccount,
  defineTransfer,
  overdrafts,
  type OverdraftsRow,
  type TransferEvent,
  type WritableAccountEvent,
} from '../../generated/bank/index.js';
import { type CartAggregate, type CartSchema, type CartState, defineCart } from '../../generated/shop/index.js';
import type { EventOf, StateOf } from '../../src/runtime/index.js';

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
