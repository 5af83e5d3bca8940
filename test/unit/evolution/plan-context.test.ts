import { describe, expect, test } from 'vitest';
import type { Assignment, Source, StepPlan } from '../../../src/evolution/plan.js';
import { contextOf, resolveText } from '../model/resolve-text.js';

const head = 'varve: 1\ncontext: test\n';
const types = `types:
  Quantity: { type: int, min: 1 }
  Currency: [EUR, USD]
  Money: { fields: { amount: decimal, currency: Currency } }
  Address: { fields: { city: string, zip: string? } }
  Id: { type: uuid, brand: true }
`;

/** An event \`Happened\` in two versions. */
function versions(before: string, after: string): string {
  return `${head}${types}aggregates:
  Thing:
    id: uuid
    events:
      Happened:
        versions:
          1: { fields: { ${before} } }
          2: ${after}
`;
}

function stepOf(before: string, after: string): StepPlan {
  const step = contextOf(versions(before, after)).plans.events.get('Happened')?.[0];
  if (step === undefined) throw new Error('there is no step');
  return step;
}

function assignmentsOf(before: string, after: string): readonly Assignment[] {
  const step = stepOf(before, after);
  if (step.kind === 'custom') throw new Error('the step is custom');
  return step.assignments;
}

function sourceOf(before: string, field: string): Source | undefined {
  return assignmentsOf(before, `{ fields: { x: ${field} } }`)[0]?.source;
}

function findingsOf(before: string, after: string): readonly string[] {
  return resolveText(versions(before, after)).findings;
}

describe('fields without a rule', () => {
  test('are carried by name, in the order of the newer version, and new ones are absent', () => {
    expect(assignmentsOf('a: int, b: string?', '{ fields: { c: date?, b: string?, a: long } }')).toEqual([
      { field: 'c', type: { kind: 'date' }, optional: true, source: { kind: 'absent' }, checked: false },
      {
        field: 'b',
        type: { kind: 'string' },
        optional: true,
        source: {
          kind: 'read',
          read: { path: ['b'], type: { kind: 'string' }, optional: true, optionalAt: [] },
          conversion: { kind: 'same' },
        },
        checked: false,
      },
      {
        field: 'a',
        type: { kind: 'long' },
        optional: false,
        source: {
          kind: 'read',
          read: { path: ['a'], type: { kind: 'int' }, optional: false, optionalAt: [] },
          conversion: { kind: 'intToLong' },
        },
        checked: false,
      },
    ]);
  });

  test('may be read by other rules as well', () => {
    expect(findingsOf('a: int', '{ fields: { a: int, b: { type: int, from: a } } }')).toEqual([]);
  });

  test('may be given the name of a dropped one, with a rule', () => {
    expect(findingsOf('a: int', '{ fields: { a: { type: string, from: { const: x } } }, drop: [a] }')).toEqual([]);
  });
});

