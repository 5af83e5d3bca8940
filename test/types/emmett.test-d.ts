import {
  CommandHandler,
  DeciderCommandHandler,
  DeciderSpecification,
  type Event,
  type EventStore,
  type EventStoreReadEventMetadata,
  type GlobalPositionTypeOfEventStore,
  type ReadEvent,
  type StreamPositionTypeOfEventStore,
} from '@event-driven-io/emmett';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type AccountAggregate,
  type AccountEvent,
  type TransferEvent,
  type WritableAccountEvent,
} from '../../generated/bank/index.js';
import type {
  CartAggregate,
  CartEvent,
  CartState,
  Sku,
  UserId,
  WritableCartEvent,
} from '../../generated/shop/index.js';
import {
  type EmmettEventStore,
  emmettEventStore,
  emmettFold,
  type EmmettFold,
  type VarveEventMetadata,
} from '@varve/runtime/emmett';
import type { EventStore as VarveStore } from '@varve/runtime';

declare const Cart: CartAggregate;
declare const Account: AccountAggregate;
declare const store: VarveStore;
declare const sku: Sku;

// Generated events are Emmett's events, without a cast
expectAssignable<Event>({} as CartEvent);
expectAssignable<Event>({} as AccountEvent);
expectAssignable<Event>({} as TransferEvent);
expectAssignable<Event>({} as WritableCartEvent);
expectAssignable<Event>({} as WritableAccountEvent);
expectAssignable<Event<'ItemAdded'>>({} as Extract<CartEvent, { type: 'ItemAdded' }>);
expectAssignable<Event<'ItemAdded', { readonly sku: Sku }>>({} as Extract<CartEvent, { type: 'ItemAdded' }>);
// What is none is refused
expectNotAssignable<Event<'ItemRemoved'>>({} as Extract<CartEvent, { type: 'ItemAdded' }>);
expectNotAssignable<Event<'ItemAdded', { readonly sku: number }>>({} as Extract<CartEvent, { type: 'ItemAdded' }>);
expectNotAssignable<Event>({ type: 'ItemAdded', data: 'text' } as { type: 'ItemAdded'; data: string });
expectNotAssignable<CartEvent>({} as Event);

// The store is Emmett's, and knows what its streams hold
const carts = emmettEventStore(store, { Cart });
const both = emmettEventStore(store, { Cart, Account });
expectAssignable<EventStore>(carts);
expectAssignable<EventStore<VarveEventMetadata>>(both);
expectType<EmmettEventStore<CartEvent>>(carts);
expectType<bigint>({} as StreamPositionTypeOfEventStore<typeof carts>);
expectType<bigint>({} as GlobalPositionTypeOfEventStore<typeof carts>);
expectAssignable<VarveEventMetadata>({} as EventStoreReadEventMetadata<typeof carts>);
expectAssignable<readonly CartEvent[]>((await carts.readStream('Cart-1')).events);
expectAssignable<readonly (CartEvent | AccountEvent)[]>((await both.readStream('Cart-1')).events);
expectNotAssignable<readonly CartEvent[]>((await both.readStream('Cart-1')).events);
expectType<ReadEvent<AccountEvent, VarveEventMetadata>[]>((await both.readStream<AccountEvent>('Account-1')).events);
const [event] = (await carts.readStream('Cart-1')).events;
expectType<number | undefined>(event?.metadata.varve.storedVersion);
expectType<bigint | undefined>(event?.metadata.globalPosition);
expectType<UserId | undefined>(event?.metadata.userId);
if (event?.type === 'ItemAdded') expectType<number>(event.data.quantity);

expectError(emmettEventStore(store));
expectError(emmettEventStore(store, Cart));
expectError(emmettEventStore(store, { Cart: { name: 'Cart' } }));
expectError(emmettEventStore({ append: store.append }, { Cart }));
expectError(carts.appendToStream('Cart-1', [{ type: 'ItemAdded', data: 'text' }]));
expectError(carts.appendToStream('Cart-1', [], { expectedStreamVersion: 1 }));
expectError(carts.readStream('Cart-1', { from: 1 }));

// Emmett's handlers run on it
type PutIn = { readonly type: 'PutIn'; readonly data: { readonly quantity: number } };
const added: CartEvent = { type: 'ItemAdded', data: { sku, quantity: 1, price: null } };
const decide = ({ data: { quantity } }: PutIn, { status }: CartState): CartEvent[] =>
  status === 'open' ? [{ type: 'ItemAdded', data: { sku, quantity, price: null } }] : [];

expectType<EmmettFold<CartState, CartEvent>>(emmettFold(Cart));
const handle = CommandHandler(emmettFold(Cart));
const { newState, newEvents, nextExpectedStreamVersion, createdNewStream, lastEventGlobalPosition } = await handle(
  carts,
  'Cart-1',
  (state) => (state.status === 'open' ? [added] : []),
);
expectType<CartState>(newState);
expectType<CartEvent[]>(newEvents);
expectType<bigint>(nextExpectedStreamVersion);
expectType<boolean>(createdNewStream);
expectType<bigint>(lastEventGlobalPosition);
expectError(handle(carts, 'Cart-1', () => ({ type: 'ItemAdded', data: { sku, quantity: '1', price: null } })));
expectError(handle(carts, 'Cart-1', () => ({ type: 'ItemAded', data: {} })));
expectError(handle(store, 'Cart-1', () => added));

await DeciderCommandHandler({ ...emmettFold(Cart), decide })(carts, 'Cart-1', { type: 'PutIn', data: { quantity: 1 } });
expectError(DeciderCommandHandler({ ...emmettFold(Account), decide }));
DeciderSpecification.for({ ...emmettFold(Cart), decide })([added]).when({ type: 'PutIn', data: { quantity: 1 } });
