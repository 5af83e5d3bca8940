import { StoreError } from '../../errors.js';
import { isKeptInline } from '../build.js';
import type { InlineAppends } from '../inline.js';
import { writeNotes } from './build-notes.js';
import { lockAll } from './switch-builds.js';

/**
 * Takes a projection's rows from the appends that keep them: from then on they are a runner's, who knows how far they are.
 *
 * @throws StoreError `UNSUPPORTED` where the tables are not those of a store that keeps rows inline.
 */
export async function letGoOfInline(
  inline: InlineAppends | undefined,
  { name }: { readonly name: string },
): Promise<void> {
  if (inline === undefined)
    throw new StoreError('UNSUPPORTED', `the rows of ${name} are kept by another store's appends`);
  await inline.whileNothingIsAppended(async ({ transaction, head }) => {
    for (const build of await lockAll(transaction, name)) {
      if (!isKeptInline(build)) continue;
      const isUpToDate = build.state === 'inline' && !inline.keepsPosition;
      const position = isUpToDate ? await head() : build.position;
      await transaction.builds.write({ ...build, state: 'live', position, notes: writeNotes({ runner: '' }) });
    }
  });
}
