import { type CartAggregate, defineCart } from '../../generated/shop/index.js';

/** The cart: what the schema says, and the one reducer that it leaves to us. */
export const Cart: CartAggregate = defineCart({
  reduce: {
    // The last piece takes the article out of the cart; nothing goes below zero, whatever old clients recorded.
    ItemRemoved: (state, { data: { sku, quantity } }) => {
      const left = (state.items[sku] ?? 0) - quantity;
      const others = Object.entries(state.items).filter(([article]) => article !== sku);
      return { ...state, items: Object.fromEntries(left > 0 ? [...others, [sku, left]] : others) };
    },
  },
});
