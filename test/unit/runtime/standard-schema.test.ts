import { describe, expect, it } from 'vitest';
import { InvalidData } from '../../../src/runtime/errors.js';
import { expected, inside } from '../../../src/runtime/problem.js';
import { standardSchema } from '../../../src/runtime/standard-schema.js';

describe('standardSchema', () => {
  const schema = standardSchema((json) => {
    if (json === 1) return 'one';
    if (json === 2) throw new TypeError('a bug');
    throw new InvalidData(inside('items', inside(0, inside('0', expected('1', 7)))));
  });

  it('is a Standard Schema', () => {
    expect(schema['~standard']).toMatchObject({ version: 1, vendor: 'varve' });
  });

  it('gives the value or an issue with its path', () => {
    expect(schema['~standard'].validate(1)).toEqual({ value: 'one' });
    const message = 'expected 1, found 7';
    expect(schema['~standard'].validate({ items: [{ 0: 7 }] })).toEqual({
      issues: [{ message, path: ['items', 0, '0'] }],
    });
    expect(schema['~standard'].validate({ items: { 0: [7] } })).toEqual({
      issues: [{ message, path: ['items', '0', 0] }],
    });
    expect(schema['~standard'].validate(null)).toEqual({ issues: [{ message, path: ['items', '0', '0'] }] });
  });

  it('hides no bug', () => {
    expect(() => schema['~standard'].validate(2)).toThrow(new TypeError('a bug'));
  });
});
