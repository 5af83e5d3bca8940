import { suggest } from '../diagnostics/did-you-mean.js';
import type {
  Aggregate,
  Context,
  Event,
  EventVersion,
  Model,
  NamedType,
  NamedTypeVersion,
  Projection,
} from './model.js';

/** Something in a model that has a name. */
export type Declaration =
  | { readonly kind: 'type'; readonly context: Context; readonly type: NamedType; readonly version: NamedTypeVersion }
  | {
      readonly kind: 'event';
      readonly context: Context;
      readonly aggregate: Aggregate;
      readonly event: Event;
      readonly version: EventVersion;
    }
  | { readonly kind: 'aggregate'; readonly context: Context; readonly aggregate: Aggregate }
  | { readonly kind: 'projection'; readonly context: Context; readonly projection: Projection };

/** A declaration, or what is wrong with the name that was given for it. */
export type Search = { readonly found: Declaration } | { readonly problem: string; readonly help?: string };

/**
 * Looks `ItemAdded`, `Cart.ItemAdded@2`, `Money@1`, `Cart`, `CartSummary` up; `shop/Cart` where contexts share a name.
 * Without a version, the newest is meant.
 */
export function findDeclaration(model: Model, query: string): Search {
  const parts = /^(?:([^/@]+)\/)?(?:([^/.@]+)\.)?([^/.@]+)(?:@(\d+))?$/u.exec(query.trim());
  if (parts === null)
    return { problem: `"${query}" is no name`, help: 'write `Cart.ItemAdded@2`, `Money`, `Cart` or `CartSummary`' };
  const [, contextName, owner, name, number] = parts;

  const all = model.contexts.flatMap(namesOf);
  const [entry, other] = all.filter(
    (each) =>
      each.name === name &&
      (owner === undefined || each.owner === owner) &&
      (contextName === undefined || each.context.name === contextName),
  );
  if (entry === undefined) return unknown(query, all);
  if (other !== undefined) {
    const same = all.filter((each) => each.name === name).map(labelOf);
    return {
      problem: `"${query}" may be ${same.map((label) => `"${label}"`).join(' or ')}`,
      help: 'write one of them',
    };
  }
  return entry.take(number === undefined ? undefined : Number(number));
}

interface Named {
  readonly context: Context;
  /** The aggregate that an event belongs to. */
  readonly owner: string | undefined;
  readonly name: string;
  readonly take: (version: number | undefined) => Search;
}

function namesOf(context: Context): readonly Named[] {
  const unversioned = (name: string, found: Declaration): Named => ({
    context,
    owner: undefined,
    name,
    take: (version) => (version === undefined ? { found } : { problem: `"${name}" has no versions` }),
  });
  return [
    ...[...context.types.values()].map((type): Named => ({
      context,
      owner: undefined,
      name: type.name,
      take: (number) =>
        takeVersion(type.name, type.versions, number, (version) => ({ kind: 'type', context, type, version })),
    })),
    ...context.aggregates.flatMap((aggregate) => [
      unversioned(aggregate.name, { kind: 'aggregate', context, aggregate }),
      ...aggregate.events.map((event): Named => ({
        context,
        owner: aggregate.name,
        name: event.name,
        take: (number) =>
          takeVersion(event.name, event.versions, number, (version) => ({
            kind: 'event',
            context,
            aggregate,
            event,
            version,
          })),
      })),
    ]),
    ...context.projections.map((projection) =>
      unversioned(projection.name, { kind: 'projection', context, projection }),
    ),
  ];
}

function takeVersion<Version extends { readonly number: number }>(
  name: string,
  versions: readonly Version[],
  number: number | undefined,
  found: (version: Version) => Declaration,
): Search {
  const version = number === undefined ? versions.at(-1) : versions.find((each) => each.number === number);
  if (version !== undefined) return { found: found(version) };
  return {
    problem: `"${name}" has no version ${number}`,
    help: versions.length === 1 ? 'it has version 1' : `it has versions 1 to ${versions.length}`,
  };
}

function unknown(query: string, all: readonly Named[]): Search {
  const bare = query.replace(/@\d+$/u, '');
  const near = suggest(
    bare,
    all.flatMap((each) => [
      each.name,
      ...(each.owner === undefined ? [] : [`${each.owner}.${each.name}`]),
      labelOf(each),
    ]),
  );
  return {
    problem: `nothing is called "${query}"`,
    ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
  };
}

function labelOf({ context, owner, name }: Named): string {
  return `${context.name}/${owner === undefined ? name : `${owner}.${name}`}`;
}
