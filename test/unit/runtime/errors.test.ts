import { describe, expect, it } from 'vitest';
import {
  CommittedError,
  ConcurrencyError,
  DecodeError,
  DowncastError,
  EncodeError,
  InvalidData,
  StoreError,
  UnknownEventError,
  UnknownVersionError,
  VarveError,
} from '../../../src/runtime/errors.js';

const cause = new Error('why');

describe('errors', () => {
  it('have a name, a code, a message and their facts', () => {
    const stored = { stream: 'Cart-1', revision: 3, type: 'ItemAdded', version: 2 };
    const problem = { pointer: '/sku', expected: 'a string', found: '7' };
    const errors: [VarveError, string, string, object][] = [
      [
        new ConcurrencyError({ stream: 'Cart-1', expected: 4, actual: 5 }),
        'CONCURRENCY',
        'stream Cart-1 was expected at revision 4, but it is at revision 5',
        { stream: 'Cart-1', expected: 4, actual: 5 },
      ],
      [
        new ConcurrencyError({ stream: 'Cart-1', expected: 'absent', actual: 5 }),
        'CONCURRENCY',
        'stream Cart-1 was expected not to exist, but it is at revision 5',
        { expected: 'absent' },
      ],
      [
        new ConcurrencyError({ stream: 'Cart 1', expected: 'present', actual: 0 }),
        'CONCURRENCY',
        'stream "Cart 1" was expected to exist, but it has no events',
        { expected: 'present', actual: 0 },
      ],
      [
        new DecodeError({ ...stored, ...problem, part: 'data' }),
        'DECODE',
        'stream Cart-1, revision 3: ItemAdded version 2 cannot be read: at "/sku": expected a string, found 7',
        { ...stored, ...problem, part: 'data' },
      ],
      [
        new DecodeError({ ...stored, ...problem, pointer: '', part: 'metadata' }),
        'DECODE',
        'stream Cart-1, revision 3: ItemAdded version 2 cannot be read: metadata expected a string, found 7',
        { pointer: '', part: 'metadata' },
      ],
      [
        new EncodeError({ ...problem, type: 'ItemAdded', version: 2, index: 1, part: 'data' }),
        'ENCODE',
        'ItemAdded version 2 (event 1) cannot be written: at "/sku": expected a string, found 7',
        { ...problem, type: 'ItemAdded', version: 2, index: 1, part: 'data' },
      ],
      [
        new UnknownEventError({ type: 'a"\n', stream: 'Cart-1', revision: 3, aggregate: 'Cart' }),
        'UNKNOWN_EVENT',
        String.raw`stream Cart-1, revision 3: "a\"\n" is no event of Cart`,
        { type: 'a"\n', stream: 'Cart-1', revision: 3, aggregate: 'Cart' },
      ],
      [
        new UnknownVersionError({ ...stored, version: 9, latest: 3 }),
        'UNKNOWN_VERSION',
        'stream Cart-1, revision 3: ItemAdded version 9 cannot be read: this code knows versions up to 3',
        { ...stored, version: 9, latest: 3 },
      ],
      [
        new DowncastError({
          type: 'ItemAdded',
          fromVersion: 3,
          toVersion: 2,
          pointer: '/price',
          reason: 'is too long',
        }),
        'DOWNCAST',
        'ItemAdded version 3 cannot be written as version 2: at "/price" is too long',
        { type: 'ItemAdded', fromVersion: 3, toVersion: 2, pointer: '/price', reason: 'is too long' },
      ],
      [
        new CommittedError({ stream: 'Cart-1', revision: 3, position: 7n }),
        'COMMITTED',
        'events were appended to stream Cart-1, which is at revision 3 now, but its state could not be read',
        { stream: 'Cart-1', revision: 3, position: 7n },
      ],
      [new StoreError('CLOSED', 'the store is closed'), 'CLOSED', 'the store is closed', {}],
      [new InvalidData(problem), 'INVALID_DATA', 'at "/sku": expected a string, found 7', { problem, ...problem }],
      [new InvalidData(problem, 'Sku'), 'INVALID_DATA', 'Sku: at "/sku": expected a string, found 7', {}],
    ];
    for (const [error, code, message, facts] of errors) {
      expect(error).toBeInstanceOf(VarveError);
      expect(error.code).toBe(code);
      expect(error.name).toBe(error.constructor.name);
      expect(error.message).toBe(message);
      expect(error).toMatchObject(facts);
      expect(Object.hasOwn(error, 'cause')).toBe(false);
    }
  });

  it('keep their cause', () => {
    expect(new StoreError('FAILED', 'no', { cause }).cause).toBe(cause);
    expect(new InvalidData({ pointer: '', expected: 'a', found: 'b' }, undefined, { cause }).cause).toBe(cause);
  });
});
