import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSchemas } from '../../src/cli/evolution/check-schemas.js';
import { lockLinesOf, type OpenedSchemas } from '../../src/cli/evolution/open-schemas.js';
import { analyseSources } from '../../src/compile.js';
import { defaultConfig } from '../../src/config/config.js';
import { createReporter } from '../../src/diagnostics/reporter.js';
import { eventShape } from '../../src/evolution/fingerprint.js';
import { readLock } from '../../src/evolution/lock.js';
import { parseLockFile } from '../../src/evolution/lock-file.js';
import { parseLockLine, printLockLine } from '../../src/evolution/lock-line.js';
import { planRelease } from '../../src/evolution/plan-release.js';
import { shapeDifferences } from '../../src/evolution/shape-difference.js';
import { shapePlace } from '../../src/evolution/shape-place.js';
import type { SourceFile } from '../../src/source/source-file.js';
import { type ChainVersion, schemaOf, someChain } from './upcast/chain.js';

/** Random histories of an event. */
function chains(): fc.Arbitrary<readonly ChainVersion[]> {
  return fc.gen().map((draw) => someChain(draw));
}

function schema(versions: readonly ChainVersion[]): readonly SourceFile[] {
  return [{ path: 'shop.varve.yaml', bytes: new TextEncoder().encode(schemaOf('shop', versions)) }];
}

function release(schemas: readonly SourceFile[], lockFiles: readonly SourceFile[] = []): readonly SourceFile[] {
  const analysis = analyseSources(schemas);
  const { files } = planRelease(analysis, readLock(lockFiles, createReporter()));
  return files.map(({ path, lines }) => {
    const before = lockFiles.find((file) => file.path === path)?.bytes ?? new Uint8Array();
    const text = lines.map((line) => `${printLockLine(line)}\n`).join('');
    return { path, bytes: Buffer.concat([before, new TextEncoder().encode(text)]) };
  });
}

function opened(schemas: readonly SourceFile[], lockFiles: readonly SourceFile[]) {
  const reporter = createReporter();
  const project: OpenedSchemas = {
    config: defaultConfig,
    schemas,
    allRead: true,
    lockFiles,
    analysis: analyseSources(schemas),
    lock: readLock(lockFiles, reporter),
    goldenFiles: [],
    golden: new Map(),
  };
  return { project, reporter };
}

test('what only adds versions is refused by nobody in replay, released in one go or one by one', () => {
  fc.assert(
    fc.property(chains(), fc.nat(), (versions, seed) => {
      const all = schema(versions);
      const first = release(schema(versions.slice(0, 1 + (seed % versions.length))));
      const { project, reporter } = opened(all, first);
      const base = {
        label: 'main',
        commit: 'main',
        lockLines: lockLinesOf(first),
        lock: project.lock,
        tree: undefined,
      };
      const { diagnostics } = checkSchemas(project, { mode: 'replay', base });
      const graver = project.analysis.diagnostics;
      expect(reporter.diagnostics).toEqual([]);
      expect(diagnostics.filter((finding) => finding.severity === 'error' && !graver.includes(finding))).toEqual([]);
      const later = release(all, first);
      const text = (files: readonly SourceFile[]): readonly string[] =>
        files.map(({ bytes }) => new TextDecoder().decode(bytes));
      expect(text(later.length === 0 ? first : later)).toEqual(text(release(all)));
    }),
    { numRuns: 60 },
  );
});

test('a lock that was edited by one character is refused, or says something that it did not say', () => {
  fc.assert(
    fc.property(chains(), fc.nat(), fc.constantFrom(...'0a9f x{}"-:é\n'), (versions, seed, character) => {
      const [file] = release(schema(versions.slice(0, 3)));
      if (file === undefined) throw new Error('an event has a lock');
      const text = new TextDecoder().decode(file.bytes);
      const at = seed % text.length;
      // The last line may end without a line feed.
      fc.pre(text[at] !== character && at < text.length - 1);
      const edited = `${text.slice(0, at)}${character}${text.slice(at + 1)}`;
      const reporter = createReporter();
      parseLockFile({ path: file.path, bytes: new TextEncoder().encode(edited) }, reporter);
      expect(reporter.diagnostics).not.toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('any text is a line of a lock or is none, without a crash', () => {
  const hex = fc.constantFrom('a'.repeat(64), '-', 'x');
  const word = fc.oneof(fc.constantFrom('shape:', 'step:', 'split:', 'code:', 'was:'), fc.string());
  const line = fc
    .tuple(fc.nat(3), word, hex, word, hex, fc.json())
    .map(([n, a, b, c, d, e]) => `${n} ${a}${b} ${c}${d} ${e}`);
  fc.assert(fc.property(fc.oneof(line, fc.string()), (text) => void parseLockLine(text)));
});

test('two shapes that are not the same differ in words, at a place of the schema', () => {
  fc.assert(
    fc.property(chains(), (versions) => {
      const { model } = analyseSources(schema(versions));
      const [context] = model.contexts;
      const event = context?.aggregates[0]?.events[0];
      if (context === undefined || event === undefined) return;
      for (const before of event.versions) {
        for (const after of event.versions) {
          // As if one were an edit of the other.
          const [old, now] = [before, after].map((version) => eventShape(event, { ...version, number: 1 }, context));
          const differences = shapeDifferences(old ?? null, now ?? null);
          expect(differences.length > 0).toBe(JSON.stringify(normal(old)) !== JSON.stringify(normal(now)));
          for (const { path } of differences) expect(shapePlace(after, path, context.types).span.line).toBe(1);
        }
      }
    }),
    { numRuns: 50 },
  );
});

/** Members sorted by name; the declarations of self-referring types are the same for both. */
function normal(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(normal);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .filter(([name]) => name !== 'types')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, normal(value)]),
  );
}
