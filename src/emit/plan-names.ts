import type { Reporter } from '../diagnostics/reporter.js';
import type { Model } from '../model/model.js';
import { checkFieldNames } from './check-field-names.js';
import { checkPaths } from './check-paths.js';
import { checkSqlNames } from './check-sql-names.js';
import { type Collisions, createCollisions } from './collisions.js';
import { type Claim, claimsOf } from './name-claims.js';
import { contextNames, type ContextNames } from './names.js';
import { whyReserved } from './reserved-names.js';

/** By the context's name. */
export type Names = ReadonlyMap<string, ContextNames>;

/** Decides every name and path of what will be generated, and reports those that cannot be had. */
export function planNames(model: Model, reporter: Reporter): Names {
  const planned = new Map<string, ContextNames>();
  for (const context of model.contexts) {
    const names = contextNames(context);
    planned.set(context.name, names);
    const collisions = createCollisions(reporter);
    checkPaths(context, names, collisions, reporter);
    checkClaims(claimsOf(context, names), collisions, reporter);
    checkFieldNames(context, reporter);
    checkSqlNames(context, reporter);
  }
  return planned;
}

function checkClaims(claims: readonly Claim[], collisions: Collisions, reporter: Reporter): void {
  const first = new Map<string, Claim>();
  for (const claim of claims) {
    const { name, scope, what, span, subject } = claim;
    const reason = whyReserved(claim);
    if (reason !== undefined) {
      reporter.report('NAME_RESERVED', span, `${what} would be called ${name} in TypeScript, ${reason}`, {
        help: `rename ${subject}`,
      });
      continue;
    }
    const key = `${scope}\n${name}`;
    const taken = first.get(key);
    if (taken === undefined) first.set(key, claim);
    else collisions.report(claim, taken, `${what} would be called ${name} in TypeScript, as is ${taken.what}`);
  }
}
