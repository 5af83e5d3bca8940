import type { Reporter } from '../../diagnostics/reporter.js';
import { declaredEvents, shapeUnderName } from '../../evolution/check/released-events.js';
import type { Tree } from '../../evolution/check/rule.js';
import { fingerprint } from '../../evolution/fingerprint.js';
import type { Golden, GoldenFile } from '../../evolution/golden/golden-file.js';
import { type Lock, lockOf, versionLineOf } from '../../evolution/lock.js';
import type { Aggregate } from '../../model/model.js';
import { aggregateIn, type OpenContext, openAggregateIn, type OpenedContext } from '../open-context.js';
import { type GoldenSubject, openFold } from './golden-subject.js';
import { readGolden } from './read-golden.js';

export interface GoldenCheck {
  readonly golden: Golden;
  readonly lock: Lock;
  /** What generated code is run with. */
  readonly open: OpenContext;
}

/** Reads the golden streams with what would be generated, and reports those that come to something else than before. */
export function checkGolden(tree: Tree, { golden, lock, open }: GoldenCheck, reporter: Reporter): void {
  const files = [...golden.values()].map((file) => withoutEdited(file, tree, lock));
  for (const context of tree.model.contexts) {
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

/** Of a version that is not what was released, that is said already; its stream is of the other one. */
function withoutEdited(file: GoldenFile, tree: Tree, lock: Lock): GoldenFile {
  const declared = declaredEvents(tree).find(
    ({ context, aggregate, event }) =>
      context.name === file.context &&
      aggregate.name === file.aggregate &&
      [event.name, ...event.was].includes(file.event),
  );
  const isEdited = (number: number): boolean => {
    const version = declared?.event.versions.find((each) => each.number === number);
    const released = versionLineOf(lockOf(lock, file), number);
    if (declared === undefined || version === undefined || released === undefined) return false;
    return fingerprint(shapeUnderName(declared, version, file.event)) !== released.shapePrint;
  };
  return { ...file, lines: file.lines.filter((line) => line.kind !== 'stream' || !isEdited(line.version)) };
}

/** An aggregate as it is without what is hand-written. */
export function goldenSubject(opened: OpenedContext, aggregate: Aggregate): GoldenSubject {
  const emit = aggregateIn(opened, aggregate);
  return { emit, opened: openAggregateIn(opened, aggregate, undefined), fold: openFold(emit, opened.code) };
}
