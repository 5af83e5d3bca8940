import type { Context } from '../../../model/model.js';
import { fieldNamed, type Types } from '../../../model/type-lookup.js';
import { quoted } from '../../../model/type-text.js';
import type { Field } from '../../../model/type.js';
import { renamed, withTypesRenamed } from '../../../model/with-types-renamed.js';
import type { Conversion } from '../../plan.js';
import { widen } from '../../widen.js';
import type { CheckInput, Rule } from '../rule.js';

/** Metadata has no versions: what is stored of it is read as it is declared now, or cannot be read. */
export const metadataChanged: Rule = {
  of: ['sound'],
  run(input, report) {
    for (const { context, old } of releasedContexts(input)) {
      const types = new Map([...context.types, ...withTypesRenamed(old.types, asBefore)]);
      for (const field of context.metadata) {
        const before = fieldNamed(old.metadata, field.name);
        const reason = before && misfit(before, field, types);
        if (before === undefined || reason === undefined) continue;
        const name = quoted(field.name);
        report(
          field.span,
          `the metadata field ${name} is not what it was at ${input.base?.label}: ${reason}, and events that carry such a one cannot be read any more`,
          { help: `leave ${name} as it was, and declare what is new under another name` },
        );
      }
    }
  },
};

/** No author can write such a name. */
function asBefore(name: string): string {
  return `${name} as it was`;
}

interface ReleasedContext {
  readonly context: Context;
  readonly old: Context;
}

function releasedContexts({ model, base }: CheckInput): readonly ReleasedContext[] {
  if (base?.tree === undefined) return [];
  const contexts = new Map(base.tree.model.contexts.map((context) => [context.name, context]));
  const released = new Set([...base.lock.values()].map(({ context }) => context));
  return model.contexts.flatMap((context) => {
    const old = contexts.get(context.name);
    return old === undefined || !released.has(context.name) ? [] : [{ context, old }];
  });
}

/** Why a stored value of the field may be none any more. */
function misfit(before: Field, { type }: Field, types: Types): string | undefined {
  const widening = widen(renamed(before.type, asBefore), type, types);
  if (!widening.fits) return widening.reason;
  if (widening.tightened !== undefined) return widening.tightened;
  return isStoredAlike(widening.conversion) ? undefined : 'it is stored in another form';
}

/** Whether the JSON of a value is the same before and after. */
function isStoredAlike(conversion: Conversion): boolean {
  switch (conversion.kind) {
    case 'same':
    case 'cast':
    case 'timestampToString':
      return true;
    case 'intToLong':
    case 'longToNumber':
    case 'named':
      return false;
    case 'nullable':
      return isStoredAlike(conversion.inner);
    case 'list':
      return isStoredAlike(conversion.element);
    case 'map':
      return isStoredAlike(conversion.value);
    case 'record':
      return conversion.fields.every((field) => isStoredAlike(field.conversion));
    case 'union':
      return conversion.members.every(({ fields }) => fields.every((field) => isStoredAlike(field.conversion)));
  }
}
