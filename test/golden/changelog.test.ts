import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changelogMarkdown, changelogText } from '../../src/cli/evolution/show-changelog.js';
import { type Analysis, analyseSources } from '../../src/compile.js';
import { hasErrors } from '../../src/diagnostics/diagnostic.js';
import { describeChanges } from '../../src/evolution/changelog/describe-changes.js';

/**
 * Each folder of `changelog/` holds schemas `before` and `after` a change, and what a reviewer is told of it, as text and
 * in Markdown. `UPDATE_GOLDEN=1 npx vitest run test/golden/changelog.test.ts` writes the expected texts anew.
 */
const cases = join(import.meta.dirname, 'changelog');

function analyse(name: string, when: 'before' | 'after'): Analysis {
  const path = `${when}.varve.yaml`;
  const analysis = analyseSources([{ path, bytes: readFileSync(join(cases, name, path)) }]);
  expect(hasErrors(analysis.diagnostics)).toBe(false);
  return analysis;
}

describe('what a reviewer is told', () => {
  test.each(readdirSync(cases).sort())('%s', (name) => {
    const lock = new Map<string, never>();
    const base = { label: 'main', commit: 'main', lockLines: new Map(), lock, tree: analyse(name, 'before') };
    const changelog = describeChanges(analyse(name, 'after'), lock, base);
    const shown = { 'expected.txt': changelogText(changelog), 'expected.md': changelogMarkdown(changelog) };
    for (const [file, text] of Object.entries(shown)) {
      const path = join(cases, name, file);
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
      expect(text).toBe(readFileSync(path, 'utf8'));
    }
  });
});
