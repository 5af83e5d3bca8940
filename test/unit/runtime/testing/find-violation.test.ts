import { describe, expect, it } from 'vitest';
import { findViolation } from '../../../../src/runtime/testing/linearizability/find-violation.js';
import type { ClientAnswer, Operation } from '../../../../src/runtime/testing/linearizability/history.js';
import type { ExpectedRevision } from '../../../../src/runtime/expected-revision.js';

type Moments = readonly [start: number, end: number];

const append = (
  [start, end]: Moments,
  ids: readonly string[],
  expected: ExpectedRevision,
  answer: ClientAnswer,
  stream = 'Cart-1',
): Operation => ({
  client: start,
  call: { kind: 'append', stream, events: ids.length, expected },
  ids,
  start,
  end,
  answer,
});
const read = ([start, end]: Moments, ids: readonly string[], stream = 'Cart-1'): Operation => ({
  client: start,
  call: { kind: 'read', stream },
  ids: [],
  start,
  end,
  answer: { kind: 'events', ids },
});
const readAll = ([start, end]: Moments, ids: readonly string[]): Operation => ({
  client: start,
  call: { kind: 'readAll' },
  ids: [],
  start,
  end,
  answer: { kind: 'events', ids },
});
const appended = (revision: number): ClientAnswer => ({ kind: 'appended', revision });
const conflict = (actual: number): ClientAnswer => ({ kind: 'conflict', actual });
const unknown: ClientAnswer = { kind: 'unknown', error: new Error('the connection was lost') };

describe('a history that a correct store can answer', () => {
  it.each<[string, readonly Operation[]]>([
    ['is one thing after the other', [append([1, 2], ['a'], 'absent', appended(1)), read([3, 4], ['a'])]],
    [
      'may do what is at once in any order',
      [append([1, 4], ['a'], 'any', appended(2)), append([2, 3], ['b'], 'any', appended(1)), read([5, 6], ['b', 'a'])],
    ],
    ['may show an append before it is answered', [append([1, 6], ['a'], 'any', appended(1)), read([2, 3], ['a'])]],
    ['may not yet show an append that is under way', [append([1, 6], ['a'], 'any', appended(1)), read([2, 3], [])]],
    [
      'lets one of two first appends through',
      [append([1, 4], ['a'], 'absent', conflict(1)), append([2, 3], ['b'], 'absent', appended(1))],
    ],
    ['may have done what it said nothing of', [append([1, 2], ['a'], 'any', unknown), read([3, 4], ['a'])]],
    ['may not have done what it said nothing of', [append([1, 2], ['a'], 'any', unknown), read([3, 4], [])]],
    [
      'may do what it said nothing of later',
      [append([1, 2], ['a'], 'any', unknown), read([3, 4], []), read([5, 6], ['a'])],
    ],
    [
      'judges streams one by one',
      [append([1, 2], ['a'], 'absent', appended(1)), append([3, 4], ['b'], 'absent', appended(1), 'Cart-2')],
    ],
    [
      'may show in all less than was acknowledged, as long as nothing appears behind it',
      [append([1, 2], ['a'], 'any', appended(1)), readAll([3, 4], []), readAll([5, 6], ['a'])],
    ],
  ])('%s', (_, history) => {
    expect(findViolation(history)).toBeUndefined();
  });
});

describe('a history that no correct store can answer', () => {
  it.each<[string, readonly Operation[]]>([
    ['forgets an acknowledged append', [append([1, 2], ['a'], 'any', appended(1)), read([3, 4], [])]],
    ['goes back in time', [append([1, 6], ['a'], 'any', appended(1)), read([2, 3], ['a']), read([4, 5], [])]],
    [
      'lets two first appends through',
      [append([1, 4], ['a'], 'absent', appended(1)), append([2, 3], ['b'], 'absent', appended(1))],
    ],
    [
      'reports a revision that the stream did not have',
      [append([1, 2], ['a', 'b'], 'any', appended(2)), append([3, 4], ['c'], 'absent', conflict(1))],
    ],
    ['conflicts where nothing is in the way', [append([1, 2], ['a'], 'absent', conflict(0))]],
    [
      'shows one append in two parts',
      [append([1, 4], ['a', 'b'], 'any', appended(2)), read([2, 3], ['a']), read([5, 6], ['a', 'b'])],
    ],
    ['does an append twice', [append([1, 2], ['a'], 'any', appended(1)), read([3, 4], ['a', 'a'])]],
    ['does an append that failed', [append([1, 2], ['a'], 5, conflict(0)), read([3, 4], ['a'])]],
    ['undoes what it said nothing of', [append([1, 2], ['a'], 'any', unknown), read([3, 4], ['a']), read([5, 6], [])]],
    [
      "says another revision than the stream's",
      [append([1, 2], ['x'], 'any', appended(1), 'Cart-2'), append([3, 4], ['a'], 'any', appended(2))],
    ],
    [
      'lets something appear behind a reader of all',
      [
        append([1, 8], ['a'], 'any', appended(1)),
        append([2, 3], ['b'], 'any', appended(1), 'Cart-2'),
        readAll([4, 5], ['b']),
        readAll([9, 10], ['a', 'b']),
      ],
    ],
  ])('%s', (_, history) => {
    expect(findViolation(history)).toEqual(expect.any(String));
  });

  it('is told with the operations that show it, and no others', () => {
    const history = [
      append([1, 2], ['a'], 'absent', appended(1)),
      read([3, 4], ['a']),
      append([5, 6], ['b'], 0, conflict(1)),
      read([7, 8], []),
    ];
    expect(findViolation(history)).toBe(
      [
        'stream Cart-1 is not linearizable:',
        '  [1–2] client 1: append a to Cart-1, expected absent → revision 1',
        '  [7–8] client 7: read Cart-1 → no events',
      ].join('\n'),
    );
  });
});

it('judges a long history of many clients quickly', () => {
  const clients = Array.from({ length: 200 }, (_, index) =>
    append([index + 1, 1000 + index], [`id${index}`], 'any', appended(200 - index)),
  );
  const order = clients.toReversed().flatMap(({ ids }) => ids);
  expect(findViolation([...clients, read([2000, 2001], order)])).toBeUndefined();
});
