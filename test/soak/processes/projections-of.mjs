import { asyncProjection, inlineProjection } from '@varve/runtime';
import { cartSummary, demandBySku } from '../../../build/generated/shop/index.js';
import { Cart } from '../../../build/examples/shop/cart.js';

/** The shop's projections, as a version of their code has them; another version has another fingerprint. */
export function shopProjections(version) {
  return [cartSummary(), demandBySku()].map((projection) => ({
    ...projection,
    fingerprint: `${projection.fingerprint}.${version}`,
  }));
}

/** The same for a runner: one followed as a whole, one shared by the keys. */
export function shopToRun(version) {
  return shopProjections(version).map((projection, index) =>
    asyncProjection(projection, {
      aggregates: { Cart },
      cachedRows: 50,
      partitions: index === 0 ? 1 : 3,
      fromInline: index === 0,
    }),
  );
}

/** The first of them for appends. */
export function shopInline(version) {
  return shopProjections(version)
    .slice(0, 1)
    .map((projection) => inlineProjection(projection, { aggregates: { Cart }, cachedRows: 50 }));
}
