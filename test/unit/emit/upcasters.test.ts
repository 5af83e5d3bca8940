import { describe, expect, it } from 'vitest';
import type { EmittedFile } from '../../../src/codegen/emitted-file.js';
import { emitContext } from '../../../src/emit/emit-context.js';
import type { EmitContext } from '../../../src/emit/emit-input.js';
import { InvalidData } from '../../../src/runtime/errors.js';
import { loadGenerated } from '../../support/load-generated.js';
import { typeErrors } from '../../support/type-errors.js';
import { readContext } from './read-context.js';

const every: EmittedFile[] = [];
const withTemporal: EmittedFile[] = [];

interface Printed {
  readonly files: readonly EmittedFile[];
  readonly upcasters: string;
  /** A function or type of the upcasters, as it is printed. */
  readonly declaration: (name: string) => string;
  /** What a function of the upcasters returns. */
  readonly call: (name: string, ...given: readonly unknown[]) => unknown;
}

let contexts = 0;

/** Emits a context of one aggregate with these events, and whatever types they need. */
function emitted(events: string, types = '', options: Partial<EmitContext['options']> = {}): Printed {
  contexts += 1;
  const context = `case-${contexts}`;
  const indented = (text: string, by: number): string => text.trim().replace(/^/gmu, ' '.repeat(by));
  const schema = `
varve: 1
context: ${context}
types:
  Id: uuid
  Sku: { type: string, brand: true }
  Quantity: { type: int, min: 1 }
${indented(types, 2)}
aggregates:
  Cart:
    id: Id
    events:
${indented(events, 6)}
    state: { fields: { n: int? }, reduce: { others: ignore } }
`;
  const emit = readContext(schema, options);
  const files = emitContext(emit.context, emit.plans, new Map([[context, emit.names]]), emit.options);
  (options.timestamps === 'temporal' ? withTemporal : every).push(...files);
  const upcasters = files.find(({ path }) => path === `${context}/cart/upcasters.ts`)?.text ?? '';
  return {
    files,
    upcasters,
    declaration(name) {
      const found = upcasters
        .split('\n\n')
        .find((block) => new RegExp(`^(?:export )?(?:function|const|type) ${name}\\b`, 'mu').test(block));
      return (found ?? `there is no ${name}`).replace(/^\/\*\*.*\*\/\n/u, '').trimEnd();
    },
    call(name, ...given) {
      const made = loadGenerated(files)(`${context}/cart/upcasters`)[name];
      if (typeof made !== 'function') throw new Error(`there is no function ${name}`);
      return made(...given);
    },
  };
}

const envelope = { id: 'i', stream: 's', revision: 3, position: 1n, recordedAt: '2026-11-23T09:30:00Z' };

