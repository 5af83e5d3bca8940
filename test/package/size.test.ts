import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
import { repository } from '../cli/project.js';

/** Bytes of the exports, bundled, minified and compressed by gzip. Platform and drivers aside. */
async function compressed(...exports: readonly (readonly [names: string, path: string])[]): Promise<number> {
  const text = exports
    .map(([names, path]) => `export ${names} from ${JSON.stringify(join(repository, 'src/runtime/dist', path))};\n`)
    .join('');
  const bundle = await rolldown({
    input: 'entry',
    external: [/^node:/, 'better-sqlite3'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? '\0entry' : null),
        load: (id) => (id === '\0entry' ? text : null),
      },
    ],
  });
  const { output } = await bundle.generate({ minify: true });
  await bundle.close();
  return gzipSync(output.map((part) => (part.type === 'chunk' ? part.code : '')).join(''), { level: 9 }).length;
}

const core = ['{ createCodec, defineAggregate, uuidv7 }', 'index.js'] as const;
const kilobyte = 1024;

it('the core, which decodes, folds, decides and appends, is 6 KB at most', async () => {
  const size = await compressed(core);
  expect(size).toBeGreaterThan(2 * kilobyte);
  expect(size).toBeLessThanOrEqual(6 * kilobyte);
});

it('with the store in SQLite, its projections and consumers, it is 24 KB at most', async () => {
  const size = await compressed(core, ['*', 'stores/sqlite/index.js']);
  expect(size).toBeLessThanOrEqual(24 * kilobyte);
});
