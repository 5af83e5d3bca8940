import type { Aggregate, AggregateDefinition } from './aggregate.js';
import { createRepository } from './create-repository.js';
import { InvalidData } from './errors.js';
import type { AnyEvent } from './event.js';
import { frozen } from './frozen.js';
import { expected } from './problem.js';
import type { RepositoryOptions } from './repository.js';
import type { EventStore } from './store.js';

/** Makes an aggregate of what generated code knows about it; `defineCart(…)` calls this. */
export function defineAggregate<Id, State, Writable extends AnyEvent, Readable extends AnyEvent>(
  definition: AggregateDefinition<Id, State, Writable, Readable>,
): Aggregate<Id, State, Writable, Readable> {
  const { name, category, codec, initialState, reduce, snapshot, prefix, suffix, formatId, parseId } = definition;
  const aggregate: Aggregate<Id, State, Writable, Readable> = {
    name,
    category,
    codec,
    initialState: frozen(initialState),
    reduce,
    snapshot,
    stream: (id: Id): string => {
      const text = formatId(id);
      if (text === '') throw new InvalidData(expected('an id that is not empty', id), name);
      return prefix + text + suffix;
    },
    idOf: (stream: string): Id | undefined =>
      stream.length > prefix.length + suffix.length && stream.startsWith(prefix) && stream.endsWith(suffix)
        ? idIn(stream.slice(prefix.length, stream.length - suffix.length), parseId)
        : undefined,
    repository: (store: EventStore, options?: RepositoryOptions) => createRepository(aggregate, store, options),
  };
  return aggregate;
}

function idIn<Id>(text: string, parseId: (text: string) => Id): Id | undefined {
  try {
    return parseId(text);
  } catch (error) {
    if (error instanceof InvalidData) return undefined;
    throw error;
  }
}
