import { fileURLToPath } from 'node:url';
import tsd, { formatter } from 'tsd';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));

it('the types are what test/types/*.test-d.ts say', async () => {
  const diagnostics = await tsd({
    cwd: folder,
    typingsFile: '../../src/runtime/index.ts',
    testFiles: ['*.test-d.ts'],
  });
  expect(diagnostics.length === 0 ? '' : formatter(diagnostics)).toBe('');
}, 120_000);
