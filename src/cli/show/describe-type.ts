import type { Json } from '../../language/syntax.js';
import type { Types } from '../../model/type-lookup.js';
import type { Field, Type } from '../../model/type.js';

type JsonObject = { readonly [key: string]: Json };

/** A type as the language writes it, with its checks; `optional` is that of the field that has it. */
export function describeType(type: Type, types: Types, optional = false): Json {
  const text = (): string => `${typeExpression(type, types)}${optional ? '?' : ''}`;
  switch (type.kind) {
    case 'record':
      return { fields: describeFields(type.fields, types), ...(optional ? { optional } : {}) };
    case 'union':
      return {
        union: type.tag,
        of: Object.fromEntries(
          type.members.map(({ name, fields }) => [name, { fields: describeFields(fields, types) }]),
        ),
        ...(optional ? { optional } : {}),
      };
    case 'enum':
      return optional ? text() : [...type.members];
    default: {
      const checks = checksOf(type);
      return Object.keys(checks).length === 0 ? text() : { type: text(), ...checks };
    }
  }
}

export function describeFields(fields: readonly Field[], types: Types): JsonObject {
  return Object.fromEntries(fields.map(({ name, type, optional }) => [name, describeType(type, types, optional)]));
}

/** Every named type that a type uses, itself or by another. */
export function referencesOf(type: Type): readonly { readonly name: string; readonly version: number }[] {
  switch (type.kind) {
    case 'reference':
      return [{ name: type.name, version: type.version }];
    case 'list':
      return referencesOf(type.element);
    case 'map':
      return [...referencesOf(type.key), ...referencesOf(type.value)];
    case 'nullable':
      return referencesOf(type.inner);
    case 'record':
      return type.fields.flatMap((field) => referencesOf(field.type));
    case 'union':
      return type.members.flatMap(({ fields }) => fields.flatMap((field) => referencesOf(field.type)));
    default:
      return [];
  }
}

/** A type in one line, checks left out. */
export function typeExpression(type: Type, types: Types): string {
  switch (type.kind) {
    case 'enum':
      return `[${type.members.join(', ')}]`;
    case 'list':
      return type.element.kind === 'nullable'
        ? `(${typeExpression(type.element, types)})[]`
        : `${typeExpression(type.element, types)}[]`;
    case 'map':
      return `map<${typeExpression(type.key, types)}, ${typeExpression(type.value, types)}>`;
    case 'nullable':
      return `${typeExpression(type.inner, types)} | null`;
    case 'record':
    case 'union':
      return JSON.stringify(describeType(type, types));
    case 'reference':
      return types.get(type.name)?.versioned === true ? `${type.name}@${type.version}` : type.name;
    default:
      return type.kind;
  }
}

function checksOf(type: Type): JsonObject {
  switch (type.kind) {
    case 'nullable':
      return checksOf(type.inner);
    case 'reference':
      return type.refinement === undefined ? {} : checksOf(type.refinement);
    case 'list': {
      const { minItems, maxItems, unique } = type;
      return present({ minItems, maxItems, unique: unique || undefined });
    }
    case 'map':
    case 'record':
    case 'union':
    case 'enum':
      return {};
    default: {
      const { kind: _, ...checks } = type;
      return present(checks);
    }
  }
}

function present(checks: { readonly [name: string]: Json | bigint | undefined }): JsonObject {
  return Object.fromEntries(
    Object.entries(checks).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'bigint' ? String(value) : value]],
    ),
  );
}
