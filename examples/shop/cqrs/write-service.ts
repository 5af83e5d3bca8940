import { randomUUID } from 'node:crypto';
import { ConcurrencyError, type EventStore, VarveError } from '@varve/runtime';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { CartId, type Payment, Sku } from '../../../generated/shop/index.js';
import { Cart } from '../cart.js';

/** A customer asks for what cannot be done. */
class Refused extends Error {
  readonly status: ContentfulStatusCode;

  constructor(status: ContentfulStatusCode, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Takes commands, and records what came of them. It knows the store, and nobody who reads: each answer says at which
 * position the event stands, so that who asks a read service next can say how new the answer must be.
 */
export function writeService(store: EventStore): Hono {
  const carts = Cart.repository(store);
  const service = new Hono();
  service.use(cors({ origin: '*' }));

  service.post('/carts', async (context) => {
    const cartId = CartId(randomUUID());
    const { position } = await carts.append(cartId, [{ type: 'CartCreated', data: {} }], { expected: 'absent' });
    return context.json({ cartId, position: String(position) }, 201);
  });

  service.post('/carts/:cartId/items', async (context) => {
    const { sku, quantity } = await bodyOf(context);
    return decide(context, () => ({
      type: 'ItemAdded',
      data: { sku: Sku(String(sku)), quantity: Number(quantity), price: null },
    }));
  });

  service.delete('/carts/:cartId/items/:sku', (context) =>
    decide(context, ({ items }) => {
      const sku = Sku(context.req.param('sku'));
      const quantity = items[sku];
      if (quantity === undefined) throw new Refused(404, `there is no ${sku} in this cart`);
      return { type: 'ItemRemoved', data: { sku, quantity } };
    }),
  );

  service.post('/carts/:cartId/checkout', async (context) => {
    const { last4 } = await bodyOf(context);
    const payment: Payment = { kind: 'card', last4: String(last4) };
    return decide(context, ({ items }) => {
      if (Object.keys(items).length === 0) throw new Refused(409, 'this cart is empty');
      return { type: 'CartCheckedOut', data: { payment } };
    });
  });

  /** Decides on the cart as it is, again where somebody else was faster. */
  const decide = async (
    context: Context,
    decision: (cart: (typeof Cart)['initialState']) => Parameters<typeof carts.append>[1][number],
  ): Promise<Response> => {
    const cartId = CartId(context.req.param('cartId') ?? '');
    const { revision, position } = await carts.execute(
      cartId,
      (cart, { exists }) => {
        if (!exists) throw new Refused(404, 'there is no such cart');
        if (cart.status !== 'open') throw new Refused(409, 'this cart is checked out');
        return decision(cart);
      },
      { retry: 5 },
    );
    return context.json({ revision, position: String(position) });
  };

  service.onError((error, context) => {
    if (error instanceof Refused) return context.json({ error: error.message }, error.status);
    if (error instanceof ConcurrencyError) return context.json({ error: 'others are faster; try again' }, 409);
    if (error instanceof VarveError && (error.code === 'INVALID_DATA' || error.code === 'ENCODE'))
      return context.json({ error: error.message }, 400);
    console.error(error);
    return context.json({ error: 'something went wrong' }, 500);
  });
  return service;
}

async function bodyOf(context: Context): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await context.req.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null) throw new Refused(400, 'the body must be a JSON object');
  return { ...body };
}
