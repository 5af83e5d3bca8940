import fc from 'fast-check';
import { inspect, isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { emitContext } from '../../src/emit/emit-context.js';
import type { EmitContext } from '../../src/emit/emit-input.js';
import type { EmittedFile } from '../../src/codegen/emitted-file.js';
import {
  runStep,
  runSteps,
  StepFailure,
  type StoredEnvelope,
  type Surroundings,
} from '../../src/evolution/interpret-plan.js';
import { InvalidData } from '../../src/runtime/errors.js';
import type { Json } from '../../src/language/syntax.js';
import { loadGenerated } from '../support/load-generated.js';
import { typeErrors } from '../support/type-errors.js';
import { readContext } from '../unit/emit/read-context.js';
import { type ChainVersion, type Draw, recordValue, schemaOf, someChain } from './upcast/chain.js';
import { customSteps, customValue, stored } from './upcast/custom-steps.js';

const envelope: StoredEnvelope & { readonly position: bigint } = {
  id: '0190163d-8694-739b-aea5-966c26f8ad90',
  stream: 'Cart-7',
  revision: 3,
  position: 12n,
  recordedAt: '2026-11-23T09:30:00.000Z',
};

interface Upcasting {
  readonly emit: EmitContext;
  readonly files: readonly EmittedFile[];
  readonly newest: number;
  /** JSON as stored to the typed value of its version. */
  parse(version: number, json: Json): unknown;
  step(version: number, data: unknown): unknown;
  fused(version: number, data: unknown): unknown;
  interpret(version: number, json: Json): Json;
  interpretStep(version: number, json: Json): Json;
}

function upcastingOf(
  versions: readonly ChainVersion[],
  options: Partial<EmitContext['options']>,
  context = 'shop',
): Upcasting {
  const emit = readContext(schemaOf(context, versions), options);
  const files = emitContext(emit.context, emit.plans, new Map([[context, emit.names]]), emit.options);
  const load = loadGenerated(files);
  const upcasters = load(`${context}/cart/upcasters`);
  const schemas = load(`${context}/cart/codec`)['cartSchemas'] as {
    readonly Changed: Readonly<Record<number, { readonly '~standard': Validator }>>;
  };
  const call = (name: string, data: unknown): unknown => {
    const made = upcasters[name];
    if (typeof made !== 'function') throw new Error(`there is no ${name}`);
    return made(data, envelope, customSteps);
  };
  const around: Surroundings = {
    envelope,
    context: emit.context,
    plans: emit.plans,
    custom: (_version, field, data) => customValue(field, data),
  };
  return {
    emit,
    files,
    newest: versions.length,
    parse(version, json) {
      const result = schemas.Changed[version]?.['~standard'].validate(json);
      if (result?.issues !== undefined || result === undefined)
        throw new Error(JSON.stringify([version, json, result?.issues]));
      return result.value;
    },
    step: (version, data) => call(`changedV${version}ToV${version + 1}`, data),
    fused: (version, data) => (version === versions.length ? data : call(`upcastChangedV${version}`, data)),
    interpret: (version, json) => runSteps('Changed', version, json, around),
    interpretStep(version, json) {
      const plan = emit.plans.events.get('Changed')?.[version - 1];
      return plan === undefined ? json : runStep(plan, json, around);
    },
  };
}

interface Validator {
  validate(
    json: unknown,
  ): { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly unknown[] };
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

type Outcome = { readonly made: unknown } | { readonly failed: true };

/** What a function makes, or that it fails as it may. */
function outcome(make: () => unknown): Outcome {
  try {
    return { made: make() };
  } catch (error) {
    if (error instanceof InvalidData || error instanceof StepFailure) return { failed: true };
    throw error;
  }
}

/** Vitest's own comparison asks a map's `constructor` what class it is of, whatever stands under that key. */
function expectEqual(actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  expect(inspect(actual, { depth: null })).toBe(inspect(expected, { depth: null }));
  throw new Error('values that look the same are not equal');
}

function expectSame(actual: Outcome, expected: Outcome): void {
  expectEqual(actual, expected);
  // Keys stand in the declared order, too.
  expect(JSON.stringify(actual)).toBe(JSON.stringify(expected));
}

function holdsForData(draw: Draw, versions: readonly ChainVersion[], upcasting: Upcasting): void {
  const { newest, parse, step, fused, interpret, interpretStep } = upcasting;
  for (const [index, { fields }] of versions.entries()) {
    const version = index + 1;
    const json = recordValue(draw, fields);
    const data = frozen(parse(version, frozen(json)));

    const expected = outcome(() => interpret(version, json));
    const actual = outcome(() => fused(version, data));
    const asStored = 'made' in actual ? { made: stored(actual.made) } : actual;
    expectSame(asStored, expected);
    const stepwise = outcome(() => {
      let current = data;
      for (let at = version; at < newest; at += 1) current = step(at, current);
      return current;
    });
    expectEqual(actual, stepwise);
    if (version < newest) {
      const once = outcome(() => step(version, data));
      expectSame(
        'made' in once ? { made: stored(once.made) } : once,
        outcome(() => interpretStep(version, json)),
      );
    } else {
      expectEqual(actual, { made: data });
    }

    // Twice the same, and the same after a trip through JSON, which has one zero.
    expectEqual(
      outcome(() => fused(version, data)),
      actual,
    );
    const trip = JSON.parse(JSON.stringify(json)) as Json;
    if (isDeepStrictEqual(trip, json))
      expectEqual(
        outcome(() => fused(version, parse(version, trip))),
        actual,
      );

    // What an upcaster makes is valid, with no key too many.
    if ('made' in asStored) parse(newest, asStored.made);
  }
}

/** An error of the compiler with the line of generated code that it is of. */
function withLine(error: string): string {
  const [, path, line] = /^out\/([^(]+)\((\d+),/u.exec(error) ?? [];
  const text = compiled.find((file) => file.path === path)?.text.split('\n')[Number(line) - 1];
  return text === undefined ? error : `${error}\n${text}`;
}

const runs = Number(process.env['UPCAST_RUNS'] ?? 60);
const seed = process.env['UPCAST_SEED'];
const compiled: EmittedFile[] = [];

describe('chains of versions', () => {
  it.each(['string', 'date'] as const)(
    'are read alike fused, step by step and by the interpreter of their plans, timestamps as %s',
    (timestamps) => {
      let count = 0;
      fc.assert(
        fc.property(fc.gen(), (draw) => {
          count += 1;
          const versions = someChain(draw);
          const context = `${timestamps}-${count}`;
          try {
            const upcasting = upcastingOf(versions, { timestamps }, context);
            compiled.push(...upcasting.files);
            for (let i = 0; i < 4; i += 1) holdsForData(draw, versions, upcasting);
          } catch (error) {
            const blocks = versions.map(({ block }) => JSON.stringify(block)).join('\n');
            throw new Error(`${error instanceof Error ? error.message : String(error)}\n${blocks}`, { cause: error });
          }
        }),
        // A chain does not get much plainer by shrinking, which takes minutes.
        { numRuns: runs, endOnFailure: true, ...(seed === undefined ? {} : { seed: Number(seed) }) },
      );
    },
  );

  it('compile under every flag', () => {
    expect(compiled.length).toBeGreaterThan(0);
    expect(typeErrors(compiled).map(withLine)).toEqual([]);
  });
});
