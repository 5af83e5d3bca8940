import { describe, expect, test } from 'vitest';
import { createCodeParts } from '../../../../src/codegen/syntax/code-parts.js';
import { quotedMembers } from '../../../../src/codegen/syntax/members.js';
import { openFiles } from '../../../../src/codegen/syntax/parsed-files.js';

type Files = Readonly<Record<string, string>>;

/** The parts of the member `'X@2'` of the file `steps.ts`. */
function partsIn(files: Files) {
  const opened = openFiles({ read: (path) => files[path] });
  const file = opened.file('steps.ts');
  const [member] = file === undefined ? [] : quotedMembers(file, (key) => key === 'X@2', opened);
  if (member === undefined) throw new Error('there is no member');
  return createCodeParts(opened)(member.node);
}

function prints(files: Files): readonly unknown[] {
  return partsIn(files).map(({ tree }) => tree);
}

const step = (body: string): Files => ({ 'steps.ts': `const one = { upcast: { 'X@2': ${body} } };` });

describe('code that is the same', () => {
  test.each<[what: string, before: string, after: string]>([
    ['white space and comments', '(a) => a + 1', '( a )\n=> /* one */ a+1 // more'],
    ['parentheses', '(a) => a * 2 + b()', '((a) => ((((a) * 2)) + (b)()))'],
    ['trailing commas', '(a) => f([a, 1], { a: 1 })', '(a,) => f([a, 1,], { a: 1, },)'],
    ['semicolons', '(a) => { f(a); return a; }', '(a) => { f(a);; return a }'],
    ['quotes', `() => ['a', 'b']`, '() => ["a", `b`]'],
    ['quoted properties', `({ a, b: c }) => ({ a, 'c': c })`, `({ 'a': a, b: c }) => ({ "a": a, c })`],
    ['how numbers are written', '() => [1000, 255n, 0.5]', '() => [1_000, 255n, .5]'],
    ['types of parameters and results', '(a) => a', '(a: string): unknown => a'],
    ['optional parameters and type parameters', '(a) => a', '<T extends object,>(a?: T) => a'],
    ['this of a method', 'function (a) { return a; }', 'function (this: void, a: string) { return a; }'],
    ['assertions', '(a) => a.b.c', '(a) => (<Any>(a as Any).b!.c satisfies string)!'],
    ['type arguments', '(a) => new Map(f(a))', '(a) => new Map<string, A[]>(f<number>(a))'],
    ['types in a body', '(a) => { return a; }', '(a) => { type A = string; interface B {} return a as A & B; }'],
    [
      'modifiers of classes',
      '() => class extends A { x = 1; y; f() {} }',
      '() => class extends A<B> implements C { private readonly x: number = 1; public y?: string; override f(): void {} declare z: 1; [k: string]: any }',
    ],
    ['a function, and a method', `async function (a) { await a; }`, 'async function named(a) { await a; }'],
  ])('%s', (_, before, after) => {
    expect(prints(step(after))).toEqual(prints(step(before)));
  });

  test('written as a method, or where a name leads to', () => {
    const expected = prints(step('function (a) { return a + 1; }'));
    for (const text of [
      `const one = { 'X@2'(a) { return a + 1; } };`,
      `function f(a: number): number { return a + 1; } const one = { 'X@2': f };`,
      `const f = function (a) { return a + 1; }; const g = f as any; const one = { ['X@2']: (g) };`,
      `class Steps { 'X@2'(a) { return a + 1; } }`,
      `class Steps { readonly 'X@2' = function (a) { return a + 1; }; }`,
      `import f from './f.js'; const one = { 'X@2': f };`,
      `import * as all from './f.js'; const one = { 'X@2': all.named };`,
    ]) {
      const f = 'export function named(a) { return a + 1; } export default named;';
      expect({ text, prints: prints({ 'steps.ts': text, 'f.ts': f }) }).toEqual({ text, prints: expected });
    }
  });
});