describe('a rule', () => {
  it('renames, checks what it takes, and fills in a literal', () => {
    const { declaration } = emitted(`
ItemAdded:
  versions:
    1: { fields: { sku: Sku, qty: int } }
    2: { fields: { sku: Sku, quantity: { type: Quantity, from: qty } } }
    3: { fields: { sku: Sku, quantity: Quantity, price: { type: "int | null", from: { const: null } } } }
`);
    expect(declaration('itemAddedV1ToV2')).toMatchInlineSnapshot(`
      "export function itemAddedV1ToV2(data: ItemAddedV1): ItemAddedV2 {
        demand(checkQuantity(data.qty), 'quantity of version 2 of ItemAdded', '/qty');
        return { sku: data.sku, quantity: data.qty };
      }"
    `);
    expect(declaration('itemAddedV2ToV3')).toMatchInlineSnapshot(`
      "export function itemAddedV2ToV3(data: ItemAddedV2): ItemAddedV3 {
        return { sku: data.sku, quantity: data.quantity, price: null };
      }"
    `);
    expect(declaration('upcastItemAddedV1')).toMatchInlineSnapshot(`
      "export function upcastItemAddedV1(data: ItemAddedV1): ItemAdded {
        demand(checkQuantity(data.qty), 'quantity of version 2 of ItemAdded', '/qty');
        return { sku: data.sku, quantity: data.qty, price: null };
      }"
    `);
    expect(declaration('upcastItemAddedV2')).toMatchInlineSnapshot(
      `"export const upcastItemAddedV2: typeof itemAddedV2ToV3 = itemAddedV2ToV3;"`,
    );
  });

  it('nests and flattens: what goes into a record and comes out again is never in one', () => {
    const { declaration } = emitted(`
Priced:
  versions:
    1: { fields: { amount: decimal, currency: string, note: string? } }
    2:
      fields:
        price: { fields: { amount: decimal, currency: string, note: string? }, from: { fields: { amount: amount, currency: currency, note: note } } }
    3: { fields: { currency: { type: string, from: price.currency }, note: { type: string?, from: price.note }, amount: { type: decimal, from: price.amount } } }
`);
    expect(declaration('pricedV1ToV2')).toMatchInlineSnapshot(`
      "export function pricedV1ToV2(data: PricedV1): PricedV2 {
        const price: Mutable<PricedV2['price']> = { amount: data.amount, currency: data.currency };
        if (data.note !== undefined) price.note = data.note;
        return { price };
      }"
    `);
    expect(declaration('pricedV2ToV3')).toMatchInlineSnapshot(`
      "export function pricedV2ToV3(data: PricedV2): PricedV3 {
        const next: Partial<Mutable<PricedV3>> = { currency: data.price.currency };
        if (data.price.note !== undefined) next.note = data.price.note;
        next.amount = data.price.amount;
        return next as PricedV3;
      }"
    `);
    expect(declaration('upcastPricedV1')).toMatchInlineSnapshot(`
      "export function upcastPricedV1(data: PricedV1): Priced {
        const next: Partial<Mutable<PricedV3>> = { currency: data.currency };
        if (data.note !== undefined) next.note = data.note;
        next.amount = data.amount;
        return next as PricedV3;
      }"
    `);
  });

  it('reads through what may be absent', () => {
    const { declaration, call } = emitted(
      `
Moved:
  versions:
    1: { fields: { address: Address?, name: string } }
    2: { fields: { city: { type: string?, from: address.city }, zip: { type: int?, from: address.zip }, name: string } }
    3: { fields: { city: string?, zip: long?, name: string } }
`,
      'Address: { fields: { city: string?, zip: int } }',
    );
    expect(declaration('movedV1ToV2')).toMatchInlineSnapshot(`
      "export function movedV1ToV2(data: MovedV1): MovedV2 {
        const city = data.address?.city;
        const zip = data.address?.zip;
        const next: Partial<Mutable<MovedV2>> = {};
        if (city !== undefined) next.city = city;
        if (zip !== undefined) next.zip = zip;
        next.name = data.name;
        return next as MovedV2;
      }"
    `);
    expect(declaration('upcastMovedV1')).toMatchInlineSnapshot(`
      "export function upcastMovedV1(data: MovedV1): Moved {
        const city = data.address?.city;
        const zip = data.address?.zip;
        const next: Partial<Mutable<MovedV3>> = {};
        if (city !== undefined) next.city = city;
        if (zip !== undefined) next.zip = BigInt(zip);
        next.name = data.name;
        return next as MovedV3;
      }"
    `);
    expect(call('upcastMovedV1', { name: 'n' })).toStrictEqual({ name: 'n' });
    expect(call('upcastMovedV1', { name: 'n', address: { zip: 7 } })).toStrictEqual({ zip: 7n, name: 'n' });
  });

  it('looks the members of enums up, merged ones too, in one table however many steps there are', () => {
    const { declaration, upcasters } = emitted(`
Held:
  versions:
    1: { fields: { state: "[hold, open, gone]", maybe: "[hold, gone]?" } }
    2:
      fields:
        status: { type: "[open, closed]", from: { field: state, map: { hold: open, open: open, gone: closed } } }
        maybe: "[hold, gone]?"
    3:
      fields:
        status: { type: "[active, ended]", from: { field: status, map: { open: active, closed: ended } } }
        maybe: { type: string?, from: { field: maybe, map: { hold: constructor, gone: "it's" } } }
`);
    expect(declaration('upcastHeldV1')).toMatchInlineSnapshot(`
      "export function upcastHeldV1(data: HeldV1): Held {
        const next: Mutable<HeldV3> = { status: heldStatusImages3[data.state] };
        if (data.maybe !== undefined) next.maybe = heldMaybeImages[data.maybe];
        return next;
      }"
    `);
    expect(upcasters.split('\n').filter((line) => line.startsWith('const '))).toMatchInlineSnapshot(`
      [
        "const heldStatusImages: Readonly<Record<'hold' | 'open' | 'gone', 'open' | 'closed'>> = {",
        "const heldStatusImages2: Readonly<Record<'open' | 'closed', 'active' | 'ended'>> = {",
        "const heldMaybeImages: Readonly<Record<'hold' | 'gone', string>> = { hold: 'constructor', gone: 'it\\'s' };",
        "const heldStatusImages3: Readonly<Record<'hold' | 'open' | 'gone', 'active' | 'ended'>> = {",
      ]
    `);
  });

  it('makes a list of a value, and a value of a list', () => {
    const { declaration } = emitted(`
Tagged:
  versions:
    1: { fields: { tag: string, tags: "string[]", more: "(string | null)[]?", few: { type: "int[]", minItems: 1 } } }
    2:
      fields:
        tags: { type: "string[]", from: { wrap: tag } }
        head: { type: string, from: { first: tags, else: { const: none } } }
        other: { type: "string | null?", from: { first: more, else: { const: null } } }
        least: { type: long, from: { first: few } }
    3: { fields: { tag: { type: string, from: { first: tags, else: { const: none } } }, head: string, least: long }, drop: [other] }
`);
    expect(declaration('taggedV1ToV2')).toMatchInlineSnapshot(`
      "export function taggedV1ToV2(data: TaggedV1): TaggedV2 {
        const least = firstItem('/few', data.few);
        const next: Partial<Mutable<TaggedV2>> = { tags: [data.tag], head: data.tags[0] ?? 'none' };
        if (data.more !== undefined) next.other = data.more[0] ?? null;
        next.least = BigInt(least);
        return next as TaggedV2;
      }"
    `);
    expect(declaration('upcastTaggedV1')).toMatchInlineSnapshot(`
      "export function upcastTaggedV1(data: TaggedV1): Tagged {
        const least = firstItem('/few', data.few);
        return { tag: data.tag, head: data.tags[0] ?? 'none', least: BigInt(least) };
      }"
    `);
  });

  it('parses and formats, and says where a text that does not parse stands', () => {
    const { declaration, call } = emitted(`
Measured:
  versions:
    1: { fields: { value: string, at: string?, on: timestamp } }
    2: { fields: { value: { type: int, from: { parse: value } }, at: { type: long?, from: { parse: at } }, on: timestamp } }
    3: { fields: { value: int, text: { type: string, from: { format: value } }, on: { type: string, from: { format: on } } }, drop: [at] }
`);
    expect(declaration('measuredV1ToV2')).toMatchInlineSnapshot(`
      "export function measuredV1ToV2(data: MeasuredV1): MeasuredV2 {
        const value2 = parsedAt('/value', parseInteger, data.value);
        const at = data.at === undefined ? undefined : parsedAt('/at', parseLong, data.at);
        const next: Partial<Mutable<MeasuredV2>> = { value: value2 };
        if (at !== undefined) next.at = at;
        next.on = data.on;
        return next as MeasuredV2;
      }"
    `);
    expect(declaration('upcastMeasuredV1')).toMatchInlineSnapshot(`
      "export function upcastMeasuredV1(data: MeasuredV1): Measured {
        const value2 = parsedAt('/value', parseInteger, data.value);
        if (data.at !== undefined) parsedAt('/at', parseLong, data.at);
        return { value: value2, text: formatInteger(value2), on: formatTimestamp(data.on) };
      }"
    `);
    const failing = (): unknown => call('upcastMeasuredV1', { value: '7', at: '7.5', on: '2026-11-23T09:30:00Z' });
    expect(failing).toThrow(InvalidData);
    expect(failing).toThrow('at "/at": expected a text of a 64-bit integer, found "7.5"');
  });

  it('takes from the envelope, which is a parameter where it is needed, and nowhere else', () => {
    const { declaration } = emitted(`
Noted:
  versions:
    1: { fields: { text: string } }
    2: { fields: { text: string, at: { type: timestamp, from: { envelope: recordedAt } }, nth: { type: long, from: { envelope: revision } } } }
    3: { fields: { text: string, at: timestamp, id: { type: Sku, from: { envelope: id } } }, drop: [nth] }
    4: { fields: { text: string }, drop: [at, id] }
`);
    expect(declaration('notedV1ToV2')).toMatchInlineSnapshot(`
      "export function notedV1ToV2(data: NotedV1, envelope: Envelope): NotedV2 {
        return { text: data.text, at: envelope.recordedAt, nth: BigInt(envelope.revision) };
      }"
    `);
    expect(declaration('notedV2ToV3')).toMatchInlineSnapshot(`
      "export function notedV2ToV3(data: NotedV2, envelope: Envelope): NotedV3 {
        return { text: data.text, at: data.at, id: envelope.id as Sku };
      }"
    `);
    expect(declaration('upcastNotedV1')).toMatchInlineSnapshot(`
      "export function upcastNotedV1(data: NotedV1): Noted {
        return { text: data.text };
      }"
    `);
  });

  it('drops: absent and null stay two things', () => {
    const { declaration, call } = emitted(`
Changed:
  versions:
    1: { fields: { a: "int | null?", b: int, c: string? } }
    2: { fields: { b: int, a: "long | null?" }, drop: [c] }
    3: { fields: { a: "long | null?", b: int, c: int? } }
`);
    expect(declaration('upcastChangedV1')).toMatchInlineSnapshot(`
      "export function upcastChangedV1(data: ChangedV1): Changed {
        const next: Partial<Mutable<ChangedV3>> = {};
        if (data.a !== undefined) next.a = data.a === null ? null : BigInt(data.a);
        next.b = data.b;
        return next as ChangedV3;
      }"
    `);
    expect(call('upcastChangedV1', { a: null, b: 1 })).toStrictEqual({ a: null, b: 1 });
    expect(call('upcastChangedV1', { b: 1, c: 'x' })).toStrictEqual({ b: 1 });
    expect(call('upcastChangedV1', { a: -0, b: 1 })).toStrictEqual({ a: 0n, b: 1 });
  });
});

