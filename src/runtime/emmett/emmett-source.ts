import type { Codec } from '../codec.js';
import { StoreError } from '../errors.js';
import type { AnyEvent } from '../event.js';
import { quoted } from '../found.js';
import { categoryOf } from '../stores/category.js';

/** What of an aggregate is needed to read and write its streams; what `defineCart(…)` returns has it. */
export interface EmmettSource {
  readonly name: string;
  readonly category: string;
  readonly codec: Codec<AnyEvent, AnyEvent>;
  idOf(stream: string): unknown;
}

/**
 * Finds whose a stream is.
 *
 * @throws StoreError `INVALID_ARGUMENT` where two aggregates have one category; the function that is returned throws it
 * for a stream that is none of theirs.
 */
export function sourceFinder(aggregates: Readonly<Record<string, EmmettSource>>): (stream: string) => EmmettSource {
  const sources = new Map<string, EmmettSource>();
  for (const source of Object.values(aggregates)) {
    const other = sources.get(source.category);
    if (other !== undefined) {
      const message = `${other.name} and ${source.name} both have streams of category ${source.category}`;
      throw new StoreError('INVALID_ARGUMENT', message);
    }
    sources.set(source.category, source);
  }
  const known = [...sources.values()].map(({ name, category }) => `${name} (${category}-…)`).join(', ');

  return (stream) => {
    const source = typeof stream === 'string' ? sources.get(categoryOf(stream)) : undefined;
    if (source === undefined || source.idOf(stream) === undefined) {
      const message = `${quoted(String(stream), 200)} is no stream of an aggregate that this event store was given: ${known}`;
      throw new StoreError('INVALID_ARGUMENT', message);
    }
    return source;
  };
}
