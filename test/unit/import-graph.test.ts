import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkArchitecture, moduleOf, readModules } from './import-graph.js';

const modules = readModules(fileURLToPath(new URL('../../src', import.meta.url)));

function check(...files: readonly (readonly [path: string, text: string])[]): readonly string[] {
  return checkArchitecture(files.map(([path, text]) => moduleOf(path, text)));
}

describe('the picture that the imports draw', () => {
  it('is the picture in the architecture page', () => {
    expect(checkArchitecture(modules)).toEqual([]);
  });

  it('has every part in it', () => {
    const parts = new Set(modules.map(({ path }) => path.split('/')[0]));
    for (const part of [
      'diagnostics',
      'source',
      'language',
      'model',
      'evolution',
      'codegen',
      'handwritten',
      'emit',
      'laws',
      'output',
      'config',
      'testing',
      'cli',
      'runtime',
      'compile.ts',
      'index.ts',
    ]) {
      expect(parts).toContain(part);
    }
  });
});

describe('the checker', () => {
  it('lets a part import what is below it', () => {
    expect(check(['diagnostics/a.ts', ''], ['model/b.ts', `import { a } from '../diagnostics/a.js';`])).toEqual([]);
  });

  it('refuses an arrow back up, of every kind of import', () => {
    const refused = ['source/a.ts imports model/b.ts: source may not import model'];
    for (const text of [
      `import { b } from '../model/b.js';`,
      `import type { B } from '../model/b.js';`,
      `import '../model/b.js';`,
      `export { b } from '../model/b.js';`,
      `export const b = await import('../model/b.js');`,
      `export type B = import('../model/b.js').B;`,
    ]) {
      expect({ text, found: check(['source/a.ts', text], ['model/b.ts', '']) }).toEqual({ text, found: refused });
    }
  });

  it('refuses a cycle', () => {
    const files = [
      ['model/a.ts', `import './b.js';`],
      ['model/b.ts', `import './c.js';`],
      ['model/c.ts', `import type { A } from './a.js';`],
    ] as const;
    expect(check(...files)).toEqual(['cycle: model/a.ts → model/b.ts → model/c.ts → model/a.ts']);
  });

  it('refuses a package outside of its place, and one without a place', () => {
    expect(check(['cli/a.ts', `import { parse } from 'yaml';`])).toEqual([
      'cli/a.ts imports yaml, which belongs in source/',
    ]);
    expect(check(['emit/a.ts', `const { Project } = createRequire(import.meta.url)('ts-morph');`])).toEqual([
      'emit/a.ts imports ts-morph, which belongs in codegen/',
    ]);
    expect(check(['emit/a.ts', `type M = typeof import('handlebars');`])).toEqual([
      'emit/a.ts imports handlebars, which belongs in codegen/',
    ]);
    expect(check(['language/a.ts', `import Ajv from 'ajv/dist/2020.js';`])).toEqual([]);
    expect(check(['model/a.ts', `import _ from 'lodash';`])).toEqual([
      'model/a.ts imports lodash, which has no place of its own',
    ]);
    expect(check(['runtime/stores/memory/a.ts', `import Database from 'better-sqlite3';`])).toEqual([
      'runtime/stores/memory/a.ts imports better-sqlite3, which belongs in runtime/stores/sqlite/',
    ]);
  });

  it('refuses Node in the core of the runtime, and the runtime in the compiler', () => {
    expect(check(['runtime/a.ts', `import { randomUUID } from 'node:crypto';`])).toEqual([
      'runtime/a.ts imports node:crypto: the core of runtime does not know Node',
    ]);
    expect(check(['runtime/stores/sqlite/a.ts', `import { createRequire } from 'node:module';`])).toEqual([]);
    expect(check(['runtime/a.ts', ''], ['emit/b.ts', `import '../runtime/a.js';`])).toEqual([
      'emit/b.ts imports runtime/a.ts: emit may not import runtime',
    ]);
  });

  it('refuses writing, ending and printing in the wrong place', () => {
    const writing = `import { existsSync, writeFileSync } from 'node:fs';`;
    expect(check(['cli/show.ts', writing])).toEqual([
      'cli/show.ts writes to the disk (writeFileSync), which only output may',
    ]);
    expect(check(['output/a.ts', writing], ['cli/init-project.ts', writing])).toEqual([]);
    expect(check(['config/a.ts', `import * as fs from 'node:fs';`])).toEqual([
      'config/a.ts writes to the disk (fs), which only output may',
    ]);
    expect(check(['config/a.ts', `process.exit(2);`])).toEqual(['config/a.ts ends the process, which only cli may']);
    expect(check(['compile.ts', `console.log('done');`])).toEqual(['compile.ts prints, which only cli may']);
  });

  it('refuses barrels, catch-all folders and new parts', () => {
    expect(check(['model/index.ts', ''])).toEqual(['model/index.ts is a barrel, and no public entry']);
    expect(check(['model/utils/text.ts', ''])).toEqual(['model/utils/text.ts: a thing lives where its noun lives']);
    expect(check(['core/a.ts', ''])).toEqual(['core/a.ts stands in no part of the architecture']);
    expect(check(['runtime/stores/memory/index.ts', ''], ['index.ts', ''])).toEqual([]);
  });

  it('refuses an emitter that imports another', () => {
    const files = [
      ['emit/events.ts', `export function emitEvents() {}`],
      ['emit/codec.ts', `import { emitEvents } from './events.js';`],
      ['emit/emit-context.ts', `import { emitEvents } from './events.js';`],
    ] as const;
    expect(check(...files)).toEqual(['emit/codec.ts imports emit/events.ts: emitters do not import each other']);
  });
});
