import { brokenBounds, intersect, kindRange, type Range, sizeRange, valueRange } from './range.js';
import type { EnumType, Type } from './type.js';

/**
 * The first check of a target's layers that a value which satisfies the source's layers may fail, in words; `undefined`
 * where every one passes. The kinds are equal, or the source's is one that widens into the target's.
 */
export function tightening(from: readonly [Type, ...Type[]], to: readonly [Type, ...Type[]]): string | undefined {
  return (
    rangeTightening(intersect([kindRange(from[0].kind), valueRange(from)]), valueRange(to), 'min', 'max') ??
    sizeTightening(from, to) ??
    scaleTightening(from, to) ??
    textTightening(from, to) ??
    (isUnique(to) && !isUnique(from) ? 'unique items are asked for' : undefined)
  );
}

function rangeTightening(from: Range, to: Range, lower: string, upper: string): string | undefined {
  const broken = brokenBounds(from, to);
  if (broken.lower)
    return `${to.lower?.exclusive === true ? 'more than' : lower} ${String(to.lower?.value)} is asked for`;
  if (broken.upper)
    return `${to.upper?.exclusive === true ? 'less than' : upper} ${String(to.upper?.value)} is asked for`;
  return undefined;
}

function sizeTightening(from: readonly [Type, ...Type[]], to: readonly [Type, ...Type[]]): string | undefined {
  const [lower, upper] = to[0].kind === 'list' ? ['minItems', 'maxItems'] : ['minLength', 'maxLength'];
  return rangeTightening(sizesOf(from), positive(sizeRange(to)), lower, upper);
}

/** `minLength: 0` says nothing. */
function positive(range: Range): Range {
  return range.lower?.value === 0 ? { upper: range.upper } : range;
}

/** How long the text of a value is when it is read as a string. */
function sizesOf(layers: readonly [Type, ...Type[]]): Range {
  const [base] = layers;
  switch (base.kind) {
    case 'uuid':
      return exactly(36);
    case 'date':
      return exactly(10);
    case 'enum':
      return memberSizes(base);
    default:
      return sizeRange(layers);
  }
}

function memberSizes({ members }: EnumType): Range {
  const lengths = members.map((member) => [...member].length);
  return {
    lower: {
      value: lengths.reduce((shortest, length) => Math.min(shortest, length), Number.MAX_SAFE_INTEGER),
      exclusive: false,
    },
    upper: { value: lengths.reduce((longest, length) => Math.max(longest, length), 0), exclusive: false },
  };
}

function exactly(length: number): Range {
  return { lower: { value: length, exclusive: false }, upper: { value: length, exclusive: false } };
}

function scaleTightening(from: readonly Type[], to: readonly Type[]): string | undefined {
  const wanted = leastScale(to);
  if (wanted === undefined) return undefined;
  const given = from.some(({ kind }) => kind === 'int' || kind === 'long') ? 0 : leastScale(from);
  return given === undefined || given > wanted ? `scale ${wanted} is asked for` : undefined;
}

function leastScale(layers: readonly Type[]): number | undefined {
  const scales = layers.flatMap((layer) =>
    layer.kind === 'decimal' && layer.scale !== undefined ? [layer.scale] : [],
  );
  return scales.length === 0 ? undefined : Math.min(...scales);
}

function textTightening(from: readonly [Type, ...Type[]], to: readonly Type[]): string | undefined {
  for (const layer of to) {
    if (layer.kind !== 'string') continue;
    const { pattern, format } = layer;
    if (pattern !== undefined && !from.some((other) => guarantees(other, pattern)))
      return `the pattern ${pattern} is asked for`;
    if (format !== undefined && !from.some((other) => other.kind === 'string' && other.format === format)) {
      return `the format ${format} is asked for`;
    }
  }
  return undefined;
}

function guarantees(layer: Type, pattern: string): boolean {
  if (layer.kind === 'string') return layer.pattern === pattern;
  if (layer.kind !== 'enum') return false;
  const expression = new RegExp(pattern, 'u');
  return layer.members.every((member) => expression.test(member));
}

function isUnique(layers: readonly Type[]): boolean {
  return layers.some((layer) => layer.kind === 'list' && layer.unique);
}
