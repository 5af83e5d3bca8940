import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import type {
  Aggregate,
  AggregateOf,
  Codec,
  CodecOf,
  Envelope,
  EventOf,
  HandlersOf,
  NoCustomHandlers,
  NoCustomReducers,
  NoCustomSteps,
  RecordedEvent,
  RecordedEventOf,
  Reducer,
  ReducersOf,
  Repository,
  RepositoryOf,
  Rows,
  StepOf,
  VarveTypeError,
  WritableEventOf,
} from '../../src/runtime/index.js';
import { assertNever } from '../../src/runtime/index.js';
import type {
  BareSchema,
  CartId,
  CartSchema,
  CartState,
  ItemAddedV1,
  ItemAddedV2,
  ItemAddedV3,
  OrderSchema,
} from './cart-schema.js';

declare function a<T>(): T;

// Reducers
type ItemAddedReducer = (state: CartState, event: RecordedEvent<EventOf<CartSchema, 'ItemAdded'>>) => CartState;
expectType<ItemAddedReducer>(a<Reducer<CartSchema, 'ItemAdded'>>());
expectType<(state: CartState, event: RecordedEvent<EventOf<CartSchema>>) => CartState>(a<Reducer<CartSchema>>());
expectType<VarveTypeError<'"ItemAded" is no event of Cart'>>(a<Reducer<CartSchema, 'ItemAded'>>());
expectType<VarveTypeError<'"PageViewed" of Cart is dropped when it is read'>>(a<Reducer<CartSchema, 'PageViewed'>>());
expectType<'CartCreated' | 'ItemAdded' | 'CouponUsed'>(a<keyof ReducersOf<CartSchema>>());
expectType<ItemAddedReducer>(a<ReducersOf<CartSchema>['ItemAdded']>());
expectAssignable<ReducersOf<CartSchema>>({
  CartCreated: (state: CartState) => ({ ...state, open: true }),
  ItemAdded: (state: CartState, event: RecordedEventOf<CartSchema, 'ItemAdded'>) => ({
    ...state,
    items: { ...state.items, [event.data.sku]: event.data.quantity },
  }),
  CouponUsed: (state: CartState) => state,
});
const same = (state: CartState): CartState => state;
expectNotAssignable<ReducersOf<CartSchema>>({ CartCreated: same, CouponUsed: same });
expectNotAssignable<ReducersOf<CartSchema>>({ CartCreated: same, ItemAdded: () => ({ open: 1 }), CouponUsed: same });
expectNotAssignable<ReducersOf<CartSchema>>({
  CartCreated: same,
  ItemAdded: (state: CartState, event: RecordedEventOf<CartSchema, 'CouponUsed'>) => state,
  CouponUsed: same,
});
declare function fold(reducers: ReducersOf<CartSchema>): void;
expectError(fold({ CartCreated: same, ItemAded: same, CouponUsed: same }));
expectError(fold({ CartCreated: same, ItemAdded: same, CouponUsed: same, PageViewed: same }));
fold({
  CartCreated: same,
  ItemAdded: (state, { data }) => ({ ...state, items: { [data.sku]: data.quantity } }),
  CouponUsed: same,
});

// Steps
expectType<(data: ItemAddedV1, envelope: Envelope) => ItemAddedV2>(a<StepOf<CartSchema, 'ItemAdded', 1, 2>>());
expectType<(data: ItemAddedV1, envelope: Envelope) => ItemAddedV3>(a<StepOf<CartSchema, 'ItemAdded', 1, 3>>());
expectType<(data: object, envelope: Envelope) => { kind: 'won'; by: string } | { kind: 'lost' }>(
  a<StepOf<BareSchema, 'Closed', 1, 2>>(),
);
expectType<VarveTypeError<'"ItemAdded" of Cart has no version 4'>>(a<StepOf<CartSchema, 'ItemAdded', 3, 4>>());
expectType<VarveTypeError<'"ItemAdded" of Cart has no version 0'>>(a<StepOf<CartSchema, 'ItemAdded', 0, 1>>());
expectType<VarveTypeError<'"ItemAded" is no event of Cart'>>(a<StepOf<CartSchema, 'ItemAded', 1, 2>>());
expectAssignable<StepOf<CartSchema, 'ItemAdded', 1, 2>>((data: ItemAddedV1) => ({ sku: data.sku, quantity: data.qty }));
expectNotAssignable<StepOf<CartSchema, 'ItemAdded', 1, 2>>((data: ItemAddedV1) => data);

