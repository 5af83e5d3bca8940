import { describe, expect, it } from 'vitest';
import { compileSources } from '../../../src/compile.js';
import { emitEvents } from '../../../src/emit/events.js';
import { typeErrors } from '../../support/type-errors.js';
import { aggregateOf, readContext } from './read-context.js';

const schema = `varve: 1
context: test
aggregates:
  Cart:
    id: uuid
    events:
      ItemAdded:
        was: [ItemPut, "it's"]
        versions:
          1: { fields: { sku: string } }
          2: { fields: { sku: string, n: { type: int, from: { const: 1 } } } }
      Flagged: { was: [Marked], retired: true, fields: {} }
      Emptied: { fields: {} }
`;

describe('an event that had other names', () => {
  it('has them in the schema as a type, and where stored events are listed', () => {
    const { text } = emitEvents(aggregateOf(readContext(schema), 'Cart'));
    expect(text).toContain(`    readonly ItemAdded: {
      readonly was: 'ItemPut' | 'it\\'s';
      readonly latest: 2;
      readonly 1: ItemAddedV1;
      readonly 2: ItemAddedV2;
    };
    readonly Flagged: {
      readonly retired: 'kept';
      readonly was: 'Marked';
      readonly latest: 1;
      readonly 1: FlaggedV1;
    };
    readonly Emptied: { readonly latest: 1; readonly 1: EmptiedV1 };`);
    expect(text).toContain(`export type StoredCartEvent =
  | { readonly type: 'ItemAdded' | 'ItemPut' | 'it\\'s'; readonly version: 1; readonly data: ItemAddedV1 }`);
  });

  it('is stored as the type operators say', () => {
    const source = { path: 'cart.varve.yaml', bytes: new TextEncoder().encode(schema) };
    const { files } = compileSources([source], { timestamps: 'string', importExtension: '.js' });
    const assertion = `import type { StoredEventOf } from '@varve/runtime';
import type { CartSchema, StoredCartEvent } from './cart/events.js';

export function there(event: StoredCartEvent): StoredEventOf<CartSchema> {
  return event;
}

export function back(event: StoredEventOf<CartSchema>): StoredCartEvent {
  return event;
}
`;
    expect(typeErrors([...files, { path: 'test/assertion.ts', text: assertion }])).toEqual([]);
  });
});