describe('named types', () => {
  const types = `
Money:
  versions:
    1: { fields: { cents: int, note: string? } }
    2: { fields: { cents: long, note: string?, currency: { type: "[EUR, USD]", from: { const: EUR } } } }
    3: { fields: { cents: long, currency: "[EUR, USD, GBP]" }, drop: [note] }
`;

  it('flow by steps of their own, wherever they are used, in one pass', () => {
    const { declaration, call, files } = emitted(
      `
Paid:
  versions:
    1: { fields: { price: Money@1, all: "Money@1[]", by: "map<string, Money@1>", none: "Money@1 | null", some: "Money@1[]?" } }
    2: { fields: { price: Money@2, all: "Money@2[]", by: "map<string, Money@2>", none: "Money@2 | null", some: "Money@2[]?" } }
    3: { fields: { price: Money@3, all: "Money@3[]", by: "map<string, Money@3>", none: "Money@3 | null", some: "Money@3[]?" } }
`,
      types,
    );
    expect(declaration('paidV1ToV2')).toMatchInlineSnapshot(`
      "export function paidV1ToV2(data: PaidV1): PaidV2 {
        const next: Mutable<PaidV2> = {
          price: upcastMoneyV1ToV2(data.price),
          all: data.all.map((item) => upcastMoneyV1ToV2(item)),
          by: mapValues(data.by, (item) => upcastMoneyV1ToV2(item)),
          none: data.none === null ? null : upcastMoneyV1ToV2(data.none),
        };
        if (data.some !== undefined) next.some = data.some.map((item) => upcastMoneyV1ToV2(item));
        return next;
      }"
    `);
    expect(declaration('upcastPaidV1')).toMatchInlineSnapshot(`
      "export function upcastPaidV1(data: PaidV1): Paid {
        const next: Mutable<PaidV3> = {
          price: upcastMoneyV1ToV3(data.price),
          all: data.all.map((item) => upcastMoneyV1ToV3(item)),
          by: mapValues(data.by, (item) => upcastMoneyV1ToV3(item)),
          none: data.none === null ? null : upcastMoneyV1ToV3(data.none),
        };
        if (data.some !== undefined) next.some = data.some.map((item) => upcastMoneyV1ToV3(item));
        return next;
      }"
    `);
    const codec = files.find(({ path }) => /^case-\d+\/codec\.ts$/u.test(path))?.text ?? '';
    expect(codec.slice(codec.indexOf('/** Money: version 1 to version 2'))).toMatchInlineSnapshot(`
      "/** Money: version 1 to version 2. */
      export function upcastMoneyV1ToV2(data: MoneyV1): MoneyV2 {
        const next: Partial<Mutable<MoneyV2>> = { cents: BigInt(data.cents) };
        if (data.note !== undefined) next.note = data.note;
        next.currency = 'EUR';
        return next as MoneyV2;
      }

      /** Money: version 1 to version 3. */
      export function upcastMoneyV1ToV3(data: MoneyV1): MoneyV3 {
        return { cents: BigInt(data.cents), currency: 'EUR' };
      }

      /** Money: version 2 to version 3. */
      export function upcastMoneyV2ToV3(data: MoneyV2): MoneyV3 {
        return { cents: data.cents, currency: data.currency };
      }

      /** A stored Money of version 2 as version 1. */
      export function downcastMoneyV2ToV1(data: unknown): unknown {
        if (!isObject(data)) return data;
        demandEqual(data['currency'], 'EUR', '/currency');
        const v1: StoredData = presentMembers({ cents: numberOf(data['cents']), note: data['note'] });
        demandOlder(checkMoneyV1(v1));
        return v1;
      }

      /** A stored Money of version 3 as version 2. */
      export function downcastMoneyV3ToV2(data: unknown): unknown {
        if (!isObject(data)) return data;
        const v2: StoredData = { cents: data['cents'], currency: data['currency'] };
        demandOlder(checkMoneyV2(v2));
        return v2;
      }
      "
    `);

    const by = JSON.parse('{ "__proto__": { "cents": 1 }, "constructor": { "cents": 2 } }') as object;
    const made = call('upcastPaidV1', { price: { cents: 3, note: 'x' }, all: [{ cents: 4 }], by, none: null }) as {
      readonly by: object;
    };
    expect(made).toStrictEqual({
      price: { cents: 3n, currency: 'EUR' },
      all: [{ cents: 4n, currency: 'EUR' }],
      by: made.by,
      none: null,
    });
    expect(Object.entries(made.by)).toStrictEqual([
      ['__proto__', { cents: 1n, currency: 'EUR' }],
      ['constructor', { cents: 2n, currency: 'EUR' }],
    ]);
  });

  it('contain themselves', () => {
    const { call } = emitted(
      `
Grown:
  versions:
    1: { fields: { tree: Tree@1 } }
    2: { fields: { tree: Tree@2 } }
`,
      `
Tree:
  versions:
    1: { fields: { name: string, children: "Tree@1[]" } }
    2: { fields: { label: { type: string, from: name }, children: "Tree@2[]" } }
`,
    );
    const tree = { name: 'a', children: [{ name: 'b', children: [] }] };
    expect(call('upcastGrownV1', { tree })).toStrictEqual({
      tree: { label: 'a', children: [{ label: 'b', children: [] }] },
    });
  });
});

