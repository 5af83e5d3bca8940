import type { EventStore } from '../../store.js';
import { drain, freshId, newRecord } from '../records.js';
import type { ClientAnswer, ClientCall, Operation } from './history.js';

/**
 * Lets clients make their calls at once, each its own in their order, and writes down what they were answered and when.
 * Afterwards, alone, a last client reads every stream and the whole store: that settles what was done.
 *
 * @param storeOf the store that a client uses; several may share one.
 */
export async function recordHistory(
  storeOf: (client: number) => EventStore,
  programs: readonly (readonly ClientCall[])[],
): Promise<readonly Operation[]> {
  const operations: Operation[] = [];
  let time = 0;
  const perform = async (client: number, call: ClientCall): Promise<void> => {
    const ids = call.kind === 'append' ? Array.from({ length: call.events }, freshId) : [];
    time += 1;
    const start = time;
    const answer = await answerOf(storeOf(client), call, ids);
    time += 1;
    operations.push({ client, call, ids, start, end: time, answer });
  };

  await Promise.all(
    programs.map(async (calls, client) => {
      for (const call of calls) await perform(client, call);
    }),
  );
  const streams = new Set(programs.flat().flatMap((call) => (call.kind === 'readAll' ? [] : [call.stream])));
  for (const stream of streams) await perform(programs.length, { kind: 'read', stream });
  await perform(programs.length, { kind: 'readAll' });
  return operations;
}

async function answerOf(store: EventStore, call: ClientCall, ids: readonly string[]): Promise<ClientAnswer> {
  try {
    switch (call.kind) {
      case 'append': {
        const events = ids.map((id) => newRecord({ id }));
        const { revision } = await store.append(call.stream, events, { expected: call.expected });
        return { kind: 'appended', revision };
      }
      case 'read':
        return { kind: 'events', ids: (await drain(store.read(call.stream))).map(({ id }) => id) };
      case 'readAll':
        return { kind: 'events', ids: (await drain(store.readAll())).map(({ id }) => id) };
    }
  } catch (error) {
    if (error instanceof Error && 'actual' in error && typeof error.actual === 'number')
      return { kind: 'conflict', actual: error.actual };
    return { kind: 'unknown', error };
  }
}
