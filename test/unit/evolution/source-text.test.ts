import { describe, expect, it } from 'vitest';
import { sourceText } from '../../../src/evolution/source-text.js';

describe('the text of where a value comes from', () => {
  it.each([
    [{ from: ['address', 'city'] }, '`from: address.city`'],
    [{ const: 'EUR' }, '`from: { const: "EUR" }`'],
    [{ wrap: ['reason'] }, '`from: { wrap: reason }`'],
    [
      { from: ['segment'], map: { private: 'private', student: 'young', 'night owl': 'young' } },
      '`from: { field: segment, map: { private: private, student: young, "night owl": young } }`',
    ],
    [
      { fields: { cents: { from: ['amount'] }, currency: { from: ['in'], map: { euro: 'EUR' } } } },
      '`from: { fields: { cents: amount, currency: { field: in, map: { euro: EUR } } } }`',
    ],
    [{ custom: true }, '`from: custom`'],
    [{ absent: true }, 'from nowhere'],
  ])('%j', (source, text) => {
    expect(sourceText(source)).toBe(text);
  });

  it('is whole where a map has some ten members, and ends somewhere', () => {
    const map = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`member${index}`, 'other']));
    expect(sourceText({ from: ['kind'], map: map(8) })).toMatch(/member7: other \} \}`$/u);
    const long = sourceText({ from: ['kind'], map: map(1000) });
    expect(long).toHaveLength(242);
    expect(long.endsWith('…`')).toBe(true);
  });
});