describe('a conversion that may fail', () => {
  it('says where in the stored data the fault is', () => {
    const { declaration, call } = emitted(
      `
Told:
  versions:
    1: { fields: { one: Text@1, all: "Text@1[]", some: "map<string, Text@1[]>?", deep: Deep@1, qty: int } }
    2:
      fields: { all: "Text@2[]", one: { type: "Text@2 | null", from: one }, some: "map<string, Text@2[]>?", deep: Deep@2, quantity: { type: Quantity, from: qty } }
    3: { fields: { all: "Text@2[]", one: "Text@2 | null", some: "map<string, Text@2[]>?", deep: Deep@2, n: { type: string, from: { format: quantity } } } }
`,
      `
Text:
  versions:
    1: { fields: { text: string } }
    2: { fields: { value: { type: int, from: { parse: text } } } }
Deep:
  versions:
    1: { fields: { at: Text@1? } }
    2: { fields: { at: Text@2? } }
`,
    );
    expect(declaration('upcastToldV1')).toMatchInlineSnapshot(`
      "export function upcastToldV1(data: ToldV1): Told {
        const all =
          within('all', data.all, (part) => part.map((item, index) => within(index, item, upcastTextV1ToV2)));
        const one = within('one', data.one, upcastTextV1ToV2);
        const some =
          data.some === undefined
            ? undefined
            : within('some', data.some, (part) => mapValues(part, (item, key) => within(key, item, (part) => part.map((item, index) => within(index, item, upcastTextV1ToV2)))));
        const deep = within('deep', data.deep, upcastDeepV1ToV2);
        demand(checkQuantity(data.qty), 'quantity of version 2 of Told', '/qty');
        const next: Partial<Mutable<ToldV3>> = { all, one };
        if (some !== undefined) next.some = some;
        next.deep = deep;
        next.n = formatInteger(data.qty);
        return next as ToldV3;
      }"
    `);
    const good = { text: '1' };
    const data = { one: good, all: [good], some: { 'a/b': [good] }, deep: {}, qty: 1 };
    const upcast = (change: object): unknown => call('upcastToldV1', { ...data, ...change });
    const bad = { text: 'x' };
    expect(upcast({})).toStrictEqual({
      all: [{ value: 1 }],
      one: { value: 1 },
      some: { 'a/b': [{ value: 1 }] },
      deep: {},
      n: '1',
    });
    expect(() => upcast({ one: bad })).toThrow('at "/one/text": expected a text of a safe integer, found "x"');
    expect(() => upcast({ all: [good, bad] })).toThrow('at "/all/1/text": ');
    expect(() => upcast({ some: { 'a/b': [bad] } })).toThrow('at "/some/a~1b/0/text": ');
    expect(() => upcast({ deep: { at: bad } })).toThrow('at "/deep/at/text": ');
    expect(() => upcast({ qty: 0 })).toThrow(
      'at "/qty": expected an integer of 1 at least, for quantity of version 2 of Told, found 0',
    );
  });
});

