import { describe, expect, it } from 'vitest';
import { expected, inside, missing, pointerKeys, problemText, surplus } from '../../../src/runtime/problem.js';

describe('a problem', () => {
  it('is found at the value itself', () => {
    expect(expected('a string', 7)).toEqual({ pointer: '', expected: 'a string', found: '7' });
  });

  it('is seen from outside with its pointer', () => {
    expect(inside('a/b~c', inside(0, expected('a string', 7)))).toEqual({
      pointer: '/a~1b~0c/0',
      expected: 'a string',
      found: '7',
    });
  });

  it('says what is missing and what is too much', () => {
    expect(missing('sku', 'a string')).toEqual({ pointer: '/sku', expected: 'a string', found: 'nothing' });
    expect(surplus('__proto__')).toEqual({
      pointer: '/__proto__',
      expected: 'no such field',
      found: 'a field "__proto__"',
    });
  });

  it('reads as a sentence', () => {
    expect(problemText(expected('a string', 7))).toBe('expected a string, found 7');
    expect(problemText(inside('a', expected('a string', 7)))).toBe('at "/a": expected a string, found 7');
  });
});

describe('pointerKeys', () => {
  it('undoes what inside escapes', () => {
    expect(pointerKeys('')).toEqual([]);
    expect(pointerKeys('/')).toEqual(['']);
    expect(pointerKeys('/~01/a~1b/0')).toEqual(['~1', 'a/b', '0']);
  });
});
