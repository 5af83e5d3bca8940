import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidData } from '@varve/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LawsBroken, openSchemas, type TestedSchemas } from '../../../src/testing/index.js';

const schema = `varve: 1
context: shop
types:
  Tag: "[new, used]"
aggregates:
  Cart:
    id: uuid
    events:
      Priced:
        versions:
          1: { fields: { amount: string } }
          2: { fields: { cents: { type: long, from: custom, back: { fields: { amount: custom } } } }, drop: [amount] }
      Tagged: { fields: { tag: Tag, at: { type: long, min: 0 } } }
      Impossible: { fields: { at: { type: string, pattern: "^(?!x)x$" } } }
      Gone: { retired: { drop: true }, fields: {} }
    state: { fields: {}, reduce: { others: ignore } }
`;

const amount = /^\d{1,9}(?:\.\d\d)?$/u;

/** `'12.50'` ↔ `1250n` */
const definition = {
  upcast: {
    'Priced@2.cents': (data: { readonly amount: string }): bigint => {
      if (!amount.test(data.amount))
        throw new InvalidData({ pointer: '/amount', expected: 'euros', found: data.amount });
      return BigInt(data.amount.replace('.', '')) * (data.amount.includes('.') ? 1n : 100n);
    },
  },
  downcast: {
    'Priced@1.amount': ({ cents }: { readonly cents: bigint }): string => {
      if (cents < 0n || cents >= 10n ** 11n)
        throw new InvalidData({ pointer: '/cents', expected: 'an amount', found: String(cents) });
      const digits = String(cents).padStart(3, '0');
      return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
    },
  },
};

let cwd: string;
let schemas: TestedSchemas;
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'varve-testing-'));
  write('schemas/shop.varve.yaml', schema);
  schemas = await openSchemas({ cwd });
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(cwd, path, '..'), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

describe('the values of a version', () => {
  it('are what is stored, or what the types of generated code have', () => {
    fc.assert(
      fc.property(
        schemas.stored('Tagged'),
        schemas.data<{ tag: string; at: bigint }>('Cart.Tagged@1'),
        (json, data) => {
          expect(json).toEqual({ tag: expect.stringMatching(/^(?:new|used)$/u), at: expect.stringMatching(/^\d+$/u) });
          expect(data.at).toBeTypeOf('bigint');
          expect(Object.keys(data).sort()).toEqual(['at', 'tag']);
        },
      ),
    );
  });

  it('have edges among them', () => {
    const drawn = fc.sample(schemas.stored('Tagged'), { numRuns: 400, seed: 1 });
    expect(drawn).toContainEqual(expect.objectContaining({ at: String(2n ** 63n - 1n) }));
    expect(drawn).toContainEqual(expect.objectContaining({ at: '0' }));
  });

  it.each([
    ['Nothing', 'nothing is called "Nothing"'],
    ['Cart', '"Cart" is no event'],
    ['Priced@7', /7/u],
    ['Gone', '"Gone" is never read'],
    ['Impossible', /^no value of Impossible was found: .+, for "at"$/u],
  ])('are not there for %s', (name, message) => {
    expect(() => schemas.stored(name)).toThrow(message);
  });
});

describe('the laws', () => {
  it('hold for hand-written steps that keep them', () => {
    expect(() => schemas.checkLaws('Cart', definition)).not.toThrow();
  });

  it('ask for every step, by the name that it has', () => {
    expect(() => schemas.checkLaws('Cart', { upcast: definition.upcast })).toThrow(
      "what the schema asks for by hand is not there: downcast: { 'Priced@1.amount' }",
    );
    expect(() => schemas.checkLaws('Cart')).toThrow("upcast: { 'Priced@2.cents' }, downcast: { 'Priced@1.amount' }");
    expect(() => schemas.checkLaws('Priced', definition)).toThrow('"Priced" is no aggregate');
  });

  it('find an error that is not a typed one, and the plainest text for it', () => {
    const careless = { ...definition, upcast: { 'Priced@2.cents': (data: { amount: string }) => BigInt(data.amount) } };
    const broken = brokenLaws(careless).find(({ code }) => code === 'LAW_BROKEN');
    expect(broken).toMatchObject({ law: 'totality', code: 'LAW_BROKEN', event: 'Cart.Priced', version: 1 });
    expect(broken?.text.split('\n').slice(0, 3)).toEqual([
      'the law of totality does not hold for Cart.Priced: on the way to @2 something else than a typed error was thrown',
      '  Priced@1: { amount: "\\u0000" }',
      '  one step: failed, SyntaxError: Cannot convert ␀ to a BigInt',
    ]);
  });

  it('find a way back that forgets something', () => {
    const forgetful = {
      ...definition,
      downcast: { 'Priced@1.amount': ({ cents }: { cents: bigint }) => String(cents / 100n).replace('-', '') },
    };
    expect(brokenLaws(forgetful)).toContainEqual(
      expect.objectContaining({ law: 'round trips', code: 'BACK_INCOHERENT', version: 2 }),
    );
  });

  it('draw the same values again', () => {
    const careless = { ...definition, upcast: { 'Priced@2.cents': (data: { amount: string }) => BigInt(data.amount) } };
    expect(brokenLaws(careless)).toEqual(brokenLaws(careless));
    const [{ text } = { text: '' }] = brokenLaws(careless, 7);
    expect(text).toContain('\n  seed: 7');
  });

  function brokenLaws(given: object, seed?: number): LawsBroken['broken'] {
    try {
      schemas.checkLaws('Cart', given, seed === undefined ? {} : { seed });
    } catch (error) {
      if (error instanceof LawsBroken) {
        expect(error.message).toBe(error.broken.map(({ text }) => text).join('\n\n'));
        return error.broken;
      }
      throw error;
    }
    return [];
  }
});

describe('a project', () => {
  it('with errors is refused, with their places', async () => {
    write('schemas/shop.varve.yaml', schema.replace('from: custom,', ''));
    await expect(openSchemas({ cwd })).rejects.toThrow(/^the schemas have errors\nschemas\/shop\.varve\.yaml:12:/u);
  });

  it('without schemas, or with a wrong configuration, is refused', async () => {
    write('varve.config.json', '{ "schemas": ["elsewhere/*.varve.yaml"] }');
    await expect(openSchemas({ cwd })).rejects.toThrow('NO_SCHEMA_FILES');
    write('varve.config.json', '{ "schema": [] }');
    await expect(openSchemas({ cwd })).rejects.toThrow('CONFIG_INVALID');
  });

  it('has instants as its configuration says', async () => {
    write('schemas/shop.varve.yaml', schema.replace('Gone: {', 'Dated: { fields: { at: timestamp } }\n      Gone: {'));
    write('other.config.json', '{ "timestamps": "date" }');
    const dated = await openSchemas({ cwd, config: 'other.config.json' });
    const [data] = fc.sample(dated.data<{ at: unknown }>('Dated'), 1);
    expect(data?.at).toBeInstanceOf(Date);
  });
});
