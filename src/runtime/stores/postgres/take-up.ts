import type { InlineTarget } from '../../projections/inline.js';
import type { Session } from './connection.js';
import { isTransient } from './failure.js';
import type { Names } from './names.js';
import type { PostgresRows } from './postgres-rows.js';
import { keepAppendsAway, readQuiet } from './read-quiet.js';
import { tablesTransaction } from './tables-transaction.js';

/** How many events are folded at once. */
const pageSize = 1_000;

/**
 * Puts into the rows of targets what was appended by processes that do not know them. In a transaction that has their
 * tables locked as wholes, so that nobody folds what is behind it before that is there.
 */
export async function takeUp(
  session: Session,
  names: Names,
  rows: PostgresRows,
  targets: readonly InlineTarget[],
): Promise<void> {
  await keepAppendsAway(session, names);
  const { transaction, failed, end } = tablesTransaction(session, rows, names);
  try {
    for (const { key, categories, apply } of targets) {
      const found = await transaction.builds.lock(key);
      if (found === undefined || found === 'taken' || found.state !== 'behind') continue;
      let build = found;
      for await (const records of readQuiet(session, names, { after: found.position, categories, pageSize })) {
        ({ build } = await apply(transaction, build, { records, isReplay: false }));
      }
      await transaction.builds.write({ ...build, state: 'inline' });
    }
  } catch (error) {
    const failure = failed();
    throw isTransient(failure) ? failure : error;
  } finally {
    end();
  }
}
