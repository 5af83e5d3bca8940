import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

// A CommonJS module with a default export, which ESM and its declarations see differently.
const { default: tsd, formatter }: typeof import('tsd') = createRequire(import.meta.url)('tsd');
const folder = fileURLToPath(new URL('.', import.meta.url));

it('the types are what test/types/*.test-d.ts say', async () => {
  const diagnostics = await tsd({
    cwd: folder,
    typingsFile: '../../src/runtime/index.ts',
    testFiles: ['*.test-d.ts'],
  });
  expect(diagnostics.length === 0 ? '' : formatter(diagnostics)).toBe('');
}, 120_000);