describe('rules', () => {
  test('a path reads into records, and knows what may be absent', () => {
    expect(
      assignmentsOf(
        'home: Address?',
        '{ fields: { city: { type: string?, from: home.city }, zip: { type: string?, from: home.zip } } }',
      ),
    ).toMatchObject([
      { source: { read: { path: ['home', 'city'], optional: true, optionalAt: [true] } } },
      { source: { read: { path: ['home', 'zip'], optional: true, optionalAt: [true] } } },
    ]);
    expect(findingsOf('home: Address?', '{ fields: { city: { type: string, from: home.city } } }')).toEqual([
      'FIELD_UNACCOUNTED 16:11 "home.zip" of Happened@1 is neither carried nor dropped by @2',
      'TYPE_NARROWED 16:54 "home.city" of Happened@1 may be absent, and "city" of Happened@2 may not',
    ]);
  });

  test('a path takes values whose checks are not yet known, to be checked', () => {
    expect(assignmentsOf('a: int', '{ fields: { x: { type: Quantity, from: a } } }')).toMatchObject([
      { checked: true },
    ]);
    expect(assignmentsOf('a: Quantity', '{ fields: { x: { type: int, from: a } } }')).toMatchObject([
      { checked: false },
    ]);
  });

  test('a constant is stored as its type is', () => {
    expect(sourceOf('', '{ type: long, from: { const: 0 } }')).toEqual({
      kind: 'const',
      value: '0',
      type: { kind: 'long' },
    });
    expect(sourceOf('', '{ type: Money, from: { const: { currency: EUR, amount: 5 } } }')).toMatchObject({
      value: { amount: '5', currency: 'EUR' },
    });
  });

  test('a record is made member by member', () => {
    expect(
      sourceOf(
        'price: decimal',
        '{ type: "Money | null", from: { fields: { currency: { const: EUR }, amount: price } } }',
      ),
    ).toEqual({
      kind: 'record',
      type: { kind: 'reference', name: 'Money', version: 1 },
      members: [
        {
          field: 'amount',
          type: { kind: 'decimal' },
          optional: false,
          checked: false,
          source: {
            kind: 'read',
            read: { path: ['price'], type: { kind: 'decimal' }, optional: false, optionalAt: [] },
            conversion: { kind: 'same' },
          },
        },
        {
          field: 'currency',
          type: { kind: 'reference', name: 'Currency', version: 1 },
          optional: false,
          checked: false,
          source: { kind: 'const', value: 'EUR', type: { kind: 'reference', name: 'Currency', version: 1 } },
        },
      ],
    });
  });

  test('an enum is looked up in the order of its members', () => {
    expect(sourceOf('s: [a, b]', '{ type: [x, y], from: { field: s, map: { b: x, a: y } } }')).toMatchObject({
      kind: 'enumMap',
      map: [
        ['a', 'y'],
        ['b', 'x'],
      ],
    });
    expect(sourceOf('s: [a, b]', '{ type: string, from: { field: s, map: { b: B, a: A } } }')).toMatchObject({
      map: [
        ['a', 'A'],
        ['b', 'B'],
      ],
    });
  });

  test('lists are made and taken apart', () => {
    expect(sourceOf('tag: string', '{ type: "string[]", from: { wrap: tag } }')).toMatchObject({
      kind: 'wrap',
      conversion: { kind: 'same' },
    });
    expect(sourceOf('n: int', '{ type: "long[]", from: { wrap: n } }')).toMatchObject({
      kind: 'wrap',
      conversion: { kind: 'intToLong' },
    });
    expect(sourceOf('tags: "int[]"', '{ type: long, from: { first: tags, else: { const: 7 } } }')).toMatchObject({
      kind: 'first',
      conversion: { kind: 'intToLong' },
      else: { kind: 'const', value: '7' },
    });
    expect(sourceOf('tags: { type: "int[]", minItems: 1 }', '{ type: int, from: { first: tags } }')).not.toHaveProperty(
      'else',
    );
    expect(
      findingsOf('tag: string', '{ fields: { x: { type: "string[]", minItems: 2, from: { wrap: tag } } } }'),
    ).toEqual(['RULE_MISMATCH 16:68 a list of one value does not satisfy the checks of "x" of Happened@2']);
  });

  test('texts are parsed and written', () => {
    expect(assignmentsOf('t: string', '{ fields: { x: { type: Quantity, from: { parse: t } } } }')).toMatchObject([
      { source: { kind: 'parse', to: 'int' }, checked: true },
    ]);
    expect(assignmentsOf('t: string', '{ fields: { x: { type: long, from: { parse: t } } } }')).toMatchObject([
      { source: { kind: 'parse', to: 'long' }, checked: false },
    ]);
    expect(sourceOf('n: decimal', '{ type: string, from: { format: n } }')).toMatchObject({
      kind: 'format',
      from: 'decimal',
    });
  });

  test('the envelope has types of its own', () => {
    expect(sourceOf('', '{ type: timestamp, from: { envelope: recordedAt } }')).toEqual({
      kind: 'envelope',
      property: 'recordedAt',
    });
    expect(assignmentsOf('', '{ fields: { x: { type: long, from: { envelope: revision } } } }')).toMatchObject([
      { checked: false },
    ]);
    expect(assignmentsOf('', '{ fields: { x: { type: Id, from: { envelope: id } } } }')).toMatchObject([
      { checked: true },
    ]);
    expect(findingsOf('', '{ fields: { x: { type: decimal, from: { envelope: revision } } } }')).toEqual([
      'RULE_MISMATCH 16:52 revision of the envelope is int or long, and "x" of Happened@2 is decimal',
    ]);
  });

  test('custom fields and custom steps are left to TypeScript', () => {
    expect(sourceOf('', '{ type: string, from: custom }')).toEqual({ kind: 'custom' });
    expect(stepOf('a: int', '{ upcast: custom, fields: { b: string } }')).toEqual({ kind: 'custom', from: 1, to: 2 });
  });

  test('drops keep their reasons', () => {
    expect(
      stepOf('n: long, t: string', '{ fields: {}, drop: { n: { reason: unused, refill: { const: 0 } }, t: {} } }'),
    ).toMatchObject({
      drops: [{ field: 'n', reason: 'unused' }, { field: 't' }],
    });
  });
});

