import type { InlineAppends, InlineTarget } from '../../projections/inline.js';
import { keptBuild } from '../../projections/kept-build.js';
import type { ProjectionTables } from '../../projections/projection-tables.js';
import type { AppendResult, StoredRecord, StreamAppend } from '../../store.js';
import { appendTo } from '../append.js';
import { incomingAppends } from '../incoming.js';
import type { MemoryLog } from './memory-log.js';

/** Ends an append whose events would have other positions by now. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/**
 * Appends that keep rows. What an append would store is folded before it is stored, so that nobody sees one without the
 * other: it is stored when the rows are ready, where nothing else was meanwhile.
 *
 * @param now gives the time for the events.
 */
export function createMemoryInline(
  log: MemoryLog,
  tables: ProjectionTables,
  { now, checkOpen, ring }: { readonly now: () => string; readonly checkOpen: () => void; readonly ring: () => void },
): InlineAppends {
  const tryAppend = (
    targets: readonly InlineTarget[],
    appends: readonly StreamAppend[],
  ): Promise<readonly AppendResult[]> =>
    tables.transact(async (transaction) => {
      const { length } = log.records;
      const incoming = incomingAppends(appends);
      const time = now();
      const store = (): readonly AppendResult[] => {
        try {
          return appendTo(log, incoming, time);
        } catch (error) {
          log.truncate(length);
          throw error;
        }
      };
      const results = store();
      const stored = log.records.slice(length);
      log.truncate(length);
      if (stored.length === 0) return results;
      for (const target of targets) {
        const build = await keptBuild(transaction, target);
        if (build === undefined) continue;
        // Others may have appended without it.
        const records = [...log.records.slice(Number(build.position), length), ...stored];
        await target.apply(transaction, build, { records, isReplay: false });
      }
      if (log.records.length !== length) throw new Overtaken('others appended meanwhile');
      return store();
    });

  return {
    keepsPosition: true,
    appending(targets) {
      const appendMany = async (appends: readonly StreamAppend[]): Promise<readonly AppendResult[]> => {
        checkOpen();
        for (;;) {
          try {
            const results = await tryAppend(targets, appends);
            ring();
            return results;
          } catch (error) {
            if (!(error instanceof Overtaken)) throw error;
          }
        }
      };
      return {
        appendMany,
        async append(stream, events, options = {}) {
          const [result] = await appendMany([{ stream, events, ...options }]);
          return result ?? { revision: 0, position: 0n };
        },
      };
    },
    whileNothingIsAppended: (job) =>
      tables.transact((transaction) =>
        job({
          transaction,
          head: async () => BigInt(log.records.length),
          async *readAll(after): AsyncGenerator<readonly StoredRecord[]> {
            yield log.records.slice(Number(after));
          },
        }),
      ),
  };
}
