import type { AsyncProjection } from '../async-projection.js';
import type { Build } from '../build.js';

/** Whether a build's table serves readers. */
export function isServing({ table }: Build, projection: Pick<AsyncProjection, 'table'>): boolean {
  return table === projection.table.name;
}
