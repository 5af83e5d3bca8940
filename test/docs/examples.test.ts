import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { analyseSources } from '../../src/compile.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every whole schema in the manual compiles: people copy it. */
describe.each(['README.md', 'docs/language.md'])('the schemas in %s', (page) => {
  const blocks = [...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n(?<text>[\s\S]*?)^```$/gmu)]
    .map(({ groups }) => groups?.['text'] ?? '')
    .filter((text) => /^varve: 1$/mu.test(text));

  it('are there', () => {
    expect(blocks).not.toHaveLength(0);
  });

  it.each(blocks)('compile', (text) => {
    const { diagnostics } = analyseSources([{ path: page, bytes: Buffer.from(text) }]);
    expect(diagnostics).toEqual([]);
  });
});