describe('one mistake is one finding', () => {
  test('a misspelt path', () => {
    expect(findingsOf('qty: int', '{ fields: { quantity: { type: int, from: qyt } } }')).toEqual([
      'UNKNOWN_FIELD 16:55 Happened@1 has no field "qyt"',
    ]);
  });

  test('a forgotten rename', () => {
    expect(findingsOf('qty: int', '{ fields: { quantity: Quantity } }')).toEqual([
      'FIELD_UNACCOUNTED 16:26 "qty" of Happened@1 is neither carried nor dropped by @2',
    ]);
  });

  test('two forgotten renames are paired by their types', () => {
    expect(findingsOf('a: int, b: string', '{ fields: { x: string, y: long } }')).toEqual([
      'FIELD_UNACCOUNTED 16:26 "b" of Happened@1 is neither carried nor dropped by @2',
      'FIELD_UNACCOUNTED 16:37 "a" of Happened@1 is neither carried nor dropped by @2',
    ]);
  });

  test('what is lost and what is new, where they have nothing to do with each other', () => {
    expect(findingsOf('a: date', '{ fields: { x: boolean } }')).toEqual([
      'FIELD_UNACCOUNTED 16:11 "a" of Happened@1 is neither carried nor dropped by @2',
      'FIELD_NO_SOURCE 16:26 "x" of Happened@2 is required and has nowhere to come from',
    ]);
  });

  test('what is left of a record that is taken apart', () => {
    const record = 'a: { fields: { x: int, in: { fields: { y: int, z: int } } } }';
    const taken = 'x: { type: int, from: a.x }, y: { type: int, from: a.in.y }';
    expect(findingsOf(record, `{ fields: { ${taken} } }`)).toEqual([
      'FIELD_UNACCOUNTED 16:11 "a.in.z" of Happened@1 is neither carried nor dropped by @2',
    ]);
    expect(findingsOf(record, `{ fields: { x: { type: int, from: a.x } } }`)).toEqual([
      'FIELD_UNACCOUNTED 16:11 "a.in" of Happened@1 is neither carried nor dropped by @2',
    ]);
    expect(findingsOf(record, `{ fields: { ${taken} }, drop: [a] }`)).toEqual([]);
    expect(findingsOf(record, `{ fields: { ${taken}, z: { type: int, from: a.in.z } } }`)).toEqual([]);
    expect(findingsOf(record, `{ fields: { ${taken}, ${record} } }`)).toEqual([]);
    expect(findingsOf(record, `{ fields: { ${taken}, z: { type: int, from: a.in.z } }, drop: [a] }`)).toEqual([
      expect.stringMatching(/^DROP_CARRIED .* "a" of Happened@1 is dropped, and carried as well$/u),
    ]);
  });

  test('an unknown type', () => {
    expect(
      findingsOf('a: Mony', '{ fields: { a: Mony, b: { type: decimal, from: a.amount } } }').map(
        (finding) => finding.split(' ')[0],
      ),
    ).toEqual(['UNKNOWN_TYPE', 'UNKNOWN_TYPE']);
  });

  test('a constant of the wrong type', () => {
    expect(findingsOf('', '{ fields: { x: { type: Quantity, from: { const: 0 } } } }')).toEqual([
      'LITERAL_MISMATCH 16:62 "x" of Happened@2 must be at least 1, not 0',
    ]);
  });
});

describe('named types', () => {
  const money = `${head}types:
  Money:
    versions:
      1: { fields: { cents: int } }
      2: { fields: { cents: long } }
      3: { fields: { amount: { type: long, from: cents } } }
aggregates:
  Thing:
    id: uuid
    events:
      Happened:
        versions:
          1: { fields: { price: Money@1, all: "Money@2[]" } }
          2: { fields: { price: "Money@3 | null", all: "Money@3[]" } }
`;

  test('flow by steps of their own', () => {
    const { plans } = contextOf(money);
    expect(plans.types.get('Money')).toMatchObject([
      {
        kind: 'fields',
        from: 1,
        to: 2,
        assignments: [{ field: 'cents', source: { conversion: { kind: 'intToLong' } } }],
      },
      { kind: 'fields', from: 2, to: 3, assignments: [{ field: 'amount', source: { read: { path: ['cents'] } } }] },
    ]);
    expect(plans.events.get('Happened')?.[0]).toMatchObject({
      assignments: [
        { source: { conversion: { kind: 'named', name: 'Money', from: 1, to: 3 } } },
        { source: { conversion: { kind: 'list', element: { kind: 'named', name: 'Money', from: 2, to: 3 } } } },
      ],
    });
  });

  test('have steps that are checked like those of events', () => {
    expect(resolveText(money.replace('from: cents', 'from: { const: 0 }')).findings).toEqual([
      'FIELD_UNACCOUNTED 8:7 "cents" of Money@2 is neither carried nor dropped by @3',
    ]);
  });
});

