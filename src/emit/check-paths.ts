import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import type { Context } from '../model/model.js';
import type { Collisions, Declared } from './collisions.js';
import { type ContextNames, named } from './names.js';
import { isDevice } from './reserved-names.js';

/** A file or folder that one declaration has for itself. */
interface Place extends Declared {
  /** Without an ending, below the output folder. */
  readonly path: string;
}

/** Reports declarations that would be written to one place, or to one that a file system does not have. */
export function checkPaths(context: Context, names: ContextNames, collisions: Collisions, reporter: Reporter): void {
  const projections = `${context.name}/projections`;
  const places = placesOf(context, names);
  const first = new Map<string, Place>();
  for (const place of places) {
    const { path, subject, span } = place;
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (isDevice(name)) {
      reporter.report(
        'NAME_RESERVED',
        span,
        `${subject} would be written to ${path}, and Windows takes ${name} for a device`,
        {
          help: `rename ${subject}`,
        },
      );
    } else if (path === projections) {
      reporter.report(
        'NAME_RESERVED',
        span,
        `${subject} would be written to ${path}, where the projections of the context are`,
        {
          help: `rename ${subject}`,
        },
      );
    }
    const taken = first.get(path);
    if (taken === undefined) first.set(path, place);
    else collisions.report(place, taken, `${subject} would be written to ${path}, as is ${taken.subject}`);
  }
}

function placesOf(context: Context, names: ContextNames): readonly Place[] {
  return [
    { path: context.name, subject: `the context "${context.name}"`, span: startOf(context.sources[0] ?? '') },
    ...context.aggregates.map(({ name, span }) => {
      const { index } = named(names.aggregates, name).paths;
      return { path: index.slice(0, index.lastIndexOf('/')), subject: `the aggregate "${name}"`, span };
    }),
    ...context.projections.map(({ name, span }) => ({
      path: named(names.projections, name).path,
      subject: `the projection "${name}"`,
      span,
    })),
  ];
}
