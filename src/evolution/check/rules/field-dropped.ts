import type { DropSyntax } from '../../../language/syntax.js';
import { fieldNamed } from '../../../model/type-lookup.js';
import { quoted } from '../../../model/type-text.js';
import type { Field } from '../../../model/type.js';
import { namedConversions } from '../../named-conversions.js';
import { type NewVersion, newVersions } from '../new-versions.js';
import type { Report, Rule } from '../rule.js';

export const fieldDropped: Rule = {
  of: ['sound'],
  run(input, report) {
    for (const change of newVersions(input)) {
      const { event, version, before } = change;
      const [old, now] = [`${event.name}@${before.number}`, `@${version.number}`];
      reportDrops(version.step?.drops ?? [], { fields: before.shape.fields, old, now, pin: before.number }, report);
      reportTypeDrops(change, report);
    }
  },
};

interface Dropping {
  /** Those of the version before. */
  readonly fields: readonly Field[];
  readonly old: string;
  readonly now: string;
  /** The version of the event that still has it. */
  readonly pin: number;
}

function reportDrops(drops: readonly DropSyntax[], { fields, old, now, pin }: Dropping, report: Report): void {
  for (const { field, reason, refill } of drops) {
    const before = fieldNamed(fields, field.text);
    const because = reason === undefined ? '' : ` (${quoted(reason)})`;
    report(
      field.span,
      `${quoted(field.text)} of ${old} is dropped by ${now}${because}: who still reads it has nothing to read`,
      {
        related: before === undefined ? [] : [{ message: `${quoted(field.text)} is declared here`, span: before.span }],
        help: `deploy everything that reads it without it first; until then, write \`pin: ${pin}\` at the event${
          before?.optional === false && refill === undefined
            ? `, and \`drop: { ${field.text}: { refill: { const: … } } }\``
            : ''
        }`,
      },
    );
  }
}

/** What the steps of named types drop that the step of the event goes by. */
function reportTypeDrops({ context, before: pinned, version, event, plan }: NewVersion, report: Report): void {
  for (const { name, from, to } of namedConversions(plan)) {
    const type = context.types.get(name);
    for (const before of type?.versions.slice(from - 1, to - 1) ?? []) {
      const after = type?.versions[before.number];
      if (after === undefined || before.type.kind !== 'record') continue;
      const now = `@${after.number}, used by ${event.name}@${version.number}`;
      const old = `${name}@${before.number}`;
      reportDrops(after.step?.drops ?? [], { fields: before.type.fields, old, now, pin: pinned.number }, report);
    }
  }
}
