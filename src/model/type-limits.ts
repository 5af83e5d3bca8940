import type { Span } from '../diagnostics/span.js';
import type { Reporter } from '../diagnostics/reporter.js';
import { components, typeAt, typeCycles, typeKey } from './type-graph.js';
import { referredVersion, type Types } from './type-lookup.js';
import { listed, quoted } from './type-text.js';
import type { Field, Type } from './type.js';

/** The most pieces that a type may have when the types that it names are written out in it, as fingerprints do. */
const mostPieces = 20_000;
/** The deepest that it may be. */
const mostDepth = 200;

/** Reports types that contain themselves, each cycle once, and says which they are. */
export function reportCycles(
  types: Types,
  reporter: Reporter,
): readonly { readonly name: string; readonly version: number }[] {
  const broken = new Map<string, { name: string; version: number }>();
  for (const edges of ['needed', 'alias'] as const) {
    for (const cycle of typeCycles(types, edges)) {
      if (cycle.some((key) => broken.has(key))) continue;
      const members = cycle.map(versionOfKey);
      for (const [index, key] of cycle.entries()) broken.set(key, members[index] ?? versionOfKey(key));
      const [first, ...others] = members.map(({ name }) => types.get(name)).filter((type) => type !== undefined);
      if (first === undefined) continue;
      const through =
        others.length === 0 ? '' : ` through ${listed(others.slice(0, 5).map(({ name }) => quoted(name)))}`;
      reporter.report('TYPE_CYCLE', first.span, `${quoted(first.name)} contains itself${through}`, {
        related: others.slice(0, 5).map(({ name, span }) => ({ message: `${quoted(name)} is declared here`, span })),
        help: 'a type may refer to itself only through an array, a map, or a field that is optional or nullable',
      });
    }
  }
  return [...broken.values()];
}

/** Reports types that are small as they stand, and huge once the types in them are written out; fills `sizes`. */
export function reportTooLarge(types: Types, reporter: Reporter, sizes: Map<string, TypeSize>): void {
  for (const component of components(types, 'all')) {
    for (const key of component) {
      const type = typeAt(key, types);
      if (type === undefined) continue;
      const declaration = types.get(versionOfKey(key).name);
      if (declaration === undefined) continue;
      const size = reportIfTooLarge(type, quoted(declaration.name), declaration.span, { types, reporter, sizes });
      // A use of one that is too large counts as one piece, so that only the first in a chain is reported.
      if (size !== undefined) sizes.set(key, size);
    }
  }
}

/** The size of a type, unless it is too large, which is reported. */
export function reportIfTooLarge(
  type: Type,
  what: string,
  span: Span,
  {
    types,
    reporter,
    sizes,
  }: { readonly types: Types; readonly reporter: Reporter; readonly sizes: ReadonlyMap<string, TypeSize> },
): TypeSize | undefined {
  const size = sizeOf(type, types, sizes);
  if (size.pieces <= mostPieces && size.depth <= mostDepth) return size;
  const much = size.depth > mostDepth ? `more than ${mostDepth} levels deep` : `of more than ${mostPieces} pieces`;
  reporter.report('TYPE_TOO_LARGE', span, `${what} is ${much} when its types are written out`);
  return undefined;
}

/** Of a type whose named types are written out; those in a cycle count as one piece. */
export interface TypeSize {
  readonly pieces: number;
  readonly depth: number;
}

function sizeOf(type: Type, types: Types, sizes: ReadonlyMap<string, TypeSize>): TypeSize {
  switch (type.kind) {
    case 'reference':
      return grown([referredVersion(type, types) === undefined ? undefined : sizes.get(typeKey(type))]);
    case 'nullable':
      return grown([sizeOf(type.inner, types, sizes)]);
    case 'list':
      return grown([sizeOf(type.element, types, sizes)]);
    case 'map':
      return grown([sizeOf(type.key, types, sizes), sizeOf(type.value, types, sizes)]);
    case 'record':
      return fieldsSize(type.fields, types, sizes);
    case 'union':
      return grown(type.members.map(({ fields }) => fieldsSize(fields, types, sizes)));
    default:
      return { pieces: 1, depth: 1 };
  }
}

function fieldsSize(fields: readonly Field[], types: Types, sizes: ReadonlyMap<string, TypeSize>): TypeSize {
  return grown(fields.map((field) => sizeOf(field.type, types, sizes)));
}

function grown(parts: readonly (TypeSize | undefined)[]): TypeSize {
  let pieces = 1;
  let depth = 0;
  for (const part of parts) {
    pieces += part?.pieces ?? 1;
    depth = Math.max(depth, part?.depth ?? 0);
  }
  return { pieces, depth: depth + 1 };
}

function versionOfKey(key: string): { name: string; version: number } {
  const at = key.lastIndexOf('@');
  return { name: key.slice(0, at), version: Number(key.slice(at + 1)) };
}
