import { runProjections } from '@varve/runtime';
import { openPlace } from './open-place.mjs';
import { shopToRun } from './projections-of.mjs';

// Runs the shop's projections until it is killed. Arguments: the place, as JSON, and the version of the projections.

const [place, version] = process.argv.slice(2);
const { store, tables } = await openPlace(place);
// What appends keep is mostly left to them.
const isLeft = JSON.parse(place).inline && Math.random() < 0.8;
const projections = shopToRun(version).slice(isLeft ? 1 : 0);
const runner = await runProjections({ store, tables, projections, batchSize: 50, patience: 200 });
await runner.finished;
