import { describe, expect, it } from 'vitest';
import { jsonSchemaOf } from '../../../src/emit/json-schema.js';
import { readContext } from './read-context.js';

const { context } = readContext(`
varve: 1
context: shop
types:
  Sku: { type: string, pattern: "^[A-Z]+$", minLength: 1, maxLength: 9 }
  Quantity: { type: int, min: 1, max: 10 }
  Rate: { type: decimal, min: "0.5", max: 1, scale: 2 }
  Tags: { type: "string[]", maxItems: 3 }
  Tree: { fields: { children: "Tree[]" } }
  Money: { versions: { 1: { fields: { amount: int } }, 2: { fields: { amount: long } } } }
aggregates:
  Cart:
    id: uuid
    events:
      Happened:
        fields:
          sku: Sku
          few: { type: Quantity, max: 3 }
          rate: Rate?
          tags: { type: Tags, unique: true }
          tree: Tree | null
          old: Money@1
          new: Money@2
          prices: "map<Sku, number>"
          status: [open, closed]
          at: timestamp
          on: date
          photo: { type: bytes, maxLength: 5 }
          mail: { type: string, format: email }
          any: json
          ratio: { type: number, exclusiveMin: 0, max: 1 }
          paid: { union: by, of: { card: { fields: { last4: string } }, cash: { fields: { given: long? } } } }
    state: { fields: { n: { type: int, init: 0 } }, reduce: { others: ignore } }
`);

describe('jsonSchemaOf', () => {
  it('describes every kind of type as it is stored', () => {
    const shape = context.aggregates[0]?.events[0]?.versions[0]?.shape ?? { kind: 'json' };
    expect(jsonSchemaOf(shape, context)).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        sku: { $ref: '#/$defs/Sku' },
        few: {
          allOf: [{ $ref: '#/$defs/Quantity' }, { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: 3 }],
        },
        rate: { $ref: '#/$defs/Rate' },
        tags: { allOf: [{ $ref: '#/$defs/Tags' }, { type: 'array', uniqueItems: true }] },
        tree: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/Tree' }] },
        old: { $ref: '#/$defs/Money@1' },
        new: { $ref: '#/$defs/Money@2' },
        prices: { type: 'object', propertyNames: { $ref: '#/$defs/Sku' }, additionalProperties: { type: 'number' } },
        status: { type: 'string', enum: ['open', 'closed'] },
        at: { type: 'string', format: 'varve-timestamp' },
        on: { type: 'string', format: 'date' },
        photo: { type: 'string', contentEncoding: 'base64', format: 'varve-base64', varveMaxBytes: 5 },
        mail: { type: 'string', format: 'email' },
        any: true,
        ratio: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
        paid: {
          oneOf: [
            {
              type: 'object',
              properties: { by: { const: 'card' }, last4: { type: 'string' } },
              required: ['by', 'last4'],
              additionalProperties: false,
            },
            {
              type: 'object',
              properties: { by: { const: 'cash' }, given: { type: 'string', format: 'varve-long' } },
              required: ['by'],
              additionalProperties: false,
            },
          ],
        },
      },
      required: [
        'sku',
        'few',
        'tags',
        'tree',
        'old',
        'new',
        'prices',
        'status',
        'at',
        'on',
        'photo',
        'mail',
        'any',
        'ratio',
        'paid',
      ],
      additionalProperties: false,
      $defs: {
        Sku: { type: 'string', minLength: 1, maxLength: 9, pattern: '^[A-Z]+$' },
        Quantity: { type: 'integer', minimum: 1, maximum: 10 },
        Rate: { type: 'string', format: 'varve-decimal', varveMinimum: '0.5', varveMaximum: '1', varveMaxScale: 2 },
        Tags: { type: 'array', maxItems: 3, items: { type: 'string' } },
        Tree: {
          type: 'object',
          properties: { children: { type: 'array', items: { $ref: '#/$defs/Tree' } } },
          required: ['children'],
          additionalProperties: false,
        },
        'Money@1': {
          type: 'object',
          properties: {
            amount: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
          },
          required: ['amount'],
          additionalProperties: false,
        },
        'Money@2': {
          type: 'object',
          properties: { amount: { type: 'string', format: 'varve-long' } },
          required: ['amount'],
          additionalProperties: false,
        },
      },
    });
  });

  it('describes a named type that stands alone', () => {
    expect(jsonSchemaOf({ kind: 'reference', name: 'Quantity', version: 1 }, context)).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $ref: '#/$defs/Quantity',
      $defs: { Quantity: { type: 'integer', minimum: 1, maximum: 10 } },
    });
  });
});
