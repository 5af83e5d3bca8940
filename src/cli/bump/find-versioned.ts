import type { Span } from '../../diagnostics/span.js';
import type { Event, Model, NamedType } from '../../model/model.js';
import { findDeclaration } from '../../model/find-declaration.js';

/** A declaration that can have another version. */
export interface Versioned {
  /** As people call it: `Cart.ItemAdded`. */
  readonly label: string;
  /** Keys from the root of its file. */
  readonly path: readonly string[];
  /** Where its name stands. */
  readonly span: Span;
  /** How many versions it has. */
  readonly versions: number;
}

/** A declaration that can have another version, or why there is none of that name. */
export type VersionedSearch =
  | { readonly found: Versioned }
  | { readonly problem: string; readonly help?: string | undefined };

export function findVersioned(model: Model, query: string): VersionedSearch {
  if (query.includes('@')) {
    const help = `write \`${query.replace(/@.*$/u, '')}\``;
    return { problem: 'the next version is a copy of the newest, so none is named', help };
  }
  const search = findDeclaration(model, query);
  if ('problem' in search) return search;
  const { found } = search;
  switch (found.kind) {
    case 'event':
      return ofEvent(found.event, found.aggregate.name);
    case 'type':
      return ofType(found.type);
    case 'aggregate': {
      const { name, events } = found.aggregate;
      const bumped = events.filter(({ retired }) => retired === undefined).map((event) => `\`${name}.${event.name}\``);
      return {
        problem: `${name} is an aggregate, and its events have the versions`,
        help: bumped.length === 0 ? undefined : `write ${bumped.join(' or ')}`,
      };
    }
    case 'projection':
      return {
        problem: `${found.projection.name} is a projection, and has no versions`,
        help: 'it is rebuilt when it changes, so it is edited in place',
      };
  }
}

function ofEvent({ name, span, versions, retired }: Event, aggregate: string): VersionedSearch {
  const label = `${aggregate}.${name}`;
  if (retired === undefined)
    return {
      found: { label, span, path: ['aggregates', aggregate, 'events', name], versions: versions.length },
    };
  return {
    problem: `${label} is retired (${placeOf(retired.span)}), so no version of it will be written any more`,
    help: 'declare a new event, or take `retired` away',
  };
}

function ofType({ name, span, versioned, versions }: NamedType): VersionedSearch {
  if (versioned) return { found: { label: name, span, path: ['types', name], versions: versions.length } };
  return {
    problem: `${name} has no versions (${placeOf(span)}): whatever uses it means its one shape`,
    help: `write what it is under \`versions: { 1: … }\`, and \`${name}@1\` wherever it is used`,
  };
}

export function placeOf({ path, line, column }: Span): string {
  return `${path}:${line}:${column}`;
}
