import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileSources } from '../../src/compile.js';
import type { EmitOptions } from '../../src/emit/emit-options.js';
import { typeErrors } from '../support/type-errors.js';

/** A schema with every kind of type, operation, id, retirement and version of a type. */
const schema = { path: 'every-kind.varve.yaml', bytes: readFileSync(join(import.meta.dirname, 'every-kind.varve.yaml')) };

it.each(['string', 'date', 'temporal'] as const)('every kind compiles, with timestamps as %s', (timestamps) => {
  const options: EmitOptions = { timestamps, importExtension: '.js' };
  const { files, diagnostics } = compileSources([schema], options);
  expect(diagnostics).toEqual([]);
  expect(files.length).toBe(33);
  expect(typeErrors(files)).toEqual([]);
  expect(compileSources([schema], options).files).toEqual(files);
});
