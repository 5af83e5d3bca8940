import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeStep } from '../../src/cli/show/describe-step.js';
import type { Analysis } from '../../src/compile.js';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { jsonSchemaOf } from '../../src/emit/json-schema.js';
import { checkText, releaseText } from '../support/check-text.js';

/** Whatever a released version can be made of. */
const released = `varve: 1
context: all
types:
  Id: { type: uuid, brand: true }
  Sku: { type: string, pattern: "^[A-Z]+$", minLength: 1 }
  Count: { type: int, min: 1, max: 99 }
  Color: [red, green, blue]
  Money:
    versions:
      1: { fields: { cents: int } }
      2: { fields: { amount: { type: long, from: cents }, color: { type: Color, from: { const: red } } } }
  Pay: { union: kind, of: { card: { fields: { digits: Sku } }, cash: { fields: { money: Money@2 } } } }
aggregates:
  Cart:
    id: Id
    stream: "Cart-{id}"
    events:
      Opened:
        was: [Begun]
        description: begins it # all
        fields: { by: Id?, pay: "Pay | null" }
      Added:
        versions:
          1:
            fields: { sku: Sku, qty: int, tag: string, list: "int[]", color: Color, m: Money@1, gone: date }
          2:
            fields:
              sku: Sku
              count: { type: Count, from: qty }
              tags: { type: "string[]", from: { wrap: tag }, maxItems: 9 }
              first: { type: long, from: { first: list, else: { const: 0 } } }
              paint: { type: [rot, gruen], from: { field: color, map: { red: rot, green: gruen, blue: rot } } }
              m: Money@2
              at: { type: timestamp, from: { envelope: recordedAt } }
            drop: { gone: { reason: unused } }
          3:
            fields: { count: Count, tags: "map<Sku, number>", note: string? }
            upcast: custom
      Moved:
        fields: { by: Id?, to: int }
        retired:
          into:
            - { event: Opened@1, with: { by: by, pay: { const: null } } }
            - { event: Put@1, when: { present: by }, with: { n: to } }
      Put: { fields: { n: int } }
    state: { fields: {}, reduce: { others: ignore } }
`;

const before = releaseText(released);

function check(text: string): { readonly analysis: Analysis; readonly errors: readonly Diagnostic[] } {
  const { analysis, diagnostics } = checkText(text, before, 'replay');
  return { analysis, errors: diagnostics.filter(({ severity }) => severity === 'error') };
}

interface Meaning {
  readonly versions: readonly unknown[];
  readonly [part: string]: unknown;
}

/**
 * What each stored event means, by another way than fingerprints: the JSON Schema that its data passes, the rules by which
 * it is read, in which streams it is looked for.
 */
function meaning({ model, plans }: Analysis): Readonly<Record<string, Meaning>> {
  const entries = model.contexts.flatMap((context) =>
    context.aggregates.flatMap(({ name: aggregate, stream, id, events }) =>
      events.flatMap(({ name, was, versions }) => {
        const steps = plans.get(context)?.events.get(name) ?? [];
        const parts = plans.get(context)?.splits.get(name);
        const said = {
          stream,
          id: inlined(jsonSchemaOf(id, context)),
          versions: versions.map(({ shape }) => inlined(jsonSchemaOf(shape, context))),
          steps: steps.map((plan) => reading(describeStep(plan))),
          conversions: typeSteps(plans.get(context)?.types ?? new Map()),
          parts: parts?.map(({ event, version, when, assignments }) => [
            event,
            version,
            when && { ...when, read: when.read.path },
            reading(describeStep({ kind: 'fields', from: 1, to: 2, assignments, drops: [] })),
          ]),
        };
        return [name, ...was].map((stored) => [`${context.name}/${aggregate}.${stored}`, said] as const);
      }),
    ),
  );
  return Object.fromEntries(entries);
}

function typeSteps(types: NonNullable<ReturnType<Analysis['plans']['get']>>['types']): unknown {
  return [...types.values()].map((steps) => steps.map((plan) => reading(describeStep(plan))));
}

