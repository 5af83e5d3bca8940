import * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';
import { contains, type Range, sizeRange } from '../../model/range.js';
import { isEmail, isUri } from '../../model/text-formats.js';
import type { StringType, Type } from '../../model/type.js';
import { leafValues } from './leaf-values.js';
import type { NoValues, Values } from './values.js';

/** As long as a text gets where nothing says how long it may be. */
const huge = 1_000;
const usual = 12;

const hostile = ['', 'x', ' ', '0', '-1', 'true', 'null', '__proto__', 'constructor', 'é', '😀', '\ud800', '\n', '"\\'];
const emails = ['a@b.example', "o'neil+x@mail.example.org"];
const uris = ['urn:x', 'https://example.org/a?b=c#d', 'mailto:a@b.example'];
/** What patterns often mean, for those whose language is beyond making texts of them. */
const common = [
  'a',
  'A',
  '0',
  'AB',
  'ABC',
  'abc',
  'ABC-1',
  'A1',
  '12',
  '123',
  '1234',
  '1.5',
  '2026-01-02',
  'a b',
  'a_b',
];

/** Each code point but halves of pairs. The library's own of these makes a table of them all, which takes half a second. */
const anyCharacter = fc.nat({ max: 0x10f7ff }).map(
  (index) => String.fromCodePoint(index < 0xd800 ? index : index + 0x800),
  (character) => indexOf(character),
);

function indexOf(character: unknown): number {
  const codePoint = typeof character === 'string' ? (character.codePointAt(0) ?? 0) : -1;
  const isOne = codePoint >= 0 && String.fromCodePoint(codePoint) === character;
  if (!isOne || (codePoint >= 0xd800 && codePoint < 0xe000)) throw new Error('not one character');
  return codePoint < 0xd800 ? codePoint : codePoint - 0x800;
}

/** Texts that pass all of the checks. */
export function textValues(layers: readonly Type[]): Values | NoValues {
  const strings = layers.filter((layer) => layer.kind === 'string');
  const sizes = sizeRange(layers);
  const patterns = strings.flatMap(({ pattern }) => (pattern === undefined ? [] : [new RegExp(pattern, 'u')]));
  const isValid = (value: Json): boolean =>
    typeof value === 'string' &&
    contains(sizes, [...value].length) &&
    patterns.every((pattern) => pattern.test(value)) &&
    strings.every(({ format }) => hasFormat(value, format));
  const checks = strings.flatMap(({ pattern, format }) => [
    ...(pattern === undefined ? [] : [`matches ${pattern}`]),
    ...(format === undefined ? [] : [`is ${format === 'email' ? 'an e-mail address' : 'a URI'}`]),
  ]);
  const none = `no text was found that ${checks.length === 0 ? 'is as long as the checks say' : checks.join(' and ')}`;
  const [first] = strings.flatMap(({ format }) => format ?? []);
  const [pattern] = patterns;
  if (pattern !== undefined) return leafValues({ ...patternTexts(pattern), isValid, none });
  if (first !== undefined) return leafValues({ ...formatTexts(first), isValid, none });
  const { least, most } = lengths(sizes);
  const base = fc.string({
    unit: anyCharacter,
    minLength: least,
    maxLength: Math.max(least, Math.min(most, least + usual)),
  });
  return leafValues({ base, edges: [...hostile, ...longEdges(sizes)], isValid, none });
}

function hasFormat(text: string, format: StringType['format']): boolean {
  if (format === undefined) return true;
  return format === 'email' ? isEmail(text) : isUri(text);
}

/** Lengths are at most as `huge`, unless a text must be longer. */
function lengths({ lower, upper }: Range): { readonly least: number; readonly most: number } {
  const least = lower === undefined ? 0 : Number(lower.value);
  return { least, most: Math.max(least, Math.min(huge, upper === undefined ? huge : Number(upper.value))) };
}

/** As short and as long as may be, in characters of one unit and of two. */
function longEdges(sizes: Range): readonly string[] {
  const { least, most } = lengths(sizes);
  return [least, most].flatMap((length) => ['a'.repeat(length), '😀'.repeat(length)]);
}

function formatTexts(format: 'email' | 'uri'): { readonly base: fc.Arbitrary<Json>; readonly edges: readonly Json[] } {
  return format === 'email' ? { base: fc.emailAddress(), edges: emails } : { base: fc.webUrl(), edges: uris };
}

function patternTexts(pattern: RegExp): { readonly base: fc.Arbitrary<Json>; readonly edges: readonly Json[] } {
  const edges = [...hostile, ...common, ...emails, ...uris];
  try {
    return { base: fc.stringMatching(pattern), edges };
  } catch {
    // Assertions, for one, are more than texts can be made of: what is made then is the pattern's own characters.
    const letters = [...new Set([...pattern.source.replaceAll(/[\\^$.*+?()[\]{}|]/gu, ''), 'a', 'A', '0', '-'])];
    return { base: fc.string({ unit: fc.constantFrom(...letters), maxLength: usual }), edges };
  }
}
