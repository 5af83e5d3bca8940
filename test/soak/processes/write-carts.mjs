import { Cart } from '../../../build/examples/shop/cart.js';
import { CartId, Sku } from '../../../build/generated/shop/index.js';
import { openPlace } from './open-place.mjs';

// Appends to random carts until it is killed, and says how many events it has appended. Arguments: the place, as JSON.

const [place] = process.argv.slice(2);
const { store } = await openPlace(place);
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
