import { describe, expect, it } from 'vitest';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import { planNames } from '../../../src/emit/plan-names.js';
import { readContext } from './read-context.js';

function findings(yaml: string): string[] {
  const { context } = readContext(yaml);
  const reporter = createReporter();
  planNames({ contexts: [context] }, reporter);
  return reporter.diagnostics.map(
    ({ code, message, span, help }) => `${span.line}:${span.column} ${code} ${message}; ${help ?? ''}`,
  );
}

const cart = (name: string, events = 'Opened: { fields: {} }'): string =>
  `  ${name}: { id: string, events: { ${events} }, state: { fields: {}, reduce: { others: ignore } } }\n`;

const finding = (place: string, name: string): string =>
  `${place} NAME_RESERVED an optional field cannot be called "${name}": every object has a property of this name; rename the field, or write \`| null\` in place of \`?\``;

describe('names of generated code', () => {
  it('are told by what they are for', () => {
    const { names } = readContext(`varve: 1
context: shop-floor
types: { Sku: { type: string, brand: true }, Money: { versions: { 1: { fields: { a: int } }, 2: { fields: { a: int } } } } }
aggregates:
  Cart:
    id: Sku
    events: { ItemAdded: { versions: { 1: { fields: {} }, 2: { fields: {} }, 3: { fields: {} } } } }
    state: { fields: {}, reduce: { others: ignore } }
projections: { CartSummary: { of: [Cart], key: { sku: Sku }, columns: {}, reduce: { others: ignore } } }
`);
    expect(names.metadata).toEqual({ name: 'ShopFloorMetadata', path: 'shop-floor/types', kind: 'type' });
    expect(names.types.get('Sku')?.versions[0]?.type).toEqual({ name: 'Sku', path: 'shop-floor/types', kind: 'both' });
    expect(names.types.get('Money')?.versions.map(({ type, check }) => `${type.name} ${check.name}`)).toEqual([
      'MoneyV1 checkMoneyV1',
      'MoneyV2 checkMoneyV2',
    ]);
    expect(names.types.get('Money')?.newest?.name).toBe('Money');
    const own = names.aggregates.get('Cart');
    expect(own?.paths.events).toBe('shop-floor/cart/events');
    expect(own?.events.get('ItemAdded')?.steps.map(({ name }) => name)).toEqual(['itemAddedV1ToV2', 'itemAddedV2ToV3']);
    expect(own?.events.get('ItemAdded')?.upcasts.map(({ name }) => name)).toEqual([
      'upcastItemAddedV1',
      'upcastItemAddedV2',
    ]);
    expect(own?.initialState.name).toBe('initialCartState');
    expect(names.projections.get('CartSummary')?.path).toBe('shop-floor/projections/cart-summary');
  });

  it('may be anything else that people think of', () => {
    const events = [
      'Event',
      'Function',
      'Symbol2',
      'Decimal',
      'Brand',
      'Timestamp',
      'State',
      'Json',
      'Class',
      'Default',
    ];
    expect(
      findings(
        `varve: 1\ncontext: shop\naggregates:\n${cart('Codec', events.map((name) => `${name}: { fields: {} }`).join(', '))}`,
      ),
    ).toEqual([]);
  });

  it('must not collide', () => {
    expect(
      findings(`varve: 1
context: shop
types:
  CartState: [open, closed]
  ShopMetadata: string
aggregates:
${cart('Cart', 'Item: { versions: { 1: { fields: {} }, 2: { fields: {} } } }, ItemV2: { fields: {} }')}`),
    ).toEqual([
      '5:3 NAME_COLLISION the type "ShopMetadata" would be called ShopMetadata in TypeScript, as is the metadata of the context "shop"; rename the type "ShopMetadata" or the context "shop"',
      '7:3 NAME_COLLISION the state of the aggregate "Cart" would be called CartState in TypeScript, as is the type "CartState"; rename the aggregate "Cart" or the type "CartState"',
      '7:95 NAME_COLLISION the data of the event "ItemV2" would be called ItemV2 in TypeScript, as is version 2 of the event "Item"; rename the event "ItemV2" or the event "Item"',
    ]);
  });

  it('must not collide as files', () => {
    expect(
      findings(
        `varve: 1\ncontext: shop\naggregates:\n${cart('HTTPServer')}${cart('HttpServer', 'Closed: { fields: {} }')}`,
      ),
    ).toEqual([
      '5:3 NAME_COLLISION the aggregate "HttpServer" would be written to shop/http-server, as is the aggregate "HTTPServer"; rename the aggregate "HttpServer" or the aggregate "HTTPServer"',
    ]);
  });

  it.each(['Date', 'Record', 'Promise', 'Object', 'Uint8Array', 'Readonly'])('must not hide %s', (name) => {
    expect(
      findings(`varve: 1\ncontext: shop\ntypes: { ${name}: { fields: { a: int } } }\naggregates:\n${cart('Cart')}`),
    ).toEqual([
      `3:10 NAME_RESERVED the type "${name}" would be called ${name} in TypeScript, which would hide JavaScript's own ${name} from the rest of the code; rename the type "${name}"`,
    ]);
  });

  it('must not be words of the language', () => {
    expect(
      findings(
        `varve: 1\ncontext: shop\naggregates:\n${cart('Cart')}projections: { Delete: { of: [Cart], key: { a: string }, columns: {}, reduce: { others: ignore } } }\n`,
      ),
    ).toEqual([
      '5:16 NAME_RESERVED the projection "Delete" would be called delete in TypeScript, which is a reserved word; rename the projection "Delete"',
    ]);
  });

  it('must not be devices', () => {
    expect(findings(`varve: 1\ncontext: nul\naggregates:\n${cart('Com1')}`)).toEqual([
      '1:1 NAME_RESERVED the context "nul" would be written to nul, and Windows takes nul for a device; rename the context "nul"',
      '4:3 NAME_RESERVED the aggregate "Com1" would be written to nul/com1, and Windows takes com1 for a device; rename the aggregate "Com1"',
    ]);
  });

  it('leave the folder of projections alone', () => {
    expect(findings(`varve: 1\ncontext: shop\naggregates:\n${cart('Projections')}`)).toEqual([
      '4:3 NAME_RESERVED the aggregate "Projections" would be written to shop/projections, where the projections of the context are; rename the aggregate "Projections"',
    ]);
  });

  it('of optional fields must not be what every object inherits', () => {
    expect(
      findings(`varve: 1
context: shop
types: { T: { fields: { toString: "string?", valueOf: string } }, U: { union: tag, of: { a: { fields: { constructor: "int?" } } } } }
aggregates:
${cart('Cart', 'Opened: { fields: { hasOwnProperty: "int?", constructor: string, items: "T[]" } }')}`),
    ).toEqual([finding('3:25', 'toString'), finding('3:105', 'constructor'), finding('5:53', 'hasOwnProperty')]);
  });
});