/** What a step drops is told by the two shapes. */
function reading(step: unknown): unknown {
  if (typeof step !== 'object' || step === null) return step;
  const { drop: _, ...fields } = step as { readonly drop?: unknown };
  return fields;
}

/** A schema with its definitions where they are used, and members of enums in no order: names mean nothing. */
function inlined(schema: unknown): unknown {
  const definitions = (schema as { readonly $defs?: Readonly<Record<string, unknown>> }).$defs ?? {};
  const visit = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== 'object' || part === null) return part;
    const { $ref, $defs: _, ...rest } = part as { readonly $ref?: string; readonly $defs?: unknown };
    const own = Object.fromEntries(
      Object.entries(rest).map(([key, value]) => {
        const sorted = (key === 'enum' || key === 'required') && Array.isArray(value) ? [...value].sort() : value;
        return [key, visit(sorted)];
      }),
    );
    if ($ref === undefined) return own;
    const target = visit(definitions[$ref.replace('#/$defs/', '')]);
    return Object.keys(own).length === 0 ? target : { allOf: [target], ...own };
  };
  return visit(schema);
}

const meant = meaning(before.analysis);

const edit = fc.oneof(
  fc.record({
    kind: fc.constantFrom('replace', 'insert'),
    at: fc.nat(released.length - 1),
    text: fc.constantFrom(...'abzAZ019_-?|:,.@#"{}[] \n+*'),
  }),
  fc.record({ kind: fc.constant('delete'), at: fc.nat(released.length - 1), text: fc.constant('') }),
  // Whole words, so that what comes of it is more often sound.
  fc.record({
    kind: fc.constant('word'),
    at: fc.nat(released.length - 1),
    text: fc.constantFrom(
      'int',
      'long',
      'string',
      'qty',
      'sku',
      'Count',
      'Sku',
      'red',
      'by',
      'to',
      '1',
      '2',
      '3',
      'null',
      'Put',
      'n',
    ),
  }),
);

function edited({ kind, at, text }: { readonly kind: string; readonly at: number; readonly text: string }): string {
  if (kind === 'insert') return `${released.slice(0, at)}${text}${released.slice(at)}`;
  if (kind !== 'word') return `${released.slice(0, at)}${text}${released.slice(at + 1)}`;
  const word = /\w+/gu;
  word.lastIndex = at;
  const found = word.exec(released);
  if (found === null) return released;
  return `${released.slice(0, found.index)}${text}${released.slice(found.index + found[0].length)}`;
}

const immutable = new Set(['VERSION_IMMUTABLE', 'STEP_IMMUTABLE', 'SPLIT_REORDERED', 'VERSION_DELETED', 'NAME_REUSED']);

test('an edit of what is released is refused, or means the same', () => {
  const seen = { broken: 0, refused: 0, same: 0 };
  fc.assert(
    fc.property(edit, (change) => {
      const { analysis, errors } = check(edited(change));
      const own = errors.filter(({ code }) => immutable.has(code) || code === 'STREAM_CHANGED');
      const now = meaning(analysis);
      if (errors.length > own.length) {
        seen.broken += 1;
        // Also beside other errors nothing is called edited that is as it was.
        for (const { code, message } of own) {
          const [, name = '', version = ''] = /^([A-Z]\w*)@(\d+) is released, and was edited/u.exec(message) ?? [];
          const [was, is] = [meant, now].map((events) => events[`all/Cart.${name}`]?.versions[Number(version) - 1]);
          if (code === 'VERSION_IMMUTABLE') expect(is).not.toEqual(was);
        }
        return;
      }
      const differs = Object.entries(meant).filter(([name, said]) => {
        try {
          expect(now[name]).toEqual(said);
          return false;
        } catch {
          return true;
        }
      });
      if (own.length === 0) expect(differs).toEqual([]);
      else expect(differs).not.toEqual([]);
      seen[own.length === 0 ? 'same' : 'refused'] += 1;
    }),
    { numRuns: 1500 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
});
