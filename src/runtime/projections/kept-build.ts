import { StoreError } from '../errors.js';
import type { Build } from './build.js';
import type { InlineTarget } from './inline.js';
import type { TablesTransaction } from './projection-tables.js';

/**
 * The build of a target, where appends keep it; `undefined` where another version's rows serve, or a runner keeps them, who
 * find what was appended by its position.
 *
 * @throws StoreError `FAILED` where the projection has no rows any more.
 */
export async function keptBuild({ builds }: TablesTransaction, { key }: InlineTarget): Promise<Build | undefined> {
  const build = await builds.lock(key);
  if (build !== undefined && build !== 'taken' && build.state === 'inline') return build;
  for (const { state } of await builds.list(key.projection))
    if (state === 'inline' || state === 'live') return undefined;
  throw new StoreError('FAILED', `${key.projection} has no rows any more`);
}
