import type { Span } from '../diagnostics/span.js';
import type { Step } from '../model/model.js';
import { underlying } from '../model/type-lookup.js';
import type { Field } from '../model/type.js';
import type { PlanScope } from './plan-scope.js';
import { rulePaths } from './rule-reads.js';

/** Of records that a step takes apart, the members that it leaves behind, by the record's name. */
export type Leftovers = ReadonlyMap<string, readonly Leftover[]>;

export interface Leftover {
  readonly path: readonly string[];
  /** Where the member is declared. */
  readonly span: Span;
}

/** What rules like `from: address.city` leave of a record of the version before that nothing carries as a whole. */
export function unreadMembers(
  before: { readonly fields: readonly Field[] },
  after: { readonly fields: readonly Field[] },
  step: Step,
  { types }: PlanScope,
): Leftovers {
  const paths = [...step.from.values()].flatMap((rule) => rulePaths(rule).map(({ names }) => names));
  const kept = new Set(after.fields.map(({ name }) => name));
  const leftovers = new Map<string, readonly Leftover[]>();
  for (const field of before.fields) {
    const { name } = field;
    const isCarriedWhole = step.from.has(name) ? step.from.get(name)?.kind === 'custom' : kept.has(name);
    // One that no path leads into goes nowhere, which is reported as such.
    if (isCarriedWhole || !paths.some(([first]) => first === name)) continue;
    const left = unread([name], field);
    if (left.length > 0) leftovers.set(name, left);
  }
  return leftovers;

  function unread(path: readonly string[], field: Field): Leftover[] {
    if (paths.some((read) => read.length <= path.length && read.every((name, at) => name === path[at]))) return [];
    const type = underlying(field.type, types);
    const isTakenApart = paths.some((read) => path.every((name, at) => name === read[at]));
    if (type.kind !== 'record' || !isTakenApart) return [{ path, span: field.span }];
    return type.fields.flatMap((member) => unread([...path, member.name], member));
  }
}