// Projection handlers
type Row = { readonly sku: string; readonly count: number };
type Key = { readonly sku: string };
expectType<'CartCreated' | 'ItemAdded' | 'CouponUsed' | 'OrderPlaced'>(a<keyof HandlersOf<CartSchema | OrderSchema>>());
expectType<(rows: Rows<Row, Key>, event: RecordedEvent<EventOf<CartSchema, 'ItemAdded'>>) => void | Promise<void>>(
  a<HandlersOf<CartSchema, Row, Key>['ItemAdded']>(),
);
expectType<bigint>(a<Parameters<HandlersOf<CartSchema | OrderSchema, Row, Key>['OrderPlaced']>[1]>().data.total);
declare function project(handlers: HandlersOf<CartSchema, Row, Key>): void;
project({
  CartCreated: () => undefined,
  ItemAdded: (rows, { data }) => rows.put({ sku: data.sku, count: 1 }),
  CouponUsed: async () => {},
});
expectError(project({ CartCreated: () => undefined, CouponUsed: () => undefined }));
expectError(project({ CartCreated: () => undefined, ItemAded: () => undefined, CouponUsed: () => undefined }));
expectError(
  project({ CartCreated: () => undefined, ItemAdded: (rows) => rows.put({ sku: 1 }), CouponUsed: () => undefined }),
);

// What an aggregate has
expectType<Codec<WritableEventOf<CartSchema>, EventOf<CartSchema>>>(a<CodecOf<CartSchema>>());
expectType<Repository<CartId, CartState, WritableEventOf<CartSchema>, EventOf<CartSchema>>>(
  a<RepositoryOf<CartSchema>>(),
);
expectType<Aggregate<CartId, CartState, WritableEventOf<CartSchema>, EventOf<CartSchema>>>(
  a<AggregateOf<CartSchema>>(),
);
const carts = a<RepositoryOf<CartSchema>>();
const id = a<CartId>();
void carts.append(id, [{ type: 'CartCreated', data: {} }], { expected: 'absent' });
void carts.execute(id, (state) => (state.open ? [] : { type: 'CartCreated', data: {} }), { retry: 3 });
void carts.execute(id, async (state) => (state.open ? undefined : { type: 'CartCreated', data: {} }));
void carts.execute(id, () => {});
expectError(carts.append('no cart id', []));
expectError(carts.append(id, [{ type: 'CouponUsed', data: { code: 'X' } }]));
expectError(carts.append(id, [{ type: 'ItemAdded', data: { sku: 'A', qty: 1 } }]));
expectError(carts.append(id, [{ type: 'CartCreated', data: {} }], { expected: 'new' }));
expectError(carts.execute(id, () => ({ type: 'ItemAded', data: {} })));
expectError(carts.load(id, { at: { version: 1 } }));

// Where nothing is custom
expectAssignable<NoCustomSteps<'Cart'>>({});
expectNotAssignable<NoCustomSteps<'Cart'>>({ 'ItemAdded@2': () => undefined });
expectType<VarveTypeError<'no step of Cart is custom in its schema'> | undefined>(
  a<NoCustomSteps<'Cart'>>()['ItemAdded@2'],
);
expectAssignable<NoCustomReducers<'Cart'>>({});
expectNotAssignable<NoCustomReducers<'Cart'>>({ ItemAdded: same });
expectType<VarveTypeError<'no reducer of Cart is custom in its schema'> | undefined>(
  a<NoCustomReducers<'Cart'>>()['ItemAdded'],
);
expectAssignable<NoCustomHandlers<'Demand'>>({});
expectNotAssignable<NoCustomHandlers<'Demand'>>({ ItemAdded: () => undefined });

// A switch that answers for every event ends in assertNever; one that does not, does not compile.
function whole(event: EventOf<CartSchema>): string {
  switch (event.type) {
    case 'CartCreated':
    case 'ItemAdded':
    case 'CouponUsed':
      return event.type;
    default:
      return assertNever(event);
  }
}
expectType<string>(whole(a()));
function partly(event: EventOf<CartSchema>): string {
  switch (event.type) {
    case 'CartCreated':
    case 'ItemAdded':
      return event.type;
    default:
      expectType<EventOf<CartSchema, 'CouponUsed'>>(event);
      return expectError(assertNever(event)) ?? '';
  }
}
expectType<string>(partly(a()));
