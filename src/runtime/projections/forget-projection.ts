import type { ProjectionTables } from './projection-tables.js';

/**
 * Removes a projection's tables, how far they had come, and what was put aside: of one that is not in the schema any more.
 * Nobody may run it, or append what it is kept with, meanwhile.
 *
 * @param name of the projection.
 * @returns the names of the tables that were removed; none where there was nothing.
 */
export function forgetProjection(tables: ProjectionTables, name: string): Promise<readonly string[]> {
  return tables.transact(async (transaction) => {
    const { builds, deadLetters } = transaction;
    const dropped = new Set<string>();
    for (const key of await builds.list(name)) {
      const build = await builds.lock(key);
      if (build === undefined || build === 'taken') continue;
      if (!dropped.has(build.table)) await transaction.dropTable(build.table);
      dropped.add(build.table);
      await builds.remove(build);
    }
    for (const letter of await deadLetters.list(name)) await deadLetters.remove(letter, letter.position);
    return [...dropped];
  });
}
