import { describe, expect, test } from 'vitest';
import { eventShape } from '../../../src/evolution/fingerprint.js';
import { shapeDifferences } from '../../../src/evolution/shape-difference.js';
import { shapePlace } from '../../../src/evolution/shape-place.js';
import { contextOf } from '../model/resolve-text.js';

function shapeOf(field: string, types = '') {
  const text = `varve: 1
context: shop
types:
  Name: { type: string, minLength: 1 }
  Money: { fields: { amount: int } }
  Payment: { union: kind, of: { card: { fields: { last4: string } }, cash: { fields: {} } } }
  Node: { fields: { value: int, next: Node? } }
${types}
aggregates:
  Cart:
    id: uuid
    events:
      Put:
        fields:
          x: ${field}
    state: { fields: {}, reduce: { others: ignore } }
`;
  const { context } = contextOf(text);
  const event = context.aggregates[0]?.events[0];
  const version = event?.versions[0];
  if (event === undefined || version === undefined) throw new Error('there is an event');
  return { shape: eventShape(event, version, context), version, context, lines: text.split('\n') };
}

describe('what differs between two shapes, in words', () => {
  test.each([
    ['int', 'int', []],
    ['int', 'string', ['"x" was int and is string']],
    ['{ fields: { a: int, b: int } }', '{ fields: { c: int, b: int } }', ['"x.a" has become "x.c"']],
    ['{ fields: { a: int } }', '{ fields: { c: long } }', ['"x.a" is gone, int', '"x.c" is new, long']],
    [
      '{ fields: { a: int } }',
      '{ fields: { c: int, d: int } }',
      ['"x.a" is gone, int', '"x.c" is new, int', '"x.d" is new, int'],
    ],
    ['int', 'int?', ['"x" was required and is optional']],
    ['"int?"', 'int', ['"x" was optional and is required']],
    ['int', '"int | null"', ['"x" could not be null and may be']],
    ['"int | null"', 'string', ['"x" might be null and may not be any more', '"x" was int and is string']],
    ['"Money | null"', '"Node | null"', ['"x" was { amount } and is Node']],
    [
      '{ type: int, min: 1 }',
      '{ type: int, max: 9 }',
      ['"x" has gained the check `max: 9`', '"x" has lost the check `min: 1`'],
    ],
    ['{ type: int, min: 1 }', '{ type: int, min: 2 }', ['`min` of "x" was 1 and is 2']],
    ['{ type: string, pattern: "`a" }', '{ type: string, pattern: "b" }', ['`pattern` of "x" was "`a" and is "b"']],
    [
      'Name',
      '{ type: Name, pattern: "b", format: email }',
      ['"x" has gained the check `format: "email"`', '"x" has gained the check `pattern: "b"`'],
    ],
    ['[a, b]', '[b, c, d]', ['"x" has lost the member "a"', '"x" has gained the members "c" and "d"']],
    ['[a, b]', '[b, a]', []],
    ['"int[]"', '"string[]"', ['"x[]" was int and is string']],
    [
      '"int[]"',
      '{ type: "int[]", unique: true, minItems: 1 }',
      ['"x" has gained the check `minItems: 1`', '"x" has gained the check `unique: true`'],
    ],
    [
      '"map<string, int>"',
      '"map<uuid, long>"',
      ['"the keys of x" was string and is uuid', '"x[]" was int and is long'],
    ],
    ['Money', '"Money[]"', ['"x" was { amount } and is { amount }[]']],
    [
      'Money',
      '{ fields: { amount: long, note: "string?" } }',
      ['"x.amount" was int and is long', '"x.note" is new, string?'],
    ],
    [
      'Payment',
      '{ union: kind, of: { card: { fields: { last4: int } }, bank: { fields: {} } } }',
      ['"x" has lost the member "cash"', '"x" has gained the member "bank"', '"x.card.last4" was string and is int'],
    ],
    [
      'Payment',
      '{ union: type, of: { card: { fields: { last4: string } }, cash: { fields: {} } } }',
      ['the tag of "x" was "kind" and is "type"'],
    ],
    ['Node', 'Money', ['"x" was Node and is { amount }']],
    ['json', 'bytes', ['"x" was json and is bytes']],
  ])('%s → %s', (before, after, expected) => {
    const [old, now] = [shapeOf(before).shape, shapeOf(after).shape];
    expect(shapeDifferences(old, now).map(({ text }) => text)).toEqual(expected);
  });

  test('inside of a type that refers to itself, at its declaration', () => {
    const before = shapeOf('Tree', '  Tree: { fields: { leaves: "Tree[]", size: int } }');
    const after = shapeOf('Tree', '  Tree: { fields: { leaves: "Tree[]", size: long } }');
    const [difference, more] = shapeDifferences(before.shape, after.shape);
    expect(more).toBeUndefined();
    expect(difference?.text).toBe('"Tree@1.size" was int and is long');
    const { span, used } = shapePlace(after.version, difference?.path ?? [], after.context.types);
    expect(after.lines[span.line - 1]?.slice(span.column - 1, span.endColumn - 1)).toBe('size');
    expect(used).toBe(after.version.span);
  });
});

describe('where the YAML says it', () => {
  test.each([
    ['int', ['fields', 'x', 'type'], 'x'],
    ['Name', ['fields', 'x', 'type', 'minLength'], 'Name'],
    ['{ type: Name, maxLength: 9 }', ['fields', 'x', 'type', 'maxLength'], 'x'],
    ['{ type: Name, maxLength: 9 }', ['fields', 'x', 'type', 'minLength'], 'Name'],
    ['{ type: Name, pattern: a }', ['fields', 'x', 'type', 'patterns'], 'x'],
    ['"Money[]"', ['fields', 'x', 'type', 'element', 'fields', 'amount', 'type'], 'amount'],
    [
      '"map<string, Money | null>"',
      ['fields', 'x', 'type', 'value', 'inner', 'fields', 'amount', 'optional'],
      'amount',
    ],
    ['Payment', ['fields', 'x', 'type', 'members', 'card', 'last4', 'type'], 'last4'],
    ['Payment', ['fields', 'x', 'type', 'members'], 'Payment'],
    ['int', ['fields', 'gone'], 'Put'],
  ])('%s %j', (field, path, expected) => {
    const { version, context, lines } = shapeOf(field);
    const { span } = shapePlace(version, path, context.types);
    expect(lines[span.line - 1]?.slice(span.column - 1, span.endColumn - 1)).toBe(expected);
  });
});
