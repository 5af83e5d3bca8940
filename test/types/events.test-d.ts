import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import type {
  AnyEvent,
  CommonMetadata,
  DataOf,
  EventOf,
  EventTypeOf,
  IdOf,
  LatestOf,
  MetadataOf,
  RecordedEvent,
  RecordedEventOf,
  StateOf,
  StoredEventOf,
  VarveTypeError,
  VersionsOf,
  WritableEventOf,
  WritableEventTypeOf,
} from '../../src/runtime/index.js';
import type {
  BareSchema,
  CartCreated,
  CartId,
  CartMetadata,
  CartSchema,
  CartState,
  CouponUsed,
  ItemAddedV1,
  ItemAddedV2,
  ItemAddedV3,
  ItemsSwapped,
  PageViewed,
} from './cart-schema.js';

/** A value of a type, for what looks at types alone. */
declare function a<T>(): T;

// Names, ids, states, metadata
expectType<'CartCreated' | 'ItemAdded' | 'CouponUsed'>(a<EventTypeOf<CartSchema>>());
expectType<'CartCreated' | 'ItemAdded'>(a<WritableEventTypeOf<CartSchema>>());
expectType<'Opened' | 'Closed'>(a<EventTypeOf<BareSchema>>());
expectType<CartId>(a<IdOf<CartSchema>>());
expectType<CartState>(a<StateOf<CartSchema>>());
expectType<CartMetadata>(a<MetadataOf<CartSchema>>());
expectType<CommonMetadata>(a<MetadataOf<BareSchema>>());
expectType<VarveTypeError<'this aggregate has no id in its schema'>>(a<IdOf<BareSchema>>());
expectType<VarveTypeError<'this aggregate has no state in its schema'>>(a<StateOf<BareSchema>>());
expectType<VarveTypeError<'Thing has no state in its schema'>>(a<StateOf<{ name: 'Thing'; events: object }>>());
expectError<StateOf<string>>(a());
expectError<EventTypeOf<{ name: 'no events' }>>(a());

// Versions
expectType<3>(a<LatestOf<CartSchema, 'ItemAdded'>>());
expectType<2>(a<LatestOf<CartSchema, 'PageViewed'>>());
expectType<1 | 2 | 3>(a<VersionsOf<CartSchema, 'ItemAdded'>>());
expectType<1>(a<VersionsOf<CartSchema, 'CartCreated'>>());
expectType<VarveTypeError<'"ItemAded" is no event of Cart'>>(a<LatestOf<CartSchema, 'ItemAded'>>());
expectType<VarveTypeError<'"ItemAded" is no event of Cart'>>(a<VersionsOf<CartSchema, 'ItemAded'>>());
expectType<VarveTypeError<'"Odd" of this aggregate does not say which version is its latest'>>(
  a<LatestOf<{ events: { Odd: { 1: object } } }, 'Odd'>>(),
);

// Data
expectType<ItemAddedV3>(a<DataOf<CartSchema, 'ItemAdded'>>());
expectType<ItemAddedV1>(a<DataOf<CartSchema, 'ItemAdded', 1>>());
expectType<ItemAddedV1 | ItemAddedV2>(a<DataOf<CartSchema, 'ItemAdded', 1 | 2>>());
expectType<PageViewed>(a<DataOf<CartSchema, 'PageViewed'>>());
expectType<VarveTypeError<'"ItemAded" is no event of Cart'>>(a<DataOf<CartSchema, 'ItemAded'>>());
expectType<VarveTypeError<'"ItemAdded" of Cart has no version 4'>>(a<DataOf<CartSchema, 'ItemAdded', 4>>());
expectType<VarveTypeError<'"Opend" is no event of this aggregate'>>(a<DataOf<BareSchema, 'Opend'>>());

// Events
expectType<{ readonly type: 'ItemAdded'; readonly data: ItemAddedV3; readonly metadata?: CartMetadata }>(
  a<EventOf<CartSchema, 'ItemAdded'>>(),
);
expectType<{ readonly type: 'ItemAdded'; readonly data: ItemAddedV1; readonly metadata?: CartMetadata }>(
  a<EventOf<CartSchema, 'ItemAdded', 1>>(),
);
expectType<
  | { readonly type: 'CartCreated'; readonly data: CartCreated; readonly metadata?: CartMetadata }
  | { readonly type: 'ItemAdded'; readonly data: ItemAddedV3; readonly metadata?: CartMetadata }
  | { readonly type: 'CouponUsed'; readonly data: CouponUsed; readonly metadata?: CartMetadata }
