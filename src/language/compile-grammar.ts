import { createRequire } from 'node:module';
import type * as AjvModule from 'ajv';
import type { Ajv, ValidateFunction } from 'ajv';
import type * as StandaloneModule from 'ajv/dist/standalone/index.js';

const require = createRequire(import.meta.url);

/** Loading Ajv and compiling takes a fifth of a second. */
export function compileGrammar(): ValidateFunction {
  return openAjv(false).compile(grammarSchema());
}

/** The text of a CommonJS module that exports what `compileGrammar` gives, and loads in some milliseconds. */
export function grammarModule(): string {
  const standaloneCode: typeof StandaloneModule.default.default = require('ajv/dist/standalone').default;
  const ajv = openAjv(true);
  return appendErrors(standaloneCode(ajv, ajv.compile(grammarSchema())));
}

function grammarSchema(): object {
  return require('../../schemas/varve.schema.json');
}

function openAjv(source: boolean): Ajv {
  const { Ajv: Validator }: typeof AjvModule = require('ajv');
  const ajv = new Validator({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    code: { source, process: appendErrors },
  });
  ajv.addVocabulary(['defaultSnippets', 'markdownDescription']);
  return ajv;
}

/**
 * The code that Ajv generates copies all errors so far whenever a part of the schema that it calls finds another: with a
 * hundred thousand mistakes in one file that takes minutes. Appended, they take a second.
 */
function appendErrors(code: string): string {
  return code.replaceAll(
    /vErrors\.concat\((?<more>[\w.]+)\)/g,
    '$<more>.reduce((all, one) => (all.push(one), all), vErrors)',
  );
}
