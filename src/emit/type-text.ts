import { jsDoc } from '../codegen/js-doc.js';
import { delimited, unionOf } from '../codegen/layout.js';
import { propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { brandsOf, underlying } from '../model/type-lookup.js';
import type { Field, MapType, Type, UnionType } from '../model/type.js';
import { fieldDocumentation } from './documentation.js';
import type { EmitContext } from './emit-input.js';
import { referenceText, timestampText } from './named-type-text.js';
import { isInherited } from './reserved-names.js';

export interface TypeTextOptions {
  /** How much stands on the line before the type. */
  readonly beside?: number;
  /**
   * Whether maps are written as mapped types in place: the alias `Readonly<Record<…>>` resolves its arguments at once,
   * which a type that contains itself through a map must not.
   */
  readonly lazyMaps?: boolean;
}

/** A type in TypeScript. */
export function typeText(type: Type, emit: EmitContext, options: TypeTextOptions = {}): string {
  switch (type.kind) {
    case 'string':
    case 'uuid':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'int':
    case 'number':
      return 'number';
    case 'long':
      return 'bigint';
    case 'decimal':
      return runtime.Decimal;
    case 'timestamp':
      return timestampText(emit);
    case 'date':
      return runtime.LocalDate;
    case 'bytes':
      return 'Uint8Array';
    case 'json':
      return runtime.Json;
    case 'enum':
      return unionOf(type.members.map(stringLiteral), options.beside);
    case 'list':
      return `readonly ${elementText(type.element, emit, options)}[]`;
    case 'map':
      return mapText(type, emit, options);
    case 'nullable':
      return `${typeText(type.inner, emit, options)} | null`;
    case 'record':
      return recordText(type.fields, emit, options);
    case 'union':
      return unionText(type, emit, options);
    case 'reference':
      return referenceText(type, emit);
  }
}

/** The type of an object with these fields, and before them members that are written already. */
export function recordText(
  fields: readonly Field[],
  emit: EmitContext,
  options: TypeTextOptions = {},
  before: readonly string[] = [],
): string {
  const members = [...before, ...fields.map((field) => fieldText(field, emit, options))];
  // `{}` would be any value but null.
  if (members.length === 0) return 'Readonly<Record<string, never>>';
  return objectText(members, options.beside);
}

/** The type of an object with these members. A doc comment sets each on a line of its own. */
export function objectText(members: readonly string[], beside = 20): string {
  const broken = members.some((member) => member.startsWith('/**'));
  return delimited('{', members, '}', { separator: ';', beside, broken });
}

/** `readonly name?: Type`, with its doc comment above it. */
export function fieldText(field: Field, emit: EmitContext, options: TypeTextOptions = {}): string {
  const beginning = `readonly ${propertyKey(field.name)}${field.optional ? '?' : ''}: `;
  const type = typeText(field.type, emit, { ...options, beside: beginning.length + 4 });
  return `${jsDoc(fieldDocumentation(field, emit))}${beginning}${type}`;
}

function elementText(element: Type, emit: EmitContext, options: TypeTextOptions): string {
  const text = typeText(element, emit, options);
  const binds =
    element.kind === 'list' ||
    element.kind === 'nullable' ||
    (element.kind === 'enum' && element.members.length > 1) ||
    (element.kind === 'union' && element.members.length > 1);
  return binds ? `(${text})` : text;
}

function mapText({ key, value }: MapType, emit: EmitContext, options: TypeTextOptions): string {
  const { text: keyText, partial } = mapKeyText(key, emit);
  const valueText = typeText(value, emit, options);
  if (options.lazyMaps === true) return `{ readonly [Key in ${keyText}]${partial ? '?' : ''}: ${valueText} }`;
  const record = `Record<${keyText}, ${valueText}>`;
  return partial ? `Readonly<Partial<${record}>>` : `Readonly<${record}>`;
}

/**
 * The type of a map's keys. An enum's members are all known to TypeScript, but a map need not have them all: `partial`.
 * Where one is called as something that every object inherits, TypeScript would take the inherited for the entry, and
 * members that bear a brand are no names of properties to it; then any string is a key.
 */
export function mapKeyText(key: Type, emit: EmitContext): { readonly text: string; readonly partial: boolean } {
  const { types } = emit.context;
  const bare = underlying(key, types);
  if (bare.kind !== 'enum') return { text: typeText(key, emit), partial: false };
  return bare.members.some(isInherited) || brandsOf(key, types).size > 0
    ? { text: 'string', partial: false }
    : { text: typeText(key, emit), partial: true };
}

function unionText({ tag, members }: UnionType, emit: EmitContext, options: TypeTextOptions): string {
  const texts = members.map(({ name, annotations, fields }) => {
    const tagText = `readonly ${propertyKey(tag)}: ${stringLiteral(name)}`;
    const { description, deprecated } = annotations;
    const comment = jsDoc({ text: description, deprecated });
    return `${comment}${recordText(fields, emit, { ...options, beside: 6 }, [tagText])}`;
  });
  // Members of a tagged union are read one below the other, however short they are.
  if (texts.length === 1) return texts[0] ?? '';
  return unionOf(texts, 1000);
}
