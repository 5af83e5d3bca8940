import { createRequire } from 'node:module';
import type * as AjvModule from 'ajv';
import type { ValidateFunction } from 'ajv';
import type { Reporter } from '../diagnostics/reporter.js';
import type { SourceDocument } from '../source/node.js';
import { toJson } from '../source/to-json.js';
import { describeError, type GrammarFinding } from './describe-error.js';

/** How many errors of one file are looked into; the reporter shows fewer. */
const mostErrors = 500;

let compiled: ValidateFunction | undefined;

/**
 * Checks a document against the language's JSON Schema: kinds of values, keys that are unknown or missing, lists of
 * words. Reports one finding per mistake, and says how many there are.
 */
export function checkGrammar(document: SourceDocument, reporter: Reporter): number {
  const validate = (compiled ??= compileGrammar());
  if (validate(toJson(document.root)) === true) return 0;
  const findings = new Map<string, GrammarFinding>();
  for (const error of (validate.errors ?? []).slice(0, mostErrors)) {
    const finding = describeError(error, document.root);
    if (finding === undefined) continue;
    // Several keywords may complain of one thing: what is said of its kind goes before what is said of its value.
    const place = `${error.instancePath}${finding.about}`;
    const before = findings.get(place);
    if (before === undefined || finding.rank < before.rank) findings.set(place, finding);
  }
  for (const { code, span, message, help } of findings.values()) reporter.report(code, span, message, { help });
  return findings.size;
}

/** Loading and compiling takes some tens of milliseconds: only when there is something to check. */
function compileGrammar(): ValidateFunction {
  const require = createRequire(import.meta.url);
  const { Ajv }: typeof AjvModule = require('ajv');
  const schema: object = require('../../schemas/varve.schema.json');
  const code = { process: appendErrors };
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    code,
  });
  ajv.addVocabulary(['defaultSnippets', 'markdownDescription']);
  return ajv.compile(schema);
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
