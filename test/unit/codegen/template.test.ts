import { expect, it } from 'vitest';
import { renderTemplate } from '../../../src/codegen/template.js';

it('fills a template without escaping: code is not HTML', () => {
  const view = { modules: [{ types: '{ A }', values: '', specifier: `'./a&b.js'` }] };
  expect(renderTemplate('index/index', view)).toBe(`export type { A } from './a&b.js';\n`);
});

it('throws where a view lacks what the template names', () => {
  expect(() => renderTemplate('index/index', { modules: [{ types: '{ A }', values: '' }] })).toThrow(/specifier/u);
});

it('throws where there is no such template', () => {
  expect(() => renderTemplate('nothing/here', {})).toThrow(/ENOENT/u);
});
