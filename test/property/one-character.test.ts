import { describe, expect, it } from 'vitest';
import { checkSchemas } from '../../src/cli/evolution/check-schemas.js';
import type { OpenedSchemas } from '../../src/cli/evolution/open-schemas.js';
import { analyseSources } from '../../src/compile.js';
import { defaultConfig } from '../../src/config/config.js';
import { createReporter } from '../../src/diagnostics/reporter.js';
import { declaredEvents, shapeUnderName } from '../../src/evolution/check/released-events.js';
import { printLockLine } from '../../src/evolution/lock-line.js';
import { readLock } from '../../src/evolution/lock.js';
import { planRelease } from '../../src/evolution/plan-release.js';
import { hasErrors } from '../../src/diagnostics/diagnostic.js';
import { canonicalJson } from '../../src/model/canonical-json.js';
import { isResolved } from '../../src/model/is-resolved.js';
import type { SourceFile } from '../../src/source/source-file.js';

/** What stands between the two marks is released, and every character of it says something. */
const schema = `varve: 1
context: bank
types:
  Money: { fields: { cents: { type: long, min: 1 }, currency: [EUR, USD] } }
  Kind: { versions: { 1: [old, new], 2: [old, new, odd] } }
aggregates:
  Account:
    id: uuid
    events:
      Opened:
        fields: { owner: string, kind: Kind@1?, next: Kind@2? }
      Paid:
        versions:
          1:
            fields: { sum: int, tag: string, state: [ok, no, so], where: string, note: string? }
          2:
            fields:
              amount: { type: long, from: sum }
              tags: { type: "string[]", from: { wrap: tag } }
              state: { type: [good, bad], from: { field: state, map: { ok: good, no: bad, so: bad } } }
              at: { type: timestamp, from: { envelope: recordedAt } }
              place: { type: string | null, from: custom }
            drop: [where, note]
          3:
            fields:
              amount: { type: Money, from: { fields: { cents: amount, currency: { const: EUR } } } }
              tags: { type: "string[]", maxItems: 9, from: tags }
              state: [good, bad]
              at: timestamp
              place: string | null
      Exchanged:
        retired:
          into:
            - event: Paid@1
              with: { sum: out, tag: { const: x }, state: { const: ok }, where: { const: "" } }
            - { event: Opened@1, when: { present: name }, with: { owner: name } }
        fields: { out: int, name: string? }
#
    state: { fields: {}, reduce: { others: ignore } }
`;

const path = 'bank.varve.yaml';
const sourceOf = (text: string): SourceFile => ({ path, bytes: new TextEncoder().encode(text) });
const lockFiles = planRelease(analyseSources([sourceOf(schema)]), new Map()).files.map(
  ({ path: file, lines }): SourceFile => ({
    path: file,
    bytes: new TextEncoder().encode(lines.map((line) => `${printLockLine(line)}\n`).join('')),
  }),
);
const lock = readLock(lockFiles, createReporter());

interface Said {
  /** Those of errors. */
  readonly codes: readonly string[];
  /** Each version by its name and number, as far as shapes can be trusted. */
  readonly shapes: ReadonlyMap<string, string>;
  /** What a first release of this text would write; `undefined` where it does not compile. */
  readonly release: string | undefined;
}

function sayOf(text: string): Said {
  const schemas = [sourceOf(text)];
  const analysis = analyseSources(schemas);
  const opened: OpenedSchemas = {
    config: defaultConfig,
    schemas,
    allRead: true,
    lockFiles,
    analysis,
    lock,
    goldenFiles: [],
    golden: new Map(),
  };
  const { diagnostics } = checkSchemas(opened, { mode: 'replay', base: undefined });
  const shapes = declaredEvents(analysis).flatMap((declared) =>
    declared.event.versions.flatMap((version): readonly (readonly [string, string])[] => {
      const { name } = declared.event;
      if (!isResolved(version.shape, declared.context.types)) return [];
      return [[`${name}@${version.number}`, canonicalJson(shapeUnderName(declared, version, name))]];
    }),
  );
  return {
    codes: diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code),
    shapes: new Map(shapes),
    release: !hasErrors(analysis.diagnostics) ? JSON.stringify(planRelease(analysis, new Map()).files) : undefined,
  };
}

const asReleased = sayOf(schema);
const [start, end] = [schema.indexOf('  Money:'), schema.indexOf('#\n')];
const offsets = Array.from({ length: end - start }, (_, index) => start + index);

describe('one character of what is released', () => {
  it('is fine as it stands', () => {
    expect(asReleased.codes).toEqual([]);
    expect([...asReleased.shapes.keys()]).toEqual(['Opened@1', 'Paid@1', 'Paid@2', 'Paid@3', 'Exchanged@1']);
  });

  it.each([
    ['another', 1, (old: string) => (/\d/u.test(old) ? String((Number(old) + 1) % 10) : old === 'q' ? 'z' : 'q')],
    ['too few', 1, () => ''],
    ['too many', 0, () => 'q'],
  ])('%s is refused, unless it is space that says nothing', (_what, gone, come) => {
    for (const at of offsets) {
      const old = schema.charAt(at);
      const text = schema.slice(0, at) + come(old) + schema.slice(at + gone);
      const { codes, shapes, release } = sayOf(text);
      const where = `at ${at}: ${JSON.stringify(text.slice(at - 20, at + 20))}`;
      const isSpace = `${gone === 0 ? '' : old}${come(old)}`.trim() === '';
      if (!isSpace) expect(codes, where).not.toEqual([]);
      if (codes.length === 0) expect(release, where).toBe(asReleased.release);
      const edited = [...asReleased.shapes].filter(([name, shape]) => (shapes.get(name) ?? shape) !== shape);
      if (edited.length > 0) expect(codes, where).toContain('VERSION_IMMUTABLE');
    }
  });
});