describe('code that is not the same', () => {
  test.each<[what: string, before: string, after: string]>([
    ['an operator', '(a) => a + 1', '(a) => a - 1'],
    ['a prefix', '(a) => -a', '(a) => +a'],
    ['a suffix', '(a) => { a++; }', '(a) => { a--; }'],
    ['a side of a suffix', '(a) => { a++; }', '(a) => { ++a; }'],
    ['grouping', '(a) => a * (2 + a)', '(a) => a * 2 + a'],
    ['an optional chain', '(a) => a?.b.c', '(a) => (a?.b).c'],
    ['an optional access', '(a) => a?.b', '(a) => a.b'],
    ['a number', '() => 100n', '() => 1000n'],
    ['a text', `() => 'a'`, `() => 'b'`],
    ['a text and a name', `() => 'a'`, `() => a`],
    ['a piece of a template', '(a) => `x${a}y`', '(a) => `x${a}z`'],
    ['a raw text', '() => String.raw`\\u0041`', '() => String.raw`A`'],
    ['a pattern', '(a) => /a/u.test(a)', '(a) => /a/iu.test(a)'],
    ['a property', '(a) => a.b', '(a) => a.c'],
    ['a property that is taken', '({ a }) => 1', '({ b }) => 1'],
    ['a default', '({ a = 1 }) => a', '({ a = 2 }) => a'],
    ['a default and another name', '({ a = b }) => 1', '({ a: b }) => 1'],
    ['a rest', '(...a) => a', '(a) => a'],
    ['parts of a loop', '() => { for (a;;) {} }', '() => { for (;a;) {} }'],
    ['parts of a try', '() => { try {} catch {} }', '() => { try {} finally {} }'],
    ['const and let', '() => { const a = 1; }', '() => { let a = 1; }'],
    ['a hole in a list', '() => [1, , 2]', '() => [1, 2]'],
    ['async', '(a) => a', 'async (a) => a'],
    ['a generator', 'function () {}', 'function* () {}'],
    ['static', '() => class { static a = 1 }', '() => class { a = 1 }'],
    ['extends', '() => class extends A {}', '() => class extends B {}'],
    ['a computed property', '() => ({ [a]: 1 })', '() => ({ a: 1 })'],
    ['a prototype', '() => ({ __proto__: __proto__ })', '() => ({ __proto__ })'],
    ['a condition', '(a) => (a ? 1 : 2)', '(a) => (a ? 2 : 1)'],
    ['an empty statement that is a body', '(a) => { if (a); f(); }', '(a) => { if (a) f(); }'],
    ['new', '() => new A(1)', '() => A(1)'],
    ['a new target', '() => new (a())()', '() => new a()()'],
    ['spread', '(a) => f(...a)', '(a) => f(a)'],
    ['an arrow and a function', '(a) => { return a; }', 'function (a) { return a; }'],
    ['a meta property', 'function () { return new.target; }', 'function () { return import.meta; }'],
    ['a label', '() => { a: for (;;) b: for (;;) break a; }', '() => { a: for (;;) b: for (;;) break b; }'],
  ])('%s', (_, before, after) => {
    expect(prints(step(after))).not.toEqual(prints(step(before)));
  });
});

