import { canonicalJson } from '../../../model/canonical-json.js';
import type { EventVersion } from '../../../model/model.js';
import { versionLineOf } from '../../lock.js';
import { placeInLine, type PlacedLine } from '../../lock-file.js';
import { shapeDifferences } from '../../shape-difference.js';
import { shapePlace } from '../../shape-place.js';
import { type DeclaredEvent, keptEvents, shapeUnderName } from '../released-events.js';
import type { Report, Rule } from '../rule.js';

/** More differences than this in one version are one difference: it is another shape. */
const mostDifferences = 8;

export const versionImmutable: Rule = {
  // An edit often breaks the step behind it as well. Nobody is to be told to mend that step instead.
  of: 'shapes',
  run(input, report) {
    for (const { file, ...declared } of keptEvents(input, input.lock)) {
      for (const version of declared.event.versions) {
        const line = versionLineOf(file, version.number);
        if (line !== undefined) compareShape(declared, version, file.event, line, report);
      }
    }
  },
};

function compareShape(
  declared: DeclaredEvent,
  version: EventVersion,
  name: string,
  line: PlacedLine & { readonly kind: 'version' },
  report: Report,
): void {
  const shape = shapeUnderName(declared, version, name);
  if (canonicalJson(shape) === canonicalJson(line.shape)) return;
  const called = `${name}@${version.number}`;
  const { event, context } = declared;
  const help = `restore the released shape, and write the change as version ${event.versions.length + 1}`;
  const differences = shapeDifferences(line.shape, shape);
  for (const { path, text } of differences.slice(0, mostDifferences)) {
    const { span, used } = shapePlace(version, path, context.types);
    report(span, `${called} is released, and was edited: ${text}`, {
      related: [
        ...(used === undefined ? [] : [{ message: `it is part of ${called} here`, span: used }]),
        { message: `${called} was released as this`, span: placeInLine(line, ['shape', ...path]) },
      ],
      help,
    });
  }
  const more = differences.length - mostDifferences;
  if (more > 0 || differences.length === 0) {
    const what = more > 0 ? `${more} more differences` : 'it is not what it was';
    report(version.span, `${called} is released, and was edited: ${what}`, {
      related: [{ message: `${called} was released as this`, span: line.span }],
      help,
    });
  }
}
