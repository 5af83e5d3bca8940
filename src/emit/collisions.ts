import type { Reporter } from '../diagnostics/reporter.js';
import type { Span } from '../diagnostics/span.js';

/** Something declared in a schema, as the subject of a sentence. */
export interface Declared {
  /** `the type "Money"` */
  readonly subject: string;
  readonly span: Span;
}

/** Reports pairs of declarations that get into each other's way: each pair once, however many names they share. */
export interface Collisions {
  report(later: Declared, earlier: Declared, message: string): void;
}

export function createCollisions(reporter: Reporter): Collisions {
  const reported = new Map<Span, Set<Span>>();
  return {
    report(later, earlier, message) {
      const partners = reported.get(later.span) ?? new Set<Span>();
      if (partners.has(earlier.span) || later.span === earlier.span) return;
      reported.set(later.span, partners.add(earlier.span));
      reporter.report('NAME_COLLISION', later.span, message, {
        related: [{ message: `${earlier.subject} is declared here`, span: earlier.span }],
        help: `rename ${later.subject} or ${earlier.subject}`,
      });
    },
  };
}