describe('a conversion', () => {
  it('goes through lists, maps, records and unions, and passes on by reference what it does not change', () => {
    const { declaration, call } = emitted(
      `
Widened:
  versions:
    1: { fields: { list: "int[]", map: "map<string, int[]>", pay: Pay1, kept: "json[]", rec: { fields: { note: string?, n: int } } } }
    2: { fields: { list: "long[]", map: "map<string, long[]>", pay: Pay2, kept: "json[]", rec: { fields: { note: string?, n: long } } } }
`,
      `
Pay1: { union: kind, of: { card: { fields: { last4: string } }, cash: { fields: { note: string?, sum: int } } } }
Pay2: { union: kind, of: { card: { fields: { last4: string } }, cash: { fields: { note: string?, sum: long } }, none: { fields: {} } } }
`,
    );
    expect(declaration('widenedV1ToV2')).toMatchInlineSnapshot(`
      "export function widenedV1ToV2(data: WidenedV1): WidenedV2 {
        return {
          list: data.list.map((item) => BigInt(item)),
          map: mapValues(data.map, (item) => item.map((item) => BigInt(item))),
          pay: convertWidenedPay(data.pay),
          kept: data.kept,
          rec: convertWidenedRec(data.rec),
        };
      }"
    `);
    expect(declaration('convertWidenedPay')).toMatchInlineSnapshot(`
      "function convertWidenedPay(value: Pay1): Pay2 {
        switch (value.kind) {
          case 'cash': {
            const changed: Partial<Mutable<Extract<Pay2, { readonly kind: 'cash' }>>> = { kind: 'cash' };
            if (value.note !== undefined) changed.note = value.note;
            changed.sum = BigInt(value.sum);
            return changed as Extract<Pay2, { readonly kind: 'cash' }>;
          }
          default:
            return value;
        }
      }"
    `);
    expect(declaration('convertWidenedRec')).toMatchInlineSnapshot(`
      "function convertWidenedRec(
        value: { readonly note?: string; readonly n: number },
      ): { readonly note?: string; readonly n: bigint } {
        const changed: Partial<Mutable<{ readonly note?: string; readonly n: bigint }>> = {};
        if (value.note !== undefined) changed.note = value.note;
        changed.n = BigInt(value.n);
        return changed as { readonly note?: string; readonly n: bigint };
      }"
    `);
    const pay = { kind: 'card', last4: '1234' };
    const kept = [{ a: 1 }];
    const made = call('upcastWidenedV1', { list: [1], map: { a: [2] }, pay, kept, rec: { n: 3 } }) as {
      readonly pay: object;
      readonly kept: object;
    };
    expect(made).toStrictEqual({ list: [1n], map: { a: [2n] }, pay, kept, rec: { n: 3n } });
    expect(made.pay).toBe(pay);
    expect(made.kept).toBe(kept);
  });

  it('of a literal is made on paper', () => {
    const { declaration } = emitted(`
Counted:
  versions:
    1: { fields: { a: int } }
    2: { fields: { a: int, n: { type: int, from: { const: 3 } }, state: { type: "[x, y]", from: { const: x } } } }
    3: { fields: { a: int, n: "long | null", state: { type: "[p, q]", from: { field: state, map: { x: q, y: p } } } } }
`);
    expect(declaration('upcastCountedV1')).toMatchInlineSnapshot(`
      "export function upcastCountedV1(data: CountedV1): Counted {
        return { a: data.a, n: 3n, state: 'q' };
      }"
    `);
  });

  it('of instants goes by what they are in TypeScript', () => {
    const events = `
Seen:
  versions:
    1: { fields: { at: timestamp, ats: "timestamp[]" } }
    2: { fields: { at: string, ats: "string[]" } }
`;
    expect(emitted(events, '', { timestamps: 'string' }).declaration('seenV1ToV2')).toMatchInlineSnapshot(`
      "export function seenV1ToV2(data: SeenV1): SeenV2 {
        return { at: data.at, ats: data.ats };
      }"
    `);
    expect(emitted(events, '', { timestamps: 'date' }).declaration('seenV1ToV2')).toMatchInlineSnapshot(`
      "export function seenV1ToV2(data: SeenV1): SeenV2 {
        return {
          at: formatTimestamp(lowerDate(data.at)),
          ats: data.ats.map((item) => formatTimestamp(lowerDate(item))),
        };
      }"
    `);
    expect(emitted(events, '', { timestamps: 'temporal' }).declaration('seenV1ToV2')).toMatchInlineSnapshot(`
      "export function seenV1ToV2(data: SeenV1): SeenV2 {
        return {
          at: formatTimestamp(lowerInstant(data.at)),
          ats: data.ats.map((item) => formatTimestamp(lowerInstant(item))),
        };
      }"
    `);
  });
});

