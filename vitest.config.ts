import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const runtime = (path: string): string => fileURLToPath(new URL(`src/runtime/${path}`, import.meta.url));

// Tests run against the sources; `test/package` and `test/compat` are where the built packages are tried.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@varve\/runtime$/, replacement: runtime('index.ts') },
      { find: /^@varve\/runtime\/(memory|sqlite|postgres|nats)$/, replacement: runtime('stores/$1/index.ts') },
      { find: /^@varve\/runtime\/(testing|emmett|opentelemetry)$/, replacement: runtime('$1/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
