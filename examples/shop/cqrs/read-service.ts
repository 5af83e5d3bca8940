import { asyncProjection, type EventStore, type ProjectionRunner, runProjections } from '@varve/runtime';
import type { ProjectionTables } from '@varve/runtime';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import {
  CartId,
  cartSummary,
  type CartSummaryRow,
  demandBySku,
  readCartSummary,
  readDemandBySku,
} from '../../../generated/shop/index.js';
import { Cart } from '../cart.js';
import { cartPage } from './page.js';

export interface ReadService {
  readonly service: Hono;
  readonly runner: ProjectionRunner;
}

/**
 * Keeps the projections, and serves their rows and a page that shows them. It knows the store, and nobody who writes: only
 * the page must know where commands are taken.
 */
export async function readService(
  store: EventStore & { readonly tables: ProjectionTables },
  writeUrl: string,
): Promise<ReadService> {
  const aggregates = { Cart };
  const runner = await runProjections({
    store,
    projections: [asyncProjection(cartSummary(), { aggregates }), asyncProjection(demandBySku(), { aggregates })],
  });
  const carts = readCartSummary(store.tables);
  const demand = readDemandBySku(store.tables);
  const service = new Hono();
  service.use(cors({ origin: '*' }));

  service.get('/', (context) => context.html(cartPage(writeUrl)));

  service.get('/carts', async (context) => {
    const { status, after } = context.req.query();
    const { rows, next } = await carts.find({
      ...(isStatus(status) && { where: { status } }),
      ...(after !== undefined && { after }),
      orderBy: '-openedAt',
      limit: 50,
    });
    return context.json({ rows: rows.map(cartJson), next });
  });

  service.get('/carts/:cartId', async (context) => {
    await untilAsNewAsWanted(context);
    const cart = await carts.get({ cartId: CartId(context.req.param('cartId')) });
    return cart === undefined ? context.json({ error: 'there is no such cart' }, 404) : context.json(cartJson(cart));
  });

  service.get('/demand', async (context) => {
    await untilAsNewAsWanted(context);
    const { rows } = await demand.find({ orderBy: '-added', limit: 20 });
    return context.json({ rows: rows.map((row) => ({ ...row, added: `${row.added}`, removed: `${row.removed}` })) });
  });

  service.get('/lag', async (context) =>
    context.json((await runner.lag()).map(({ projection, lag }) => ({ projection, lag: `${lag}` }))),
  );

  /** Who has just appended says so, and is not shown what was before. */
  const untilAsNewAsWanted = async (context: Context): Promise<void> => {
    const atLeast = context.req.query('atLeast');
    if (atLeast !== undefined && /^\d{1,19}$/.test(atLeast)) await runner.waitFor(BigInt(atLeast), { timeout: 10_000 });
  };

  return { service, runner };
}

function isStatus(text: string | undefined): text is CartSummaryRow['status'] {
  return text === 'open' || text === 'checkedOut';
}

function cartJson({ itemCount, ...cart }: CartSummaryRow): object {
  return { ...cart, itemCount: `${itemCount}` };
}
