import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import type { Reporter } from '../diagnostics/reporter.js';
import type { SourceDocument } from '../source/node.js';
import { toJson } from '../source/to-json.js';
import { compileGrammar } from './compile-grammar.js';
import { describeError, type GrammarFinding } from './describe-error.js';
import { preparedGrammar } from './prepared-grammar.js';

/** How many errors of one file are looked into; the reporter shows fewer. */
const mostErrors = 500;

let loaded: ValidateFunction | undefined;

/**
 * Checks a document against the language's JSON Schema: kinds of values, keys that are unknown or missing, lists of
 * words. Reports one finding per mistake, and says how many there are.
 */
export function checkGrammar(document: SourceDocument, reporter: Reporter): number {
  const validate = (loaded ??= loadGrammar());
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

function loadGrammar(): ValidateFunction {
  return existsSync(preparedGrammar) ? createRequire(import.meta.url)(preparedGrammar) : compileGrammar();
}