describe('what is widened and then checked', () => {
  it('is taken from its version to the newest in one go', () => {
    const { declaration, call } = emitted(
      `
Ordered:
  versions:
    1: { fields: { lines: "Line@1[]" } }
    2: { fields: { lines: "Line@2[]" } }
    3: { fields: { lines: "Line@3[]" } }
`,
      `
Line:
  versions:
    1: { fields: { qty: int } }
    2: { fields: { count: { type: int, from: qty } } }
    3: { fields: { count: { type: Quantity, from: count } } }
`,
    );
    expect(declaration('upcastOrderedV1')).toMatchInlineSnapshot(`
      "export function upcastOrderedV1(data: OrderedV1): Ordered {
        const lines =
          within('lines', data.lines, (part) => part.map((item, index) => within(index, item, upcastLineV1ToV3)));
        return { lines };
      }"
    `);
    expect(call('upcastOrderedV1', { lines: [{ qty: 2 }] })).toStrictEqual({ lines: [{ count: 2 }] });
    expect(() => call('upcastOrderedV1', { lines: [{ qty: 2 }, { qty: 0 }] })).toThrow(
      'at "/lines/1/qty": expected an integer of 1 at least, for count of version 3 of Line, found 0',
    );
  });
});

describe('a hand-written step', () => {
  const events = `
Ordered:
  versions:
    1: { fields: { a: int } }
    2: { fields: { a: int, c: { type: long, from: { const: 3 } } } }
    3: { fields: { a: int, c: long, region: { type: "[EU, US]", from: custom }, extra: { type: "long[]?", from: custom } } }
    4: { fields: { region: "[EU, US]", c: long, extra: "long[]?" }, drop: [a] }
    5: { fields: { sum: long, where: string }, upcast: custom }
    6: { fields: { total: { type: long, from: sum } }, drop: [where] }
`;

  it('is a required member of a type, told what it makes of what', () => {
    expect(emitted(events).declaration('CartCustomSteps')).toMatchInlineSnapshot(`
      "export type CartCustomSteps = {
        /** Ordered: "region" of version 3 from version 2. */
        readonly 'Ordered@3.region': (data: OrderedV2, envelope: Envelope) => OrderedV3['region'];
        /** Ordered: "extra" of version 3 from version 2. */
        readonly 'Ordered@3.extra': (data: OrderedV2, envelope: Envelope) => OrderedV3['extra'] | undefined;
        /** Ordered: version 5 from version 4. */
        readonly 'Ordered@5': (data: OrderedV4, envelope: Envelope) => OrderedV5;
      };"
    `);
    expect(emitted('Created: { fields: {} }').declaration('CartCustomSteps')).toMatchInlineSnapshot(
      `"export type CartCustomSteps = NoCustomSteps<'Cart'>;"`,
    );
  });

  it('is called with the whole version before, and what it makes is checked', () => {
    const { declaration } = emitted(events);
    expect(declaration('orderedV2ToV3')).toMatchInlineSnapshot(`
      "export function orderedV2ToV3(data: OrderedV2, envelope: Envelope, steps: CartCustomSteps): OrderedV3 {
        const region = steps['Ordered@3.region'](data, envelope);
        demand(checkOrderedV3Region(region), 'the step Ordered@3.region', '/region');
        const extra = steps['Ordered@3.extra'](data, envelope);
        if (extra !== undefined) {
          demand(checkOrderedV3Extra(storedList(extra, storedLong)), 'the step Ordered@3.extra', '/extra');
        }
        const next: Mutable<OrderedV3> = { a: data.a, c: data.c, region };
        if (extra !== undefined) next.extra = extra;
        return next;
      }"
    `);
    expect(declaration('upcastOrderedV1')).toMatchInlineSnapshot(`
      "export function upcastOrderedV1(data: OrderedV1, envelope: Envelope, steps: CartCustomSteps): Ordered {
        const v2: OrderedV2 = { a: data.a, c: 3n };
        const region = steps['Ordered@3.region'](v2, envelope);
        demand(checkOrderedV3Region(region), 'the step Ordered@3.region', '/region');
        const extra = steps['Ordered@3.extra'](v2, envelope);
        if (extra !== undefined) {
          demand(checkOrderedV3Extra(storedList(extra, storedLong)), 'the step Ordered@3.extra', '/extra');
        }
        const v4: Mutable<OrderedV4> = { region, c: v2.c };
        if (extra !== undefined) v4.extra = extra;
        const v5 = steps['Ordered@5'](v4, envelope);
        demand(checkOrderedV5(lowerOrderedV5(v5)), 'the step Ordered@5', '');
        return { total: v5.sum };
      }"
    `);
    expect(declaration('upcastOrderedV4')).toMatchInlineSnapshot(`
      "export function upcastOrderedV4(data: OrderedV4, envelope: Envelope, steps: CartCustomSteps): Ordered {
        const v5 = steps['Ordered@5'](data, envelope);
        demand(checkOrderedV5(lowerOrderedV5(v5)), 'the step Ordered@5', '');
        return { total: v5.sum };
      }"
    `);
  });

  it('is held to what it says', () => {
    const { call } = emitted(events);
    const steps = {
      'Ordered@3.region': (data: { readonly a: number }): unknown => (data.a === 0 ? 'XX' : 'EU'),
      'Ordered@3.extra': (data: { readonly a: number }): unknown =>
        data.a === 1 ? undefined : data.a === 2 ? [1] : [1n],
      'Ordered@5': ({ c, extra }: { readonly c: bigint; readonly extra?: readonly bigint[] }): unknown =>
        extra === undefined ? { sum: c, where: 'x' } : { sum: c, where: 'x', more: 1 },
    };
    const upcast = (a: number): unknown => call('upcastOrderedV1', { a }, envelope, steps);
    expect(upcast(1)).toStrictEqual({ total: 3n });
    expect(() => upcast(0)).toThrow(
      'at "/region": expected one of "EU", "US", for the step Ordered@3.region, found "XX"',
    );
    expect(() => upcast(2)).toThrow(
      'at "/extra/0": expected a bigint of 64 bits, for the step Ordered@3.extra, found 1',
    );
    expect(() => upcast(3)).toThrow('at "/more": expected no such field, for the step Ordered@5, found a field "more"');
  });
});

