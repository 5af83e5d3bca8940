import type { CommonMetadata } from '../../src/runtime/index.js';

/** A schema written by hand, as rich as one can be. */
export type CartSchema = {
  readonly name: 'Cart';
  readonly id: CartId;
  readonly state: CartState;
  readonly metadata: CartMetadata;
  readonly events: {
    readonly CartCreated: { readonly latest: 1; readonly 1: CartCreated };
    readonly ItemAdded: {
      readonly latest: 3;
      readonly 1: ItemAddedV1;
      readonly 2: ItemAddedV2;
      readonly 3: ItemAddedV3;
    };
    readonly CouponUsed: {
      readonly latest: 1;
      readonly 1: CouponUsed;
      readonly retired: 'kept';
      readonly was: 'VoucherUsed';
    };
    readonly PageViewed: {
      readonly latest: 2;
      readonly 1: { readonly url: string };
      readonly 2: PageViewed;
      readonly retired: 'dropped';
    };
    readonly ItemsSwapped: { readonly latest: 1; readonly 1: ItemsSwapped; readonly retired: 'split' };
  };
};

export type CartId = string & { readonly __brand: 'CartId' };
export type CartState = { readonly open: boolean; readonly items: Readonly<Record<string, number>> };
export type CartMetadata = CommonMetadata & { readonly userId?: string };
export type CartCreated = { readonly createdBy?: string };
export type ItemAddedV1 = { readonly sku: string; readonly qty: number };
export type ItemAddedV2 = { readonly sku: string; readonly quantity: number };
export type ItemAddedV3 = { readonly sku: string; readonly quantity: number; readonly price: string | null };
export type CouponUsed = { readonly code: string };
export type PageViewed = { readonly path: string };
export type ItemsSwapped = { readonly out: string; readonly in: string };

/** As little as one can write. */
export interface BareSchema {
  events: {
    Opened: { latest: 1; 1: { by: string } };
    Closed: { latest: 2; 1: object; 2: { kind: 'won'; by: string } | { kind: 'lost' } };
  };
}

export type OrderSchema = {
  readonly name: 'Order';
  readonly id: string;
  readonly state: { readonly total: bigint };
  readonly events: {
    readonly OrderPlaced: { readonly latest: 1; readonly 1: { readonly total: bigint } };
  };
};
