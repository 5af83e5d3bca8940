import type { Reporter } from '../diagnostics/reporter.js';
import type { Span } from '../diagnostics/span.js';
import type {
  AggregateSyntax,
  Annotations,
  EventSyntax,
  FieldSyntax,
  FileSyntax,
  NameSyntax,
  ProjectionSyntax,
} from '../language/syntax.js';
import type { DeclaredType } from './resolve-types.js';
import { quoted } from './type-text.js';

/** What all files of one context declare, each name once. */
export interface ContextSyntax {
  readonly name: string;
  readonly annotations: Annotations;
  readonly sources: readonly string[];
  readonly metadata: readonly FieldSyntax[];
  readonly types: readonly DeclaredType[];
  readonly aggregates: readonly {
    readonly syntax: AggregateSyntax;
    readonly events: readonly EventSyntax[];
    readonly source: string;
  }[];
  readonly projections: readonly { readonly syntax: ProjectionSyntax; readonly source: string }[];
  readonly malformed: ReadonlySet<string>;
}

/** Puts the files of each context together. Of two declarations of one name the first, by file and line, wins. */
export function mergeFiles(files: readonly FileSyntax[], reporter: Reporter): readonly ContextSyntax[] {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const contexts = new Map<string, FileSyntax[]>();
  for (const file of sorted) {
    const group = contexts.get(file.context.text);
    if (group === undefined) contexts.set(file.context.text, [file]);
    else group.push(file);
  }
  return [...contexts].map(([name, group]) => mergeContext(name, group, reporter));
}

function mergeContext(name: string, files: readonly FileSyntax[], reporter: Reporter): ContextSyntax {
  const names = nameTable(reporter);
  const fields = nameTable(reporter);
  return {
    name,
    annotations: mergeAnnotations(name, files, reporter),
    sources: files.map(({ path }) => path),
    metadata: files.flatMap(({ metadata }) => metadata.filter((field) => fields.claim(field.name, 'a metadata field'))),
    types: files.flatMap(({ types, path }) =>
      types.filter((type) => names.claim(type.name, 'a type')).map((syntax) => ({ syntax, source: path })),
    ),
    aggregates: files.flatMap(({ aggregates, path }) =>
      aggregates
        .filter((aggregate) => names.claim(aggregate.name, 'an aggregate'))
        .map((syntax) => ({ syntax, events: claimEvents(syntax, names), source: path })),
    ),
    projections: files.flatMap(({ projections, path }) =>
      projections
        .filter((projection) => names.claim(projection.name, 'a projection'))
        .map((syntax) => ({ syntax, source: path })),
    ),
    malformed: new Set(files.flatMap(({ malformed }) => [...malformed])),
  };
}

/** An event's former names are claimed too: what is stored under one of them is read as this event, and as no other. */
function claimEvents({ events }: AggregateSyntax, names: NameTable): readonly EventSyntax[] {
  return events
    .filter((event) => names.claim(event.name, 'an event'))
    .map((event) => ({
      ...event,
      was: event.was.filter((old) => names.claim(old, `a former name of ${quoted(event.name.text)}`)),
    }));
}

interface NameTable {
  /** Whether the name is free; it is taken from now on. If it was taken already, that is reported. */
  claim(name: NameSyntax, as: string): boolean;
}

function nameTable(reporter: Reporter): NameTable {
  const taken = new Map<string, { readonly as: string; readonly span: Span }>();
  return {
    claim({ text, span }, as) {
      const other = taken.get(text);
      if (other === undefined) {
        taken.set(text, { as, span });
        return true;
      }
      reporter.report('NAME_TAKEN', span, `${quoted(text)} is ${other.as} already`, {
        related: [{ message: 'it is declared here', span: other.span }],
      });
      return false;
    },
  };
}

function mergeAnnotations(name: string, files: readonly FileSyntax[], reporter: Reporter): Annotations {
  const described = files.filter(({ annotations }) => annotations.description !== undefined);
  const [first, ...others] = described;
  for (const other of others) {
    if (first === undefined || other.annotations.description === first.annotations.description) continue;
    reporter.report(
      'DESCRIPTION_CLASH',
      other.context.span,
      `context ${quoted(name)} is described in two files, and this one is not used`,
      {
        severity: 'warning',
        related: [{ message: 'it is described here', span: first.context.span }],
        help: 'describe the context in one of its files',
      },
    );
  }
  return Object.assign({}, ...files.toReversed().map(({ annotations }) => annotations)) satisfies Annotations;
}
