import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import type { EventStore, StoreRetry } from '@varve/runtime';
import { type MemoryStore, openMemoryStore } from '@varve/runtime/memory';
import { instrumentAggregate, instrumentStore, observeLag, retryRecorder } from '@varve/runtime/opentelemetry';
import type { PostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore, type SqliteStore } from '@varve/runtime/sqlite';
import type { AccountAggregate } from '../../generated/bank/index.js';
import type { CartAggregate } from '../../generated/shop/index.js';

declare const Cart: CartAggregate;
declare const Account: AccountAggregate;
declare const postgres: PostgresStore;
declare const anyStore: EventStore;
declare const migrating: EventStore & { migrate(): Promise<number> };

// A store stays what it is
expectType<MemoryStore>(instrumentStore(await openMemoryStore()));
expectType<SqliteStore>(instrumentStore(await openSqliteStore(':memory:'), { system: 'sqlite' }));
expectType<PostgresStore>(instrumentStore(postgres));
expectType<EventStore>(instrumentStore(anyStore));
expectType<Promise<number>>(instrumentStore(migrating).migrate());
void instrumentStore(postgres).consume('report', (_, transaction) => void transaction.query('SELECT 1'));
// And gains nothing
expectNotAssignable<MemoryStore>(instrumentStore(anyStore));
expectType<EventStore['health']>(instrumentStore(anyStore).health);
expectError(instrumentStore({ append: anyStore.append }));
expectError(instrumentStore(anyStore, { sistem: 'sqlite' }));

// So does an aggregate
expectType<CartAggregate>(instrumentAggregate(Cart));
expectType<AccountAggregate>(instrumentAggregate(Account, { attributes: { 'db.namespace': 'bank' } }));
expectNotAssignable<AccountAggregate>(instrumentAggregate(Cart));
expectError(instrumentAggregate({ name: 'Cart' }));

// What is told of retries fits where stores ask for it
expectAssignable<(retry: StoreRetry) => void>(retryRecorder({ system: 'sqlite' }));
await openSqliteStore(':memory:', { onRetry: retryRecorder() });

expectType<() => void>(observeLag(anyStore, 'report', { categories: ['Cart'], limit: 100 }));
expectError(observeLag(anyStore));
expectError(observeLag(anyStore, 'report', { after: 1 }));
