import type { Reporter } from '../diagnostics/reporter.js';
import type { FieldSyntax, FileSyntax } from '../language/syntax.js';
import { mergeFiles, type ContextSyntax } from './merge-files.js';
import type { Aggregate, Context, Model } from './model.js';
import { resolveAggregate } from './resolve-aggregate.js';
import { resolveField } from './resolve-type.js';
import { resolveProjection } from './resolve-projection.js';
import { resolveTypes } from './resolve-types.js';
import type { Scope } from './scope.js';
import { quoted } from './type-text.js';
import type { Field } from './type.js';

/** Metadata that every event may carry without a declaration. */
const commonMetadata: ReadonlySet<string> = new Set(['correlationId', 'causationId', 'traceparent']);

/**
 * Looks every name up and checks every type. What is wrong is reported, each mistake once; the model that comes back is
 * then good for finding further mistakes, and for nothing else.
 */
export function resolveModel(files: readonly FileSyntax[], reporter: Reporter): Model {
  const contexts = mergeFiles(files, reporter).map((context) => resolveContext(context, reporter));
  reportCategories(contexts, reporter);
  return { contexts };
}

function resolveContext(syntax: ContextSyntax, reporter: Reporter): Context {
  const scope = resolveTypes(syntax.types, syntax.name, syntax.malformed, reporter);
  const aggregates = syntax.aggregates.map((each) => resolveAggregate(each.syntax, each.events, each.source, scope));
  const byName = new Map(aggregates.map((aggregate) => [aggregate.name, aggregate]));
  return {
    name: syntax.name,
    annotations: syntax.annotations,
    sources: syntax.sources,
    metadata: syntax.metadata.flatMap((field) => resolveMetadata(field, scope)),
    types: scope.types,
    aggregates,
    projections: syntax.projections.map((each) => resolveProjection(each.syntax, byName, each.source, scope)),
    malformed: syntax.malformed,
  };
}

function resolveMetadata(syntax: FieldSyntax, scope: Scope): readonly Field[] {
  const field = resolveField(syntax, scope);
  const label = quoted(field.name);
  if (commonMetadata.has(field.name)) {
    scope.reporter.report('METADATA_RESERVED', field.span, `every event may carry ${label} already`, {
      help: 'leave it out',
    });
    return [];
  }
  if (!field.optional) {
    scope.reporter.report(
      'METADATA_REQUIRED',
      field.span,
      `${label} must be optional: metadata is what an event may carry`,
      {
        help: 'write `?` after its type',
      },
    );
  }
  return [{ ...field, optional: true }];
}

/** Two aggregates in one category would read each other's streams. */
function reportCategories(contexts: readonly Context[], reporter: Reporter): void {
  const taken = new Map<string, Aggregate>();
  for (const aggregate of contexts.flatMap((context) => context.aggregates)) {
    const { category } = aggregate.stream;
    const other = taken.get(category);
    if (other === undefined) {
      taken.set(category, aggregate);
      continue;
    }
    const same = other.context === aggregate.context;
    const whose = same ? quoted(other.name) : `${quoted(other.name)} of context ${quoted(other.context)}`;
    reporter.report(
      'CATEGORY_TAKEN',
      aggregate.span,
      `the streams of ${quoted(aggregate.name)} and of ${whose} have one category, ${quoted(category)}`,
      {
        severity: same ? 'error' : 'warning',
        related: [{ message: `${quoted(other.name)} is declared here`, span: other.span }],
        help: same
          ? `write another \`stream:\`, like \`"${aggregate.name}-{id}"\``
          : 'that is harmless only as long as the two contexts do not share a store',
      },
    );
  }
}
