import type { Aggregate, Context, StreamPattern } from '../../../model/model.js';
import { tightening } from '../../../model/tightening.js';
import { layersOf } from '../../../model/type-lookup.js';
import { quoted, typeText } from '../../../model/type-text.js';
import type { Type, TypeKind } from '../../../model/type.js';
import type { CheckInput, Rule } from '../rule.js';

/** No event says in which stream it is: that is known from the aggregate alone, and not in the lock. */
export const streamChanged: Rule = {
  of: ['sound', 'complete'],
  run(input, report) {
    for (const { aggregate, before, context, old } of releasedAggregates(input)) {
      const [was, is] = [before, aggregate].map(({ stream }) => quoted(patternText(stream)));
      const related = [{ message: 'its events are here', span: aggregate.events[0]?.span ?? aggregate.span }];
      if (was !== is) {
        report(
          aggregate.span,
          `the streams of ${aggregate.name} were ${was} at ${input.base?.label}, and are ${is}: what is stored is not found any more`,
          { related, help: `write \`stream: ${was}\`` },
        );
      }
      const reason = idMisfit(before.id, old, aggregate.id, context);
      if (reason === undefined) continue;
      report(
        aggregate.span,
        `the id of ${aggregate.name} is not what it was at ${input.base?.label}: ${reason}, and streams of such ids cannot be read any more`,
        { related, help: 'restore its type: every id that there is must stay one' },
      );
    }
  },
};

interface ReleasedAggregate {
  readonly context: Context;
  readonly aggregate: Aggregate;
  readonly old: Context;
  readonly before: Aggregate;
}

/** Those of which events were released at the base: of others, nothing is stored. */
function releasedAggregates({ model, base }: CheckInput): readonly ReleasedAggregate[] {
  if (base?.tree === undefined) return [];
  const contexts = new Map(base.tree.model.contexts.map((context) => [context.name, context]));
  const files = [...base.lock.values()];
  return model.contexts.flatMap((context) => {
    const old = contexts.get(context.name);
    return context.aggregates.flatMap((aggregate) => {
      const before = old?.aggregates.find(({ name }) => name === aggregate.name);
      const isReleased = files.some((file) => file.context === context.name && file.aggregate === aggregate.name);
      return old === undefined || before === undefined || !isReleased ? [] : [{ context, aggregate, old, before }];
    });
  });
}

function patternText({ prefix, suffix }: StreamPattern): string {
  return `${prefix}{id}${suffix}`;
}

/** An id stands in a stream's name as text. */
const texts: Readonly<Partial<Record<TypeKind, ReadonlySet<TypeKind>>>> = {
  int: new Set<TypeKind>(['long', 'string']),
  long: new Set<TypeKind>(['string']),
  uuid: new Set<TypeKind>(['string']),
  enum: new Set<TypeKind>(['string']),
};

/** Why there may be an id of the old type that is none of the new. */
function idMisfit(before: Type, old: Context, now: Type, context: Context): string | undefined {
  const [given, wanted] = [layersOf(before, old.types), layersOf(now, context.types)];
  const [from, to] = [given[0], wanted[0]];
  if (from.kind !== to.kind && texts[from.kind]?.has(to.kind) !== true) return `${from.kind} is no ${to.kind}`;
  if (from.kind === 'enum' && to.kind === 'enum') {
    const lost = from.members.find((member) => !to.members.includes(member));
    if (lost !== undefined) return `${typeText(to)} has no member ${quoted(lost)}`;
  }
  return tightening(given, wanted);
}
