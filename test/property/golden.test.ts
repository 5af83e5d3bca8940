import * as runtime from '@varve/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReporter } from '../../src/diagnostics/reporter.js';
import type { EmitContext } from '../../src/emit/emit-input.js';
import { type Golden, readGoldenFiles } from '../../src/evolution/golden/golden-file.js';
import { printGoldenLine } from '../../src/evolution/golden/golden-line.js';
import { planRelease } from '../../src/evolution/plan-release.js';
import { checkGolden, goldenSubject } from '../../src/laws/golden/check-golden.js';
import { type GoldenRelease, planGolden } from '../../src/laws/golden/plan-golden.js';
import { readGolden } from '../../src/laws/golden/read-golden.js';
import { contextOpener, openAggregateIn } from '../../src/laws/open-context.js';
import { readContext } from '../unit/emit/read-context.js';
import { type ChainVersion, schemaOf, someChain } from './upcast/chain.js';
import { customSteps } from './upcast/custom-steps.js';

type Timestamps = EmitContext['options']['timestamps'];

/** A chain that is folded into a state, too. */
function foldedSchema(versions: readonly ChainVersion[]): string {
  const schema = JSON.parse(schemaOf('shop', versions));
  schema.aggregates.Cart.state = {
    fields: {
      n: { type: 'int', init: 0 },
      at: { type: 'timestamp', init: '1970-01-01T00:00:00Z' },
    },
    reduce: { Changed: { add: { n: 1 }, set: { at: '$recordedAt' } } },
  };
  return JSON.stringify(schema);
}

function openTree(schema: string, timestamps: Timestamps) {
  const emit = readContext(schema, { timestamps });
  const { context } = emit;
  const tree = { model: { contexts: [context] }, plans: new Map([[context, emit.plans]]) };
  const names = new Map([['shop', emit.names]]);
  return { context, tree, open: contextOpener(tree.plans, { names, options: emit.options, runtime }) };
}

function missing(opened: ReturnType<typeof openTree>, golden: Golden, timestamps: Timestamps) {
  const released = planRelease(opened.tree, new Map()).files;
  return planGolden(opened.tree, { lock: new Map(), released, golden, timestamps, open: opened.open });
}

function written(files: readonly GoldenRelease[]): Golden {
  const reporter = createReporter();
  const golden = readGoldenFiles(
    files.map(({ path, lines }) => ({
      path,
      bytes: new TextEncoder().encode(lines.map((line) => `${printGoldenLine(line)}\n`).join('')),
    })),
    reporter,
  );
  expect(reporter.diagnostics).toEqual([]);
  return golden;
}

describe('golden streams of random chains', () => {
  it.each(['string', 'date'] as const)('are written once, and read as they were, timestamps as %s', (timestamps) => {
    let states = 0;
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const versions = someChain(draw);
        const opened = openTree(foldedSchema(versions), timestamps);
        const golden = written(missing(opened, new Map(), timestamps));
        const lines = [...golden.values()].flatMap((file) => file.lines);
        expect(lines.filter(({ kind }) => kind === 'stream')).toHaveLength(versions.length);
        states += lines.filter(({ kind }) => kind === 'state').length;
        expect(missing(opened, golden, timestamps)).toEqual([]);

        const reporter = createReporter();
        checkGolden(opened.tree, { golden, lock: new Map(), open: opened.open }, reporter);
        expect(reporter.diagnostics).toEqual([]);

        // With what is hand-written, every stream is read.
        const inMemory = opened.open(opened.context);
        const [aggregate] = opened.context.aggregates;
        if (aggregate === undefined) throw new Error('the schema has an aggregate');
        const whole = openAggregateIn(inMemory, aggregate, { upcast: customSteps, downcast: {} });
        expect(readGolden({ ...goldenSubject(inMemory, aggregate), opened: whole }, golden.values())).toEqual([]);
      }),
      { numRuns: 40, endOnFailure: true },
    );
    expect(states).toBeGreaterThan(0);
  });

  it('are the same whatever a timestamp is in TypeScript, but for what they come to', () => {
    const schema = `varve: 1
context: shop
aggregates:
  Cart:
    id: uuid
    events: { Changed: { fields: { at: timestamp } } }
    state:
      fields: { n: { type: int, init: 0 }, at: { type: timestamp, init: "1970-01-01T00:00:00Z" } }
      reduce: { Changed: { add: { n: 1 }, set: { at: $recordedAt } } }
`;
    const [text, date] = (['string', 'date'] as const).map((timestamps) =>
      missing(openTree(schema, timestamps), new Map(), timestamps).flatMap(({ lines }) => lines),
    );
    expect(text?.[0]).toEqual(date?.[0]);
    expect(text?.[1]).toMatchObject({ kind: 'state', state: { n: 3, at: '2026-11-23T09:30:00.000Z' } });
    expect(date?.[1]).not.toMatchObject({ flow: text?.[1] && 'flow' in text[1] ? text[1].flow : '' });
  });
});