describe('what code uses', () => {
  const uses = (files: Files): readonly (string | undefined)[] =>
    partsIn(files)
      .slice(1)
      .map(({ name }) => name);

  test('is followed through the file, imports and exports, once each', () => {
    const files: Files = {
      'steps.ts': `
        import { centsOf as cents, type Cents } from './money/cents.js';
        import * as dates from './dates';
        import rates from './rates.json' with { type: 'json' };
        import { defineAccount } from '@app/generated';
        import fs from 'node:fs';
        const twice = (a) => cents(a) + cents(a);
        export const one = defineAccount({ upcast: { 'X@2': (data) => fs.f(twice(data), rates, dates.day(data), Math.PI) } });`,
      'money/cents.ts': `export * from './other.mjs'; export { inner as centsOf } from './inner.js';`,
      'money/inner.ts': `const perEuro = 100n; function inner(a) { return inner(a) * perEuro; } export { inner };`,
      'money/other.mts': `export * from './cents.js'; export const unused = 1;`,
      'dates/index.ts': `export const { day } = make(); function make() { return { day: 1 }; } export const unused = 2;`,
      'rates.json': `{ "EUR": 1 }`,
    };
    expect(uses(files)).toEqual(['twice', 'rates.json', '{ day }', 'inner', 'make', 'perEuro']);
    expect(partsIn(files).map(({ place }) => `${place.path}:${place.line}:${place.column}`)).toEqual([
      'steps.ts:8:61',
      'steps.ts:7:15',
      'rates.json:1:1',
      'dates/index.ts:1:14',
      'money/inner.ts:1:32',
      'dates/index.ts:1:41',
      'money/inner.ts:1:7',
    ]);
    const other = { ...files, 'rates.json': `{"EUR":2}` };
    expect(prints(other)[2]).not.toEqual(prints(files)[2]);
    expect(prints({ ...files, 'rates.json': `{"EUR":1}` })).toEqual(prints(files));
  });

  test('is not what has the same name inside, or is no use of a name', () => {
    const around = 'const a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7; function h() {} class I {} var j = 8;';
    for (const inner of [
      '(a) => a',
      '({ a, x: [b = 1, ...c] }) => a + b + c',
      '() => { const a = 1; { let b = a; } return a; }',
      '() => { try {} catch (a) { a; } for (const b of []) b; for (let c = 0; ; ) c; for (const d in {}) d; }',
      'function a() { return 1; }',
      '() => { function h() {} class I {} return [h, I]; }',
      '() => { if (x) { var j = 1; } return j; }',
      '(x) => x.a + ({ b: 1, c() {}, d: 2 }).e',
      '(x) => { a: for (;;) break a; }',
      '() => class { a = 1; b() {} }',
      '() => { switch (x) { case 1: const a = 1; a; } }',
      '(x) => (x as a) satisfies I',
    ]) {
      expect({ inner, uses: uses({ 'steps.ts': `${around} const one = { 'X@2': ${inner} };` }) }).toEqual({
        inner,
        uses: [],
      });
    }
    expect(uses({ 'steps.ts': `${around} const one = { 'X@2': (x) => ({ a, [b]: \`\${c}\` }) + x[d] };` })).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  test('is not what only types use, or what is only announced', () => {
    const text = `import type { A } from './a.js'; import { type B } from './a.js'; declare const c: number; interface D {}
      declare function e(): void; const one = { 'X@2': (x: D) => [A, B, c, D, e] };`;
    expect(uses({ 'steps.ts': text, 'a.ts': 'export class A {} export class B {}' })).toEqual([]);
  });

  test('is not told apart by what it is called, or where it stands', () => {
    const expected = prints({
      'steps.ts': `const f = (a) => g(a) + n; const n = 1; function g(a) { return f(a); } const one = { 'X@2': (a) => f(g(a)) };`,
    });
    const moved = {
      'steps.ts': `import { other } from './x.js'; import def from './y.js'; const one = { 'X@2': (a) => other(def(a)) };`,
      'x.ts': `import z from './y.js'; let unused = 2; export const other = (a) => z(a) + one, one = 1;`,
      'y.ts': `import { other } from './x'; export default function (a) { return other(a); }`,
    };
    expect(prints(moved)).toEqual(expected);
  });

  test('may be outside: then only what it is called counts, and of packages also where it is from', () => {
    const text = (name: string, from: string): Files => ({
      'steps.ts': `import { ${name} as x } from '${from}'; const one = { 'X@2': (a) => x(a) };`,
    });
    expect(prints(text('f', '../generated/a.js'))).toEqual(prints(text('f', './b.js')));
    expect(prints(text('f', 'a'))).not.toEqual(prints(text('f', 'b')));
    expect(prints(text('f', 'a'))).not.toEqual(prints(text('g', 'a')));
  });

  test('may be given by a function around it', () => {
    const text = (name: string): Files => ({
      'steps.ts': `const define = (${name}) => { const k = ${name} + 1; return { 'X@2': (a) => f(a, k, rates) }; };`,
    });
    expect(uses(text('rates'))).toEqual(['k']);
  });

  test('is a whole module where all of it is passed on', () => {
    const text = (more: string): Files => ({
      'steps.ts': `import * as all from './all.js'; const one = { 'X@2': (a) => f(all) };`,
      'all.ts': `export const a = 1; ${more}`,
    });
    expect(uses(text(''))).toEqual(['all.ts']);
    expect(prints(text('export const b = 2;'))).not.toEqual(prints(text('')));
  });

  test('ends where names lead in a circle', () => {
    const files = {
      'steps.ts': `import { a } from './a.js'; const b = c; const c = b; const one = { 'X@2': a, 'Y@2': b };`,
      'a.ts': `export { a } from './b.js'; export * from './b.js';`,
      'b.ts': `export { a } from './a.js'; export * from './a.js';`,
    };
    expect(partsIn(files)).toHaveLength(1);
    expect(partsIn({ ...files, 'steps.ts': `const b = c; const c = b; const one = { 'X@2': b };` }).length).toBe(2);
  });
});

test('each token counts: where one is another, the print is another', () => {
  const text = `(data, envelope) => {
    const { amount, fee = 0n, ...others } = data;
    let total = -amount;
    for (let index = 0; index < others.list.length; index += 1) {
      if (others.list[index]?.kind === 'fee' && !others.closed) total -= BigInt(others.list[index].value);
      else total = total * 2n ** fee;
    }
    try { check(total); } catch (error) { throw new RangeError(\`no \${total} at \${envelope.id}\`); } finally { done(); }
    return [...keys(others)].some((key) => key in envelope) ? typeof total : /[a-z]+/u.exec(envelope.id) ?? total;
  }`;
  const expected = JSON.stringify(prints(step(text)));
  const { ts } = openFiles({ read: () => undefined });
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  const spots: [start: number, end: number][] = [];
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) spots.push([scanner.getTokenStart(), scanner.getTokenEnd()]);
  const same = new Set<string>();
  let tried = 0;
  for (const [start, end] of spots) {
    for (const other of ['', 'x', '0n', "'s'", '+', '-', '!', '...', '?.', 'let', '===', '||', ';', 'typeof', 'x,']) {
      const token = text.slice(start, end);
      if (other === token) continue;
      const edited = `${text.slice(0, start)} ${other} ${text.slice(end)}`;
      const file = ts.createSourceFile('x.ts', `const x = ${edited};`, ts.ScriptTarget.Latest, true);
      // What does not parse is no program.
      if (Reflect.get(file, 'parseDiagnostics').length > 0) continue;
      tried += 1;
      if (JSON.stringify(prints(step(edited))) === expected) same.add(`${token} → ${other}`);
    }
  }
  expect(tried).toBeGreaterThan(300);
  // A semicolon before a line's end says nothing, and neither does that a value is not null.
  expect([...same]).toEqual(['; → ', '; → !']);
});
