import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { describe, expect, it } from 'vitest';
import { eraseTypes } from '../../../src/codegen/erase-types.js';

const repository = join(import.meta.dirname, '../../..');
const generated = ['generated', 'examples', 'test/golden/generated']
  .flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  .filter((path) => /generated.*\.ts$/u.test(path) && !path.includes('node_modules'))
  .filter((path) => readFileSync(join(repository, path), 'utf8').startsWith('// @generated'));

/** As the compiler prints it, so that nothing but the code counts: comments and layout do not. */
function printed(code: string): string {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: true },
  });
  return outputText
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(', }', ' }')
    .replace(/^"use strict"; ?/u, '');
}

/** What was erased, tied to other files as the compiler leaves it. */
function asModule(body: string): string {
  return body
    .replace(/^'use strict';\n(?:exports\.\w+ = \w+;\n)*/u, '')
    .replaceAll(/const (\{[^}]*\}) = require\(('[^']*'), \[[^\]]*\]\);/gu, (_all, names: string, from: string) => {
      const plain = names.replaceAll(/(\w+\$?\d*): (\w+\$?\d*)/gu, (_each, name: string, local: string) =>
        name === local ? name : `${name} as ${local}`,
      );
      return `import ${plain} from ${from};`;
    });
}

describe('types taken out of generated code', () => {
  it('has generated code to try', () => {
    expect(generated.length).toBeGreaterThan(40);
  });

  it.each(generated.filter((path) => !path.endsWith('/index.ts')))('%s leaves what the compiler leaves', (path) => {
    const text = readFileSync(join(repository, path), 'utf8');
    const exported = [...text.matchAll(/^export (?:function|const) (?<name>[\w$]+)/gmu)].map(([, name]) => name ?? '');
    const body = eraseTypes(text, path);
    for (const name of exported) expect(body).toContain(`exports.${name} = ${name};`);
    const withoutExports = printed(asModule(body)).replaceAll(/exports\.[\w$]+ = [\w$]+; ?/gu, '');
    const byCompiler = printed(text).replaceAll(/\bexport (?=function|const)|export \{\}; ?/gu, '');
    expect(withoutExports.trim()).toBe(byCompiler.trim());
  });

  it('is strict, and gives functions before it needs anything', () => {
    const body = eraseTypes(
      `import { type A, b, c as d } from './other.js';\nexport const one: A = b;\nexport function two<T extends A>(given?: T): asserts given is A {\n  (d as unknown)!;\n}\n`,
      'f.ts',
    );
    const order: string[] = [];
    const exports: Record<string, unknown> = {};
    const require = (from: string, names: readonly string[]): Readonly<Record<string, unknown>> => {
      order.push(`${from} ${names.join()} after ${Object.keys(exports).join()}`);
      return { b: 1, c: 2 };
    };
    new Function('exports', 'require', body)(exports, require);
    expect(order).toEqual(['./other.js b,c after two']);
    expect(exports['one']).toBe(1);
    expect(body.startsWith("'use strict';")).toBe(true);
  });

  it('says what it does not know', () => {
    expect(() => eraseTypes(`export { a } from './a.js';\n`, 'f.ts')).toThrow('what is exported again is not run');
  });
});
