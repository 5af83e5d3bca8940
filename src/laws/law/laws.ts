import { composition } from './composition.js';
import { fixedPoint } from './fixed-point.js';
import type { Law } from './law.js';
import { pure } from './pure.js';
import { refusal } from './refusal.js';
import { roundTrip } from './round-trip.js';
import { split } from './split.js';
import { total } from './total.js';

/** In this order, because each is worth a look only where those before it hold. */
export const laws: readonly Law[] = [total, pure, fixedPoint, composition, split, refusal, roundTrip];