>(a<EventOf<CartSchema>>());
expectType<EventOf<CartSchema, 'CartCreated'> | EventOf<CartSchema, 'ItemAdded'>>(
  a<EventOf<CartSchema, 'CartCreated' | 'ItemAdded'>>(),
);
expectType<EventOf<CartSchema, 'CartCreated' | 'ItemAdded'>>(a<WritableEventOf<CartSchema>>());
expectType<{
  readonly type: 'Closed';
  readonly data: { kind: 'won'; by: string } | { kind: 'lost' };
  readonly metadata?: CommonMetadata;
}>(a<EventOf<BareSchema, 'Closed'>>());
expectType<{ readonly type: 'ItemsSwapped'; readonly data: ItemsSwapped; readonly metadata?: CartMetadata }>(
  a<EventOf<CartSchema, 'ItemsSwapped', 1>>(),
);
expectType<VarveTypeError<'"ItemAded" is no event of Cart'>>(a<EventOf<CartSchema, 'ItemAded'>>());
expectType<VarveTypeError<'"ItemAdded" of Cart has no version 9'>>(a<EventOf<CartSchema, 'ItemAdded', 9>>());
expectType<VarveTypeError<'"PageViewed" of Cart is dropped when it is read'>>(a<EventOf<CartSchema, 'PageViewed'>>());
expectType<VarveTypeError<'"ItemsSwapped" of Cart is split when it is read'>>(a<EventOf<CartSchema, 'ItemsSwapped'>>());
expectAssignable<EventOf<CartSchema>>({ type: 'ItemAdded' as const, data: { sku: 'A', quantity: 1, price: null } });
expectNotAssignable<EventOf<CartSchema>>({ type: 'ItemAdded' as const, data: { sku: 'A', qty: 1 } });
expectNotAssignable<EventOf<CartSchema>>({ type: 'ItemAded' as const, data: { sku: 'A', quantity: 1, price: null } });
expectNotAssignable<WritableEventOf<CartSchema>>({ type: 'CouponUsed' as const, data: { code: 'X' } });
expectNotAssignable<EventOf<CartSchema, 'ItemAded'>>({ type: 'ItemAded' as const, data: {} });
expectAssignable<AnyEvent>(a<EventOf<CartSchema>>());

// The union narrows
const event = a<RecordedEventOf<CartSchema>>();
expectAssignable<RecordedEvent<EventOf<CartSchema>>>(event);
if (event.type === 'ItemAdded') expectType<ItemAddedV3>(event.data);
if (event.type === 'CouponUsed') expectType<CouponUsed>(event.data);
expectError(a<RecordedEventOf<CartSchema, 'PageViewed'>>().data);
expectType<ItemAddedV3>(a<RecordedEventOf<CartSchema, 'ItemAdded'>>().data);
expectType<bigint>(event.position);
expectType<VarveTypeError<'"ItemAded" is no event of Cart'>>(a<RecordedEventOf<CartSchema, 'ItemAded'>>());

// Stored events
type Stored = StoredEventOf<CartSchema>;
expectAssignable<Stored>({ type: 'ItemAdded' as const, version: 1 as const, data: { sku: 'A', qty: 1 } });
expectAssignable<Stored>({ type: 'VoucherUsed' as const, version: 1 as const, data: { code: 'X' } });
expectAssignable<Stored>({ type: 'PageViewed' as const, version: 1 as const, data: { url: '/' } });
expectNotAssignable<Stored>({ type: 'ItemAdded' as const, version: 2 as const, data: { sku: 'A', qty: 1 } });
expectNotAssignable<Stored>({ type: 'ItemAdded' as const, version: 4 as const, data: { sku: 'A', qty: 1 } });
expectType<
  | { readonly type: 'Opened'; readonly version: 1; readonly data: { by: string } }
  | { readonly type: 'Closed'; readonly version: 1; readonly data: object }
  | { readonly type: 'Closed'; readonly version: 2; readonly data: { kind: 'won'; by: string } | { kind: 'lost' } }
>(a<StoredEventOf<BareSchema>>());
const stored = a<Stored>();
if (stored.type === 'ItemAdded' && stored.version === 1) expectType<ItemAddedV1>(stored.data);

// The ecosystem's shapes, as their packages declare them
type EmmettEvent = Readonly<{
  type: string;
  data: Record<string, unknown>;
  metadata?: Record<string, unknown> | undefined;
}>;
type JSONEventType = {
  type: string;
  data: Record<string, unknown> | unknown[];
  metadata?: Record<string, unknown> | unknown;
};
expectAssignable<EmmettEvent>(a<EventOf<CartSchema, 'ItemAdded'>>());
expectAssignable<JSONEventType>(a<EventOf<CartSchema, 'ItemAdded'>>());
