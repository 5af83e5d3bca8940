import { createRequire } from 'node:module';
import type * as tsMorph from 'ts-morph';

export type TypeScript = typeof tsMorph.ts;

let loaded: TypeScript | undefined;

/** The compiler. Loading it takes longer than most commands: only for who has something to parse. */
export function loadTypeScript(): TypeScript {
  if (loaded === undefined) {
    const { ts }: typeof tsMorph = createRequire(import.meta.url)('ts-morph');
    loaded = ts;
  }
  return loaded;
}
