import { delimited } from '../codegen/layout.js';
import { jsonLiteral, numberLiteral, property, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { Json } from '../language/syntax.js';
import { brandsOf, underlying } from '../model/type-lookup.js';
import type { Field, MapType, ReferenceType, Type } from '../model/type.js';
import type { EmitContext } from './emit-input.js';
import { referenceText } from './named-type-text.js';
import { named, numbered } from './names.js';
import { isInherited } from './reserved-names.js';

export interface TypedLiteralOptions {
  /** `code` by default; `uncast` where a cast follows anyway; `comment` for people to read, who need no casts. */
  readonly as?: 'code' | 'uncast' | 'comment';
}

/** A literal of the schema, which is written as the value is stored, as an expression of its type in TypeScript. */
export function typedLiteral(value: Json, type: Type, emit: EmitContext, options: TypedLiteralOptions = {}): string {
  const cast = (text: string, as: string): string => ((options.as ?? 'code') === 'code' ? `${text} as ${as}` : text);
  switch (type.kind) {
    case 'string':
    case 'uuid':
    case 'enum':
    case 'boolean':
    case 'int':
    case 'number':
    case 'json':
      return jsonLiteral(value);
    case 'long':
      return `${BigInt(scalarText(value))}n`;
    case 'decimal':
      return cast(stringLiteral(scalarText(value)), runtime.Decimal);
    case 'date':
      return cast(stringLiteral(scalarText(value)), runtime.LocalDate);
    case 'timestamp':
      return options.as === 'comment' ? jsonLiteral(value) : timestampLiteral(scalarText(value), emit, cast);
    case 'bytes':
      return options.as === 'comment'
        ? jsonLiteral(value)
        : `${runtime.reviveBytes}(${stringLiteral(scalarText(value))})`;
    case 'list':
      return delimited(
        '[',
        listOf(value).map((item) => typedLiteral(item, type.element, emit, options)),
        ']',
      );
    case 'map':
      return mapLiteral(value, type, emit, options);
    case 'nullable':
      return value === null ? 'null' : typedLiteral(value, type.inner, emit, options);
    case 'record':
      return objectLiteral(fieldLiterals(value, type.fields, emit, options));
    case 'union': {
      const tag = membersOf(value).find(([key]) => key === type.tag)?.[1];
      const member = type.members.find(({ name }) => name === tag);
      const fields = member === undefined ? [] : fieldLiterals(value, member.fields, emit, options);
      return objectLiteral([[type.tag, stringLiteral(scalarText(tag ?? null))], ...fields]);
    }
    case 'reference':
      return referenceLiteral(value, type, emit, options);
  }
}

function referenceLiteral(value: Json, type: ReferenceType, emit: EmitContext, options: TypedLiteralOptions): string {
  const declared = named(emit.context.types, type.name);
  const inner = numbered(declared.versions, type.version).type;
  if (!declared.brand || options.as === 'comment') return typedLiteral(value, inner, emit, options);
  const literal = typedLiteral(value, inner, emit, { as: 'uncast' });
  return options.as === 'uncast' ? literal : `${literal} as ${referenceText(type, emit)}`;
}

/** To TypeScript, keys that bear a brand are not those that a literal names, unless they are computed. */
function mapLiteral(
  value: Json,
  { key, value: entry }: MapType,
  emit: EmitContext,
  options: TypedLiteralOptions,
): string {
  const { types } = emit.context;
  const computed = options.as !== 'comment' && underlying(key, types).kind !== 'enum' && brandsOf(key, types).size > 0;
  const parts = membersOf(value).map(([name, member]) => {
    const literal = typedLiteral(member, entry, emit, options);
    // For a key that every object has, TypeScript looks at what is inherited, and so takes a literal for any string.
    const text =
      isInherited(name) && options.as !== 'comment' && mayBeConst(literal, entry, emit)
        ? `${literal} as const`
        : literal;
    return computed ? `[${typedLiteral(name, key, emit)}]: ${text}` : property(name, text);
  });
  return delimited('{', parts, '}');
}

/** Whether `as const` can stand behind a literal, and says something. */
function mayBeConst(literal: string, type: Type, { context }: EmitContext): boolean {
  const { kind } = underlying(type, context.types);
  const isText = (kind === 'enum' || kind === 'nullable') && /^'(?:[^'\\]|\\.)*'$/u.test(literal);
  return (isText || /^[[{]/u.test(literal)) && kind !== 'json' && brandsOf(type, context.types).size === 0;
}

function timestampLiteral(text: string, emit: EmitContext, cast: (text: string, as: string) => string): string {
  const literal = stringLiteral(text);
  switch (emit.options.timestamps) {
    case 'string':
      return cast(literal, runtime.Timestamp);
    case 'date':
      return `${runtime.reviveDate}(${literal})`;
    case 'temporal':
      return `${runtime.reviveInstant}<Temporal.Instant>(${literal})`;
  }
}

/** The members of a record's literal, in the order of the fields, whatever the order in which they were written. */
export function fieldLiterals(
  value: Json,
  fields: readonly Field[],
  emit: EmitContext,
  options: TypedLiteralOptions = {},
): (readonly [string, string])[] {
  const members = new Map(membersOf(value));
  return fields.flatMap(({ name, type }) => {
    const member = members.get(name);
    return member === undefined ? [] : [[name, typedLiteral(member, type, emit, options)] as const];
  });
}

/** An object literal; keys and expressions are given in order. */
export function objectLiteral(
  members: readonly (readonly [key: string, expression: string])[],
  beside?: number,
): string {
  const parts = members.map(([key, expression]) => property(key, expression));
  return delimited('{', parts, '}', beside === undefined ? {} : { beside });
}

function scalarText(value: Json): string {
  return typeof value === 'number' ? numberLiteral(value) : String(value);
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function membersOf(value: Json): readonly (readonly [string, Json])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
