import { isAsExpected } from '../../stores/append.js';
import type { Operation } from './history.js';

/** What a stream may hold after an operation that was answered so; `undefined` where it could not have been. */
function step(stream: readonly string[], { call, ids, answer }: Operation): readonly string[] | undefined {
  if (call.kind === 'append') {
    const isDone = isAsExpected(call.expected, stream.length);
    switch (answer.kind) {
      case 'appended':
        return isDone && answer.revision === stream.length + ids.length ? [...stream, ...ids] : undefined;
      case 'conflict':
        return !isDone && answer.actual === stream.length ? stream : undefined;
      case 'unknown':
        return isDone ? [...stream, ...ids] : undefined;
      case 'events':
        return undefined;
    }
  }
  if (answer.kind === 'unknown') return stream;
  return answer.kind === 'events' && sameIds(answer.ids, stream) ? stream : undefined;
}

function sameIds(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id, index) => id === right[index]);
}

/**
 * Whether the operations on one stream could have been done one after the other, each at a moment between its call and
 * its answer, and been answered as they were (Herlihy & Wing, Linearizability, TOPLAS 1990). One whose outcome is unknown
 * may have been done at any time after its call, or never.
 *
 * The search is Wing & Gong's with the memory that Lowe added (Testing for linearizability, Concurrency and Computation
 * 2017): what was done and what the stream held then is not tried twice. Streams are judged one by one, because
 * linearizability is local (Herlihy & Wing, theorem 1).
 */
export function canBeLinearized(operations: readonly Operation[]): boolean {
  const byStart = [...operations].sort((a, b) => a.start - b.start);
  const failed = new Set<string>();

  const search = (done: ReadonlySet<Operation>, stream: readonly string[]): boolean => {
    const rest = byStart.filter((operation) => !done.has(operation));
    const answered = rest.filter(({ answer }) => answer.kind !== 'unknown');
    if (answered.length === 0) return true;
    const key = `${byStart.map((operation) => (done.has(operation) ? '1' : '0')).join('')} ${stream.join(' ')}`;
    if (failed.has(key)) return false;
    // Nothing that was called after somebody else's answer can have been done before it.
    const firstEnd = Math.min(...answered.map(({ end }) => end));
    for (const next of rest) {
      if (next.start > firstEnd) break;
      const after = step(stream, next);
      if (after !== undefined && search(new Set([...done, next]), after)) return true;
    }
    failed.add(key);
    return false;
  };
  return search(new Set(), []);
}
