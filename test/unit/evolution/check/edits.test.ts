import { describe, expect, test } from 'vitest';
import { checkText, releaseText } from '../../../support/check-text.js';

const shop = `varve: 1
context: shop
metadata:
  userId: string?
types:
  Currency: [EUR, USD]
  Money: { fields: { amount: decimal, currency: Currency } }
  Address:
    versions:
      1: { fields: { street: string, zip: string } }
      2: { fields: { line: { type: string, from: street }, zip: string, country: { type: string, from: { const: de } } } }
aggregates:
  Cart:
    id: string
    stream: "Cart-{id}"
    events:
      Opened: { fields: { at: timestamp, by: string? } }
      ItemAdded:
        versions:
          1: { fields: { sku: string, qty: int } }
          2: { fields: { sku: string, quantity: { type: int, from: qty } } }
      Priced: { fields: { price: Money } }
      Shipped:
        versions:
          1: { fields: { to: Address@1 } }
          2: { fields: { to: Address@2 } }
      Left: { retired: true, fields: {} }
      Moved:
        fields: { sku: string, n: int }
        retired:
          into:
            - { event: ItemAdded@1, with: { sku: sku, qty: n } }
            - { event: Opened@1, with: { at: { const: "2026-01-01T00:00:00Z" } } }
    state: { fields: {}, reduce: { others: ignore } }
  Order:
    id: uuid
    events:
      Placed: { fields: {} }
    state: { fields: {}, reduce: { others: ignore } }
`;

const released = releaseText(shop);

/** The errors in \`replay\` after each text took the place of another, as \`CODE subject\`. */
function errorsAfter(...edits: readonly (readonly [from: string, to: string])[]): readonly string[] {
  let text = shop;
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`there is no ${from}`);
    text = text.replace(from, to);
  }
  const { diagnostics } = checkText(text, released, 'replay');
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code} ${message}`)
    .sort();
}

const priced = '      Priced: { fields: { price: Money } }\n';
const opened = '      Opened: { fields: { at: timestamp, by: string? } }\n';
const parts = `            - { event: ItemAdded@1, with: { sku: sku, qty: n } }
            - { event: Opened@1, with: { at: { const: "2026-01-01T00:00:00Z" } } }
