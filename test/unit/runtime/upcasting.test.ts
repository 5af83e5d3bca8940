import { describe, expect, it } from 'vitest';
import { InvalidData } from '../../../src/runtime/errors.js';
import { parseInteger } from '../../../src/runtime/text.js';
import { demand, firstItem, parsedAt, within } from '../../../src/runtime/upcasting.js';

function problemOf(make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    return error instanceof InvalidData ? error.problem : error;
  }
}

describe('what upcasters call', () => {
  it('goes on where a check has found nothing, and otherwise says for what the value was', () => {
    expect(demand(undefined, 'the step A@2', '')).toBeUndefined();
    const problem = { pointer: '/x', expected: 'an integer', found: '1.5' };
    expect(problemOf(() => demand(problem, 'the step A@2.b', '/b'))).toStrictEqual({
      pointer: '/b/x',
      expected: 'an integer, for the step A@2.b',
      found: '1.5',
    });
  });

  it('parses, and says where the text stands', () => {
    expect(parsedAt('/a', parseInteger, '7')).toBe(7);
    expect(problemOf(() => parsedAt('/a', parseInteger, 'x'))).toStrictEqual({
      pointer: '/a',
      expected: 'a text of a safe integer',
      found: '"x"',
    });
    const bug = new TypeError('a bug');
    const failing = (): number => {
      throw bug;
    };
    expect(problemOf(() => parsedAt('/a', failing, 'x'))).toBe(bug);
  });

  it('says in which part a fault is', () => {
    expect(within('a', '7', parseInteger)).toBe(7);
    const pointer = (place: string | number | readonly string[]): unknown =>
      problemOf(() => within('all', 'x', (part) => within(place, part, parseInteger)));
    expect(pointer(3)).toMatchObject({ pointer: '/all/3' });
    expect(pointer('a/b~c')).toMatchObject({ pointer: '/all/a~1b~0c' });
    expect(pointer(['a', 'b/c'])).toMatchObject({ pointer: '/all/a/b~1c' });
  });

  it('takes the first item of a list that has one', () => {
    expect(firstItem('/a', [undefined, 2])).toBeUndefined();
    expect(problemOf(() => firstItem('/a', []))).toStrictEqual({
      pointer: '/a',
      expected: 'a list of 1 item at least',
      found: 'an empty list',
    });
  });
});
