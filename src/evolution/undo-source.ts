import type { Json } from '../language/syntax.js';
import { checkValue } from '../model/check-literal.js';
import { mayBeNull, type Types, underlying, withoutNull } from '../model/type-lookup.js';
import type { Demand, DownSource, PlainRead } from './down-plan.js';
import { invertConversion } from './invert-conversion.js';
import type { Assignment, Source } from './plan.js';

/** What a part of the newer data says of the older data: the value at a path. */
export interface Undone {
  readonly older: readonly string[];
  readonly source: DownSource;
  /** What the part must be, if another part has told of that value; `undefined` where the author says it. */
  readonly demand: Demand | undefined;
}

export interface Undoing {
  readonly undone: readonly Undone[];
  /** Parts that nothing older tells of: they must be as the step makes them. */
  readonly demands: readonly Demand[];
  /** Parts that several older values become. */
  readonly merged: readonly Extract<Demand, { readonly kind: 'image' }>[];
}

const nothing: Undoing = { undone: [], demands: [], merged: [] };

/** What undoes a rule, by which it made the part of the newer data at `path`. */
export function undoSource(
  made: Omit<Assignment, 'field' | 'checked'>,
  path: readonly string[],
  types: Types,
): Undoing {
  const { source, type, optional } = made;
  const read: PlainRead = { path, type };
  const by = (older: readonly string[], undoing: DownSource): Undoing => ({
    ...nothing,
    undone: [{ older, source: undoing, demand: { kind: 'agree', path, source: undoing, older } }],
  });
  switch (source.kind) {
    case 'read':
      return by(source.read.path, { kind: 'read', read, conversion: invertConversion(source.conversion) });
    case 'enumMap': {
      const { map } = source;
      const older = source.read.path;
      if (new Set(map.map(([, image]) => image)).size < map.length)
        return { ...nothing, merged: [{ kind: 'image', path, map, older }] };
      return by(older, { kind: 'enumMap', read, map: map.map(([member, image]) => [image, member]) });
    }
    case 'wrap':
      return by(source.read.path, { kind: 'only', read, conversion: invertConversion(source.conversion) });
    case 'first':
      return undoFirst(source, read, types);
    case 'parse':
      return by(source.read.path, { kind: 'format', read, from: source.to });
    case 'format':
      return by(source.read.path, { kind: 'parse', read, to: source.from });
    case 'record':
      return undoRecord(source.members, optional || mayBeNull(type, types), path, types);
    case 'const':
      return { ...nothing, demands: [{ kind: 'equal', path, value: source.value }] };
    case 'absent':
      return { ...nothing, demands: [{ kind: 'absent', path }] };
    // The envelope will be what the store makes it; what is made by hand is undone by hand.
    case 'envelope':
    case 'custom':
      return nothing;
  }
}

function undoFirst(source: Extract<Source, { kind: 'first' }>, read: PlainRead, types: Types): Undoing {
  const conversion = invertConversion(source.conversion);
  const older = source.read.path;
  const { path } = read;
  const item: DownSource = { kind: 'read', read, conversion };
  const otherwise = source.else?.kind === 'const' ? { otherwise: source.else.value } : {};
  const list: DownSource = { kind: 'wrap', read, conversion, ...emptied(source, types) };
  return { ...nothing, undone: [{ older, source: list, demand: { kind: 'first', path, item, older, ...otherwise } }] };
}

/** What stands for an empty list, where it could be no item of one. */
function emptied({ read, else: otherwise }: Extract<Source, { kind: 'first' }>, types: Types): { empty?: Json } {
  const list = underlying(withoutNull(read.type, types), types);
  if (otherwise?.kind !== 'const' || list.kind !== 'list') return {};
  const { value } = otherwise;
  return checkValue(value, list.element, types).ok ? {} : { empty: value };
}

/** @param mayMiss whether the newer version may go without the record, which the step always makes. */
function undoRecord(members: readonly Assignment[], mayMiss: boolean, path: readonly string[], types: Types): Undoing {
  const parts = members.map((member) => undoSource(member, [...path, member.field], types));
  const presence: readonly Demand[] = mayMiss ? [{ kind: 'present', path }] : [];
  return {
    undone: parts.flatMap(({ undone }) => undone),
    demands: [...presence, ...parts.flatMap(({ demands }) => demands)],
    merged: parts.flatMap(({ merged }) => merged),
  };
}