`;

describe('an edit of what is released', () => {
  test.each<[what: string, edits: readonly (readonly [string, string])[], errors: readonly string[]]>([
    ['nothing', [], []],
    [
      'an event is deleted',
      [[priced, '']],
      ['VERSION_DELETED "Priced" of Cart is released, and is not declared any more'],
    ],
    [
      'an event is renamed without `was`',
      [['Priced:', 'PriceSet:']],
      ['VERSION_DELETED "Priced" of Cart is released, and is not declared any more'],
    ],
    ['an event is renamed with `was`', [['Priced: {', 'PriceSet: { was: [Priced],']], []],
    [
      'its name is used for another event',
      [[priced, '      Priced: { fields: { note: string } }\n']],
      [
        'VERSION_IMMUTABLE Priced@1 is released, and was edited: "note" is new, string',
        'VERSION_IMMUTABLE Priced@1 is released, and was edited: "price" is gone, { amount, currency }',
      ],
    ],
    [
      'an event is moved to another aggregate',
      [
        [priced, ''],
        ['      Placed:', `${priced}      Placed:`],
      ],
      ['NAME_REUSED "Priced" is an event of Cart, released, and cannot be one of Order'],
    ],
    [
      'the context is renamed',
      [['context: shop', 'context: store']],
      ['ItemAdded', 'Left', 'Moved', 'Opened', 'Placed', 'Priced', 'Shipped'].map(
        (name) =>
          `VERSION_DELETED "${name}" of ${name === 'Placed' ? 'Order' : 'Cart'} is released, and is not declared any more`,
      ),
    ],
    ['an event is retired', [['Priced: {', 'Priced: { retired: true,']], []],
    ['an event is retired and dropped', [['Priced: {', 'Priced: { retired: { drop: true },']], []],
    ['a retired event is in use again', [['Left: { retired: true,', 'Left: {']], []],
    [
      'the parts of a split are swapped',
      [[parts, parts.split('\n').slice(0, 2).toReversed().join('\n') + '\n']],
      ['SPLIT_REORDERED the parts of "Moved" are released, and were moved: part 1 was ItemAdded@1, and is part 2'],
    ],
    [
      'a part of a split is at another version',
      [['ItemAdded@1, with: { sku: sku, qty: n }', 'ItemAdded@2, with: { sku: sku, quantity: n }']],
      [
        'STEP_IMMUTABLE how "Moved" is split is released, and it is read differently: part 1 was ItemAdded@1, and is ItemAdded@2',
      ],
    ],
    [
      'a split event is read as itself again',
      [['        retired:\n          into:\n' + parts, '']],
      ['STEP_IMMUTABLE how "Moved" is split is released, and it is read differently: it is not split any more'],
    ],
    [
      'a shared type is edited',
      [['[EUR, USD]', '[EUR, USD, GBP]']],
      [
        'VERSION_IMMUTABLE Priced@1 is released, and was edited by way of the type "Currency": "price.currency" has gained the member "GBP"',
      ],
    ],
    [
      'a shared type is renamed',
      [
        ['  Money:', '  Amount:'],
        ['price: Money', 'price: Amount'],
      ],
      [],
    ],
    [
      'the step of a versioned type is edited',
      [['{ const: de }', '{ const: fr }']],
      [
        'STEP_IMMUTABLE the step to Shipped@2 is released, and reads old events differently: "to" is converted in another way than it was',
      ],
    ],
    [
      'a version of a versioned type is edited',
      [
        ['1: { fields: { street: string, zip: string } }', '1: { fields: { street: string, zip: int } }'],
        ['zip: string, country', 'zip: int, country'],
      ],
      [
        'VERSION_IMMUTABLE Shipped@1 is released, and was edited by way of the type "Address": "to.zip" was string and is int',
        'VERSION_IMMUTABLE Shipped@2 is released, and was edited by way of the type "Address": "to.zip" was string and is int',
      ],
    ],
    [
      'streams are called otherwise',
      [['"Cart-{id}"', '"Basket-{id}"']],
      [
        'STREAM_CHANGED the streams of Cart were "Cart-{id}" at main, and are "Basket-{id}": what is stored is not found any more',
      ],
    ],
    [
      'ids are of a narrower type',
      [['id: string', 'id: uuid']],
      [
        'STREAM_CHANGED the id of Cart is not what it was at main: string is no uuid, and streams of such ids cannot be read any more',
      ],
    ],
    ['ids are of a wider type', [['id: uuid', 'id: string']], []],
    [
      'metadata is of a narrower type',
      [['userId: string?', 'userId: { type: string?, maxLength: 9 }']],
      [
        'METADATA_CHANGED the metadata field "userId" is not what it was at main: maxLength 9 is asked for, and events that carry such a one cannot be read any more',
      ],
    ],
    ['metadata is added', [['  userId: string?', '  userId: string?\n  tenant: uuid?']], []],
    ['metadata goes', [['metadata:\n  userId: string?\n', '']], []],
    [
      'a step is edited beside its shape',
      [
        [
          '2: { fields: { sku: string, quantity: { type: int, from: qty } } }',
          '2: { fields: { sku: { type: string, from: { const: x } }, quantity: { type: int, from: qty } } , drop: [sku] }',
        ],
      ],
      [
        'STEP_IMMUTABLE the step to ItemAdded@2 is released, and reads old events differently: "sku" was taken `from: sku`, and is taken `from: { const: "x" }`',
      ],
    ],
    [
      'a version is deleted',
      [['          2: { fields: { sku: string, quantity: { type: int, from: qty } } }\n', '']],
      ['VERSION_DELETED ItemAdded@2 is released, and not declared any more'],
    ],
    [
      'fields, members, descriptions and order are written in another way',
      [
        [
          '{ sku: string, qty: int }',
          '{ qty: { type: int, description: how many, example: 2 }, sku: { type: string } }',
        ],
        ['[EUR, USD]', '[USD, EUR]'],
        [opened, ''],
        ['      Left:', `${opened}      Left:`],
        ['Priced: {', 'Priced: { description: "What it costs.", deprecated: true, labels: { team: a },'],
      ],
      [],
    ],
  ])('%s', (_, edits, errors) => {
    expect(errorsAfter(...edits)).toEqual(errors);
  });
});