describe('a split', () => {
  it('makes each part that is there, in its newest version, with its place in the list', () => {
    const { declaration, call } = emitted(
      `
Withdrawn:
  versions:
    1: { fields: { amount: int } }
    2: { fields: { amount: long, at: { type: timestamp, from: { envelope: recordedAt } } } }
Deposited: { fields: { amount: int, note: string? } }
Exchanged:
  retired:
    into:
      - { event: Withdrawn@1, with: { amount: out } }
      - { event: Deposited@1, when: { present: back.amount }, with: { amount: back.amount, note: note } }
      - { event: Deposited@1, when: { equals: { note: fee } }, with: { amount: { const: 1 } } }
  versions:
    1: { fields: { gone: int, back: Back? } }
    2: { fields: { out: { type: int, from: gone }, back: Back?, note: string? } }
`,
      'Back: { fields: { amount: int? } }',
    );
    expect(declaration('upcastExchangedV1')).toMatchInlineSnapshot(
      `"export const upcastExchangedV1: typeof exchangedV1ToV2 = exchangedV1ToV2;"`,
    );
    expect(declaration('splitExchanged')).toMatchInlineSnapshot(`
      "export function splitExchanged(data: ExchangedV2, envelope: Envelope): readonly Part[] {
        const parts: Part[] = [];
        const withdrawn: WithdrawnV1 = { amount: data.out };
        parts.push({ type: 'Withdrawn', version: 2, data: upcastWithdrawnV1(withdrawn, envelope), index: 0 });
        if (data.back?.amount !== undefined) {
          const deposited: Mutable<DepositedV1> = { amount: data.back.amount };
          if (data.note !== undefined) deposited.note = data.note;
          parts.push({ type: 'Deposited', version: 1, data: deposited, index: 1 });
        }
        if (data.note === 'fee') {
          const deposited2: DepositedV1 = { amount: 1, note: data.note };
          parts.push({ type: 'Deposited', version: 1, data: deposited2, index: 2 });
        }
        return parts;
      }"
    `);
    expect(call('splitExchanged', { out: 5, back: { amount: 2 } }, envelope)).toStrictEqual([
      { type: 'Withdrawn', version: 2, data: { amount: 5n, at: envelope.recordedAt }, index: 0 },
      { type: 'Deposited', version: 1, data: { amount: 2 }, index: 1 },
    ]);
    expect(call('splitExchanged', { out: 5, note: 'fee' }, envelope)).toStrictEqual([
      { type: 'Withdrawn', version: 2, data: { amount: 5n, at: envelope.recordedAt }, index: 0 },
      { type: 'Deposited', version: 1, data: { amount: 1, note: 'fee' }, index: 2 },
    ]);
  });
});

describe('a hand-written step', () => {
  it('that a part of a split passes through is given the envelope of the stored event', () => {
    const { call } = emitted(`
Withdrawn:
  versions:
    1: { fields: { amount: int } }
    2: { fields: { amount: int, by: { type: string, from: custom } } }
    3: { fields: { text: string }, upcast: custom }
Exchanged: { retired: { into: [{ event: Withdrawn@1 }, { event: Withdrawn@2, with: { by: { const: x } } }] }, fields: { amount: int } }
`);
    const given: unknown[] = [];
    const steps = {
      'Withdrawn@2.by': (...all: unknown[]) => (given.push(all), 'y'),
      'Withdrawn@3': (...all: unknown[]) => (given.push(all), { text: 'z' }),
    };
    const part = { type: 'Withdrawn', version: 3, data: { text: 'z' } };
    expect(call('splitExchanged', { amount: 5 }, envelope, steps)).toStrictEqual([
      { ...part, index: 0 },
      { ...part, index: 1 },
    ]);
    expect(given).toStrictEqual([
      [{ amount: 5 }, envelope],
      [{ amount: 5, by: 'y' }, envelope],
      [{ amount: 5, by: 'x' }, envelope],
    ]);
  });
});

