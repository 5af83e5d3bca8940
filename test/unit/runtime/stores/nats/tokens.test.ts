import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subjectOf, subjectsOf, tokenOf } from '../../../../../src/runtime/stores/nats/tokens.js';

describe('a token', () => {
  it('is the name itself where that is plain', () => {
    expect(tokenOf('Cart_1-a')).toBe('Cart_1-a');
  });

  it('spells every other byte, and has forms of its own for what is empty or long', () => {
    expect(tokenOf('a.b c')).toBe('a=2Eb=20c');
    expect(tokenOf('é*>=')).toBe('=C3=A9=2A=3E=3D');
    expect(tokenOf('')).toBe('=');
    expect(tokenOf('x'.repeat(160))).toBe('x'.repeat(160));
    expect(tokenOf('x'.repeat(161))).toMatch(/^==[\w-]{43}$/);
  });

  it('is another one for another name, and never longer than a subject may be', () => {
    const name = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 200 }));
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(tokenOf(one) === tokenOf(other)).toBe(one === other);
        expect(tokenOf(one)).toMatch(/^[\w=-]{1,160}$/);
      }),
    );
  });
});

describe('a subject', () => {
  it('has the category and the rest, and tells no rest from an empty one', () => {
    expect(subjectOf('varve', 'Cart-4711-a')).toBe('varve.events.Cart.4711-a');
    expect(subjectOf('varve', 'Cart')).toBe('varve.events.Cart.==');
    expect(subjectOf('varve', 'Cart-')).toBe('varve.events.Cart.=');
    expect(subjectOf('varve', '-1')).toBe('varve.events.=.1');
  });

  it('is another one for another stream', () => {
    const stream = fc.string({ unit: fc.constantFrom('-', 'a', '=', '.'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(stream, stream, (one, other) => {
        expect(subjectOf('varve', one) === subjectOf('varve', other)).toBe(one === other);
      }),
    );
  });

  it('belongs to those of its category', () => {
    expect(subjectsOf('varve', 'Cart')).toBe('varve.events.Cart.*');
    expect(subjectsOf('varve')).toBe('varve.events.>');
  });
});
