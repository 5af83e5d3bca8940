import type { Conversion, FieldConversion } from './plan.js';

/**
 * One conversion that does what two do one after the other; `undefined` where there is none. The second may speak of
 * fields that the values before the first do not have.
 */
export function composeConversions(first: Conversion, second: Conversion): Conversion | undefined {
  if (isIdentity(first)) return first.kind === 'same' || isLeaf(second) ? strongest(first, second) : undefined;
  if (isIdentity(second)) return second.kind === 'same' || isLeaf(first) ? first : undefined;
  if (second.kind === 'nullable') {
    const inner = composeConversions(first.kind === 'nullable' ? first.inner : first, second.inner);
    return inner && (first.kind === 'nullable' ? { kind: 'nullable', inner } : inner);
  }
  switch (first.kind) {
    case 'list': {
      const element = second.kind === 'list' ? composeConversions(first.element, second.element) : undefined;
      return element && { kind: 'list', element };
    }
    case 'map': {
      const value = second.kind === 'map' ? composeConversions(first.value, second.value) : undefined;
      return value && { kind: 'map', value };
    }
    case 'named': {
      const follows = second.kind === 'named' && second.name === first.name && second.from === first.to;
      return follows ? { ...first, to: second.to } : undefined;
    }
    case 'record': {
      const fields = second.kind === 'record' ? composeFields(first.fields, second.fields) : undefined;
      return fields && { kind: 'record', fields };
    }
    case 'union':
      return second.kind === 'union' ? composeUnions(first, second) : undefined;
    default:
      return undefined;
  }
}

function isIdentity({ kind }: Conversion): boolean {
  return kind === 'same' || kind === 'cast';
}

/** Whether a brand that the value gains before or behind it is gained by it as well. */
function isLeaf({ kind }: Conversion): boolean {
  return (
    kind === 'same' ||
    kind === 'cast' ||
    kind === 'timestampToString' ||
    kind === 'intToLong' ||
    kind === 'longToNumber'
  );
}

function strongest(first: Conversion, second: Conversion): Conversion {
  return second.kind === 'same' ? first : second;
}

/** In the order of the second. */
function composeFields(
  first: readonly FieldConversion[],
  second: readonly FieldConversion[],
): readonly FieldConversion[] | undefined {
  const composed = second.flatMap(({ name, conversion }): (FieldConversion | undefined)[] => {
    const before = first.find((field) => field.name === name);
    if (before === undefined) return [];
    const both = composeConversions(before.conversion, conversion);
    return [both && { ...before, conversion: both }];
  });
  return composed.every((field) => field !== undefined) ? composed : undefined;
}

type UnionConversion = Extract<Conversion, { readonly kind: 'union' }>;

function composeUnions(first: UnionConversion, second: UnionConversion): UnionConversion | undefined {
  const members = first.members.map(({ name, fields }) => {
    const after = second.members.find((member) => member.name === name);
    const composed = after && composeFields(fields, after.fields);
    return composed && { name, fields: composed };
  });
  return members.every((member) => member !== undefined) ? { ...first, members } : undefined;
}