function split(part: string): string {
  return `${head}${types}aggregates:
  Thing:
    id: uuid
    events:
      Paid:
        versions:
          1: { fields: { amount: Quantity, note: string? } }
          2: { fields: { amount: long, note: string? } }
      Exchanged:
        retired: { into: [${part}] }
        fields: { amount: Quantity, back: int?, home: Address? }
`;
}

describe('splits', () => {
  test('carry fields of the same name, and read what a condition has found as present', () => {
    const { plans } = contextOf(
      split('{ event: Paid@1 }, { event: Paid@2, when: { present: back }, with: { amount: back } }'),
    );
    expect(plans.splits.get('Exchanged')).toMatchObject([
      {
        event: 'Paid',
        version: 1,
        when: undefined,
        assignments: [
          { field: 'amount', source: { kind: 'read', read: { path: ['amount'] } }, checked: false },
          { field: 'note', source: { kind: 'absent' } },
        ],
      },
      {
        event: 'Paid',
        version: 2,
        when: { kind: 'present', read: { path: ['back'], optional: true } },
        assignments: [
          {
            field: 'amount',
            source: { kind: 'read', read: { path: ['back'], optional: false }, conversion: { kind: 'intToLong' } },
          },
          {},
        ],
      },
    ]);
  });

  test('a condition on a path makes what leads to it present', () => {
    const { plans } = contextOf(split('{ event: Paid@1, when: { present: home.zip }, with: { note: home.city } }'));
    expect(plans.splits.get('Exchanged')?.[0]?.assignments[1]).toMatchObject({
      source: { read: { optional: false, optionalAt: [false] } },
    });
  });

  test('carry nothing that a condition has found absent', () => {
    const { plans } = contextOf(
      split('{ event: Kept@1, when: { absent: back }, with: { home: home } }').replace(
        '      Exchanged:',
        '      Kept: { fields: { amount: int, back: int?, home: Address? } }\n      Exchanged:',
      ),
    );
    expect(plans.splits.get('Exchanged')?.[0]?.assignments).toMatchObject([
      { field: 'amount', source: { kind: 'read' } },
      { field: 'back', source: { kind: 'absent' } },
      { field: 'home', source: { kind: 'read' } },
    ]);
  });

  test('compare with a literal in its stored form', () => {
    const { plans } = contextOf(split('{ event: Paid@1, when: { equals: { back: 5 } } }'));
    expect(plans.splits.get('Exchanged')?.[0]?.when).toMatchObject({ kind: 'equals', value: 5 });
  });

  test.each([
    [
      '{ event: Paid@1, with: { amount: back } }',
      'TYPE_NARROWED',
      '"back" of Exchanged@1 may be absent, and "amount" of Paid@1 may not',
    ],
    [
      '{ event: Paid@1, when: { present: amount } }',
      'RULE_MISMATCH',
      '"amount" of Exchanged@1 is always present: it is not optional',
    ],
    [
      '{ event: Paid@1, when: { equals: { home: x } } }',
      'RULE_MISMATCH',
      '"home" of Exchanged@1 is Address, which cannot be compared',
    ],
    [
      '{ event: Paid@1, when: { equals: { back: x } } }',
      'LITERAL_MISMATCH',
      'what "back" of Exchanged@1 is compared with must be a safe whole number, not "x"',
    ],
    [
      '{ event: Paid@1, when: { absent: home }, with: { note: home.city } }',
      'RULE_MISMATCH',
      '"home.city" of Exchanged@1 is never there: the part is made when "home" is absent',
    ],
    ['{ event: Payd@1 }', 'UNKNOWN_EVENT', '"Thing" has no event "Payd"'],
    ['{ event: Paid@1, with: { amunt: back } }', 'UNKNOWN_FIELD', 'Paid@1 has no field "amunt"'],
    [
      '{ event: Paid@1, with: { note: custom } }',
      'CUSTOM_MISPLACED',
      'there can be no custom rule here: the parts of a split are made of rules alone',
    ],
  ])('%s is refused', (part, code, message) => {
    expect(resolveText(split(part)).diagnostics).toMatchObject([{ code, message }]);
  });
});
