import type { Memory } from './memory.js';

export interface ChosenSources {
  /** What is read: what is emitted, and what that needs. */
  readonly read: ReadonlySet<string>;
  /** Whose aggregates and projections are emitted anew. */
  readonly emitted: ReadonlySet<string>;
}

/**
 * The files to compile where some changed. `undefined` where that would be all, or where files came or went, or where
 * what changed is what a whole context depends on.
 *
 * @param hashes of all files there are, by their paths.
 */
export function sourcesToCompile(
  hashes: ReadonlyMap<string, string>,
  { files }: Pick<Memory, 'files'>,
): ChosenSources | undefined {
  const known = Object.entries(files);
  if (known.length !== hashes.size || known.some(([path]) => !hashes.has(path))) return undefined;
  const changed = known.filter(([path, { hash }]) => hashes.get(path) !== hash);
  if (changed.length === 0 || changed.some(([, { shared }]) => shared)) return undefined;

  const key = (context: string, aggregate: string): string => `${context} ${aggregate}`;
  const changedAggregates = new Set(
    changed.flatMap(([, { context, aggregates }]) => aggregates.map((name) => key(context, name))),
  );
  // A projection is made of the aggregates that it reads.
  const readers = known.filter(([, { context, reads }]) =>
    reads.some((name) => changedAggregates.has(key(context, name))),
  );
  const emitted = new Set([...changed, ...readers].map(([path]) => path));

  const contexts = new Set(changed.map(([, { context }]) => context));
  const shared = known.filter(([, file]) => file.shared && contexts.has(file.context)).map(([path]) => path);
  const read = new Set([...emitted, ...shared]);
  const declaring = new Map(
    known.flatMap(([path, { context, aggregates }]) => aggregates.map((name) => [key(context, name), path] as const)),
  );
  for (const path of read) {
    const { context = '', reads = [] } = files[path] ?? {};
    for (const name of reads) {
      const needed = declaring.get(key(context, name));
      // What is added to a set while one goes through it is gone through as well.
      if (needed !== undefined) read.add(needed);
    }
  }
  return read.size === known.length ? undefined : { read, emitted };
}