describe('a condition', () => {
  const events = (when: string, field: string): string => `
Noted: { fields: {} }
Told: { retired: { into: [{ event: Noted@1, when: { equals: { it: ${when} } } }] }, fields: { it: ${field} } }
`;

  it.each([
    ['timestamp', 'string', "compareTimestamps(data.it, '2026-11-23T09:30:00Z' as Timestamp) === 0"],
    [
      'timestamp?',
      'string',
      "data.it !== undefined && compareTimestamps(data.it, '2026-11-23T09:30:00Z' as Timestamp) === 0",
    ],
    ['timestamp?', 'date', "data.it !== undefined && isEqual(data.it, reviveDate('2026-11-23T09:30:00Z'))"],
    [
      'timestamp | null?',
      'string',
      "data.it !== undefined && data.it !== null && compareTimestamps(data.it, '2026-11-23T09:30:00Z' as Timestamp) === 0",
    ],
  ] as const)('on a %s, in TypeScript a %s, is by the instant', (field, timestamps, condition) => {
    const { declaration, call } = emitted(events('"2026-11-23T09:30:00Z"', field), '', { timestamps });
    expect(declaration('splitTold')).toContain(`if (${condition}) {`);
    const at = (text: string): unknown => (timestamps === 'date' ? new Date(text) : text);
    expect(call('splitTold', { it: at('2026-11-23T09:30:00.000Z') })).toHaveLength(1);
    expect(call('splitTold', { it: at('2026-11-23T09:30:01Z') })).toEqual([]);
    if (field.endsWith('?')) expect(call('splitTold', {})).toEqual([]);
    if (field.includes('null')) expect(call('splitTold', { it: null })).toEqual([]);
  });

  it('on a decimal is by the number, on null by null', () => {
    const { declaration, call } = emitted(events('"1.50"', 'decimal'));
    expect(declaration('splitTold')).toContain("if (compareDecimal(data.it, '1.50' as Decimal) === 0) {");
    expect(call('splitTold', { it: '1.5' })).toHaveLength(1);
    expect(call('splitTold', { it: '15' })).toEqual([]);
    expect(emitted(events('null', 'decimal | null')).declaration('splitTold')).toContain('if (data.it === null) {');
  });
});

describe('a chain', () => {
  it('of eight versions is one literal', () => {
    const { declaration } = emitted(`
Grown:
  versions:
    1: { fields: { a: int, b: string } }
    2: { fields: { first: { type: int, from: a }, b: string } }
    3: { fields: { first: int, inner: { fields: { b: string }, from: { fields: { b: b } } } } }
    4: { fields: { first: long, inner: { fields: { b: string } } } }
    5: { fields: { list: { type: "long[]", from: { wrap: first } }, b: { type: string, from: inner.b } } }
    6: { fields: { list: "long[]", b: "string | null", c: { type: "[x, y]", from: { const: x } } } }
    7: { fields: { c: { type: "[p, q]", from: { field: c, map: { x: p, y: q } } }, list: "(long | null)[]" , b: "string | null" } }
    8: { fields: { c: "[p, q]", one: { type: "long | null", from: { first: list, else: { const: null } } }, b: "string | null" } }
`);
    expect(declaration('upcastGrownV1')).toMatchInlineSnapshot(`
      "export function upcastGrownV1(data: GrownV1): Grown {
        return { c: 'p', one: BigInt(data.a), b: data.b };
      }"
    `);
    expect(declaration('upcastGrownV5')).toMatchInlineSnapshot(`
      "export function upcastGrownV5(data: GrownV5): Grown {
        return { c: 'p', one: data.list[0] ?? null, b: data.b };
      }"
    `);
  });

  it('of fifty versions that read everything twice is no longer than its fields', () => {
    const versions = Array.from({ length: 49 }, (_, index) => {
      const swapped =
        index % 2 === 0
          ? '{ a: { type: string, from: b }, b: { type: string, from: a } }'
          : '{ a: { type: string, from: a }, b: { type: string, from: a } }, drop: [b]';
      return `    ${index + 2}: { fields: ${swapped} }`;
    });
    const { declaration, upcasters } = emitted(
      `Long:\n  versions:\n    1: { fields: { a: int, b: int } }\n    2: { fields: { a: { type: string, from: { format: a } }, b: { type: string, from: { format: b } } } }\n${versions.slice(1).join('\n')}`,
    );
    expect(declaration('upcastLongV1')).toMatchInlineSnapshot(`
      "export function upcastLongV1(data: LongV1): Long {
        const a = formatInteger(data.a);
        return { a, b: a };
      }"
    `);
    expect(upcasters.length).toBeLessThan(30_000);
  });

  it('with names that stand in the way of its variables', () => {
    const { declaration } = emitted(`
Named:
  versions:
    1: { fields: { data: string, steps: string?, class: string, "a b": int, constructor: int } }
    2:
      fields:
        envelope: { type: int, from: { parse: data } }
        next: { type: int?, from: { parse: steps } }
        demand: { type: "[a, b]", from: custom }
        constructor: int
        "it's": { type: int, from: '"a b"' }
      drop: [class]
`);
    expect(declaration('namedV1ToV2')).toMatchInlineSnapshot(`
      "export function namedV1ToV2(data: NamedV1, envelope: Envelope, steps: CartCustomSteps): NamedV2 {
        const envelope2 = parsedAt('/data', parseInteger, data.data);
        const next2 = data.steps === undefined ? undefined : parsedAt('/steps', parseInteger, data.steps);
        const demand2 = steps['Named@2.demand'](data, envelope);
        demand(checkNamedV2Demand(demand2), 'the step Named@2.demand', '/demand');
        const next: Record<string, unknown> = { envelope: envelope2 };
        if (next2 !== undefined) next['next'] = next2;
        next['demand'] = demand2;
        next['constructor'] = data.constructor;
        next['it\\'s'] = data['a b'];
        return next as NamedV2;
      }"
    `);
  });
});

describe('everything above', () => {
  it.each(['typescript-5.8', 'typescript-5.9', 'typescript-6', 'typescript'])('compiles with %s', (compiler) => {
    expect(typeErrors(compiler.includes('-5.') ? every : [...every, ...withTemporal], compiler)).toEqual([]);
  });
});
