import { Cart } from '../../../build/examples/shop/cart.js';
import { CartId, Sku } from '../../../build/generated/shop/index.js';
import { withInlineProjections } from '@varve/runtime';
import { openPlace } from './open-place.mjs';
import { shopInline } from './projections-of.mjs';

// Appends to random carts until it is killed, and says how many events it has appended. Arguments: the place, as JSON, and
// the version of the projections.

const [place, version] = process.argv.slice(2);
const opened = await openPlace(place);
const store = JSON.parse(place).inline ? await withInlineProjections(opened.store, shopInline(version)) : opened.store;
const carts = Cart.repository(store);
const random = (count) => Math.floor(Math.random() * count);
const skuOf = () => Sku(`S${random(30)}`);

for (let appended = 0; ;) {
  const cartId = CartId(`00000000-0000-4000-8000-${String(random(200)).padStart(12, '0')}`);
  const events = Array.from({ length: 1 + random(5) }, () => {
    const kind = random(20);
    if (kind === 0) return { type: 'CartCreated', data: {} };
    if (kind < 14) return { type: 'ItemAdded', data: { sku: skuOf(), quantity: 1 + random(9), price: null } };
    return { type: 'ItemRemoved', data: { sku: skuOf(), quantity: 1 + random(3) } };
  });
  await carts.append(cartId, events, { expected: 'any' });
  appended += events.length;
  process.stdout.write(`${appended}\n`);
  await new Promise((resolve) => setTimeout(resolve, random(10)));
}
