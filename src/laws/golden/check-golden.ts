import type { Reporter } from '../../diagnostics/reporter.js';
import type { Tree } from '../../evolution/check/rule.js';
import type { Golden } from '../../evolution/golden/golden-file.js';
import { aggregateIn, type OpenContext, openAggregateIn, type OpenedContext } from '../open-context.js';
import type { Aggregate } from '../../model/model.js';
import { type GoldenSubject, openFold } from './golden-subject.js';
import { readGolden } from './read-golden.js';

/** Reads the golden streams with what would be generated, and reports those that come to something else than before. */
export function checkGolden({ model }: Tree, golden: Golden, open: OpenContext, reporter: Reporter): void {
  const files = [...golden.values()];
  for (const context of model.contexts) {
    for (const aggregate of context.aggregates) {
      const own = files.filter((file) => file.context === context.name && file.aggregate === aggregate.name);
      if (own.length === 0) continue;
      const subject = goldenSubject(open(context), aggregate);
      for (const { span, message, version, shown } of readGolden(subject, own)) {
        reporter.report('GOLDEN_CHANGED', span, message, {
          related: [{ message: `${version.label} is declared here`, span: version.span }],
          shown,
          help: 'if the line was edited, restore it from git; if it was not, the same schema is read differently by this version of Varve: report it, with the schema',
        });
      }
    }
  }
}

/** An aggregate as it is without what is hand-written. */
export function goldenSubject(opened: OpenedContext, aggregate: Aggregate): GoldenSubject {
  const emit = aggregateIn(opened, aggregate);
  return { emit, opened: openAggregateIn(opened, aggregate, undefined), fold: openFold(emit, opened.code) };
}
