import type { Insertable, Kysely, Selectable, Updateable } from 'kysely';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type AccountBalanceTable,
  type FeesByAccountTable,
  overdrafts,
  type OverdraftsHandlers,
  readAccountBalance,
} from '../../generated/bank/index.js';
import {
  type CartId,
  type CartSummaryField,
  type CartSummaryKey,
  type CartSummaryRow,
  type CartSummaryTable,
  cartSummaryTable,
  readCartSummary,
} from '../../generated/shop/index.js';
import type {
  ProjectionReader,
  ProjectionRows,
  ProjectionTable,
  RowPage,
  SqlValue,
  Where,
} from '../../src/runtime/index.js';

declare const rows: ProjectionRows;
declare const cartId: CartId;

// Readers
const summaries = readCartSummary(rows);
expectType<ProjectionReader<CartSummaryRow, CartSummaryKey, CartSummaryField>>(summaries);
expectType<ProjectionTable<CartSummaryRow, CartSummaryKey>>(cartSummaryTable);
expectType<Promise<CartSummaryRow | undefined>>(summaries.get({ cartId }));
expectType<Promise<RowPage<CartSummaryRow>>>(summaries.find());
expectError(summaries.get('6f9619ff-8b86-4d01-b42d-00cf4fc964ff'));
expectError(summaries.get({ cartId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' }));
expectError(readCartSummary());

// What rows are found by
void summaries.find({ where: { status: 'open', itemCount: { gte: 1n, lt: 10n } }, orderBy: '-openedAt', limit: 20 });
void summaries.find({
  where: { status: { in: ['open', 'checkedOut'] } },
  orderBy: ['status', '-itemCount'],
  after: '',
});
void summaries.find({ where: { openedAt: null } });
expectError(summaries.find({ where: { status: undefined } }));
expectError(summaries.find({ where: { status: null } }));
expectError(summaries.find({ where: { openedAt: undefined } }));
expectError(summaries.find({ where: { status: 'closed' } }));
expectError(summaries.find({ where: { status: { in: ['closed'] } } }));
expectError(summaries.find({ where: { itemCount: 1 } }));
expectError(summaries.find({ where: { itemCount: { gte: 1 } } }));
expectError(summaries.find({ where: { itemcount: 1n } }));
expectError(summaries.find({ orderBy: 'item_count' }));
expectError(summaries.find({ orderBy: ['status', '+itemCount'] }));
expectError(summaries.find({ limit: '20' }));
void readAccountBalance(rows).find({ where: { lastRate: null } });
expectError(readAccountBalance(rows).find({ where: { lastRate: undefined } }));

type Shelf = { readonly id: string; readonly items: Readonly<Record<string, number>> };
expectAssignable<Where<Shelf, 'id'>>({ id: 'a' });
expectNotAssignable<Where<Shelf, 'id'>>({ items: {} });

// Tables for Kysely, by the names of the database
type Database = { cart_summary: CartSummaryTable<'postgres'>; account_balance: AccountBalanceTable<'sqlite'> };
declare const db: Kysely<Database>;

type CartSummaryOfPostgres = {
  cart_id: string;
  status: 'open' | 'checkedOut';
  item_count: string;
  opened_at: Date | null;
};
declare const selected: Selectable<CartSummaryTable<'postgres'>>;
expectType<CartSummaryOfPostgres>(selected);
declare const selectedOfSqlite: Selectable<CartSummaryTable<'sqlite'>>;
expectType<number>(selectedOfSqlite.item_count);
expectType<string | null>(selectedOfSqlite.opened_at);
declare const fees: Selectable<FeesByAccountTable<'postgres'>>;
expectType<string>(fees.fees);
expectType<string>(fees.requested);

expectType<Promise<{ status: 'open' | 'checkedOut'; item_count: string }[]>>(
  db.selectFrom('cart_summary').select(['status', 'item_count']).where('status', '=', 'open').execute(),
);
expectType<Promise<{ last_rate: string | null }[]>>(
  db.selectFrom('account_balance').select('last_rate').orderBy('movements', 'desc').execute(),
);
expectError(db.selectFrom('cart_summary').select('itemCount'));
expectError(db.selectFrom('cart_summary').where('status', '=', 'closed'));
// A projection alone writes its rows.
expectNotAssignable<Insertable<CartSummaryTable<'postgres'>>>(selected);
expectNotAssignable<Updateable<CartSummaryTable<'postgres'>>>(selected);
expectError(db.insertInto('cart_summary').values({ cart_id: 'a' }));
expectError(db.updateTable('cart_summary').set({ item_count: '1' }));

expectType<unknown>({} as SqlValue<'postgres', 'json'>);
expectType<string>({} as SqlValue<'sqlite', 'json'>);
expectType<number>({} as SqlValue<'sqlite', 'boolean'>);

// Custom handlers: with the transaction, or without
const handlers: OverdraftsHandlers = {
  MoneyWithdrawn: async (_rows, _event, { engine, isReplay, query }) => {
    expectType<'memory' | 'sqlite' | 'postgres'>(engine);
    expectType<boolean>(isReplay);
    await query('SELECT 1', []);
  },
};
overdrafts(handlers, { revision: 2 });
overdrafts({ MoneyWithdrawn: (_rows, _event) => undefined });
expectError(overdrafts(handlers, { revision: '2' }));
expectError(overdrafts(handlers, { version: 2 }));
