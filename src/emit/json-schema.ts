import type { Context } from '../model/model.js';
import { referredVersion } from '../model/type-lookup.js';
import type {
  Field,
  IntType,
  ListType,
  NumberType,
  ReferenceType,
  StringType,
  Type,
  UnionType,
} from '../model/type.js';

/** A JSON Schema, as data. */
export type JsonSchema = boolean | { readonly [keyword: string]: JsonSchemaValue };
export type JsonSchemaValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonSchemaValue[]
  | { readonly [key: string]: JsonSchemaValue };

/**
 * The JSON Schema (2020-12, with nothing that draft-07 reads otherwise but the name `$defs`) of a value as it is stored.
 * It accepts exactly what the generated codec accepts.
 *
 * What JSON Schema has no word for are formats and keywords of our own: `varve-long` (64 bits, in digits),
 * `varve-decimal`, `varve-timestamp` (RFC 3339 in UTC), `varve-base64`, and the bounds `varveMinimum` and `varveMaximum`
 * of a long or decimal (as strings), `varveMaxScale` of a decimal and `varveMaxBytes` of bytes. A validator that
 * ignores them accepts more, never less.
 */
export function jsonSchemaOf(type: Type, context: Context): JsonSchema {
  const definitions = new Map<string, JsonSchema>();
  const root = schemaOf(type, { context, definitions });
  const $defs = Object.fromEntries(definitions);
  const keywords = typeof root === 'boolean' ? {} : root;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...keywords,
    ...(definitions.size === 0 ? {} : { $defs }),
  };
}

interface Scope {
  readonly context: Context;
  /** Of the named types met so far, by name and version. */
  readonly definitions: Map<string, JsonSchema>;
}

function schemaOf(type: Type, scope: Scope): JsonSchema {
  switch (type.kind) {
    case 'string':
      return stringSchema(type);
    case 'boolean':
      return { type: 'boolean' };
    case 'int':
      return intSchema(type);
    case 'number':
      return numberSchema(type);
    case 'long':
      return { type: 'string', format: 'varve-long', ...bounds(type.min, type.max) };
    case 'decimal':
      return {
        type: 'string',
        format: 'varve-decimal',
        ...bounds(type.min, type.max),
        ...keyword('varveMaxScale', type.scale),
      };
    case 'uuid':
      return { type: 'string', format: 'uuid' };
    case 'timestamp':
      return { type: 'string', format: 'varve-timestamp' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'bytes':
      return {
        type: 'string',
        contentEncoding: 'base64',
        format: 'varve-base64',
        ...keyword('varveMaxBytes', type.maxLength),
      };
    case 'json':
      return true;
    case 'enum':
      return { type: 'string', enum: type.members };
    case 'list':
      return { ...listSchema(type), items: schemaOf(type.element, scope) };
    case 'map':
      return {
        type: 'object',
        propertyNames: schemaOf(type.key, scope),
        additionalProperties: schemaOf(type.value, scope),
      };
    case 'nullable':
      return { anyOf: [{ type: 'null' }, schemaOf(type.inner, scope)] };
    case 'record':
      return recordSchema(type.fields, scope);
    case 'union':
      return unionSchema(type, scope);
    case 'reference':
      return referenceSchema(type, scope);
  }
}

function stringSchema({ minLength, maxLength, pattern, format }: StringType): JsonSchema {
  return {
    type: 'string',
    ...keyword('minLength', minLength),
    ...keyword('maxLength', maxLength),
    ...keyword('pattern', pattern),
    ...keyword('format', format),
  };
}

function intSchema({ min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: IntType): JsonSchema {
  return {
    type: 'integer',
    minimum: Math.max(min, Number.MIN_SAFE_INTEGER),
    maximum: Math.min(max, Number.MAX_SAFE_INTEGER),
  };
}

function numberSchema({ min, max, exclusiveMin, exclusiveMax }: NumberType): JsonSchema {
  return {
    type: 'number',
    ...keyword('minimum', min),
    ...keyword('maximum', max),
    ...keyword('exclusiveMinimum', exclusiveMin),
    ...keyword('exclusiveMaximum', exclusiveMax),
  };
}

function listSchema({ minItems, maxItems, unique }: ListType): { readonly [keyword: string]: JsonSchemaValue } {
  return {
    type: 'array',
    ...keyword('minItems', minItems),
    ...keyword('maxItems', maxItems),
    ...keyword('uniqueItems', unique ? true : undefined),
  };
}

function recordSchema(
  fields: readonly Field[],
  scope: Scope,
  tag?: readonly [string, JsonSchema],
): { readonly [keyword: string]: JsonSchemaValue } {
  const properties: (readonly [string, JsonSchema])[] = [
    ...(tag === undefined ? [] : [tag]),
    ...fields.map(({ name, type }) => [name, schemaOf(type, scope)] as const),
  ];
  const required = [
    ...(tag === undefined ? [] : [tag[0]]),
    ...fields.flatMap(({ name, optional }) => (optional ? [] : [name])),
  ];
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function unionSchema({ tag, members }: UnionType, scope: Scope): JsonSchema {
  return { oneOf: members.map(({ name, fields }) => recordSchema(fields, scope, [tag, { const: name }])) };
}

function referenceSchema(reference: ReferenceType, scope: Scope): JsonSchema {
  const { name, version, refinement } = reference;
  const key = scope.context.types.get(name)?.versioned === true ? `${name}@${version}` : name;
  if (!scope.definitions.has(key)) {
    // Its place is taken before its parts are looked at: one of them may be itself.
    scope.definitions.set(key, true);
    const referred = referredVersion(reference, scope.context.types);
    scope.definitions.set(key, referred === undefined ? true : schemaOf(referred.type, scope));
  }
  const $ref = `#/$defs/${key}`;
  if (refinement === undefined) return { $ref };
  return { allOf: [{ $ref }, refinementSchema(refinement, scope)] };
}

/** What a use adds to a named type; of a list only the checks of the list itself. */
function refinementSchema(refinement: Type, scope: Scope): JsonSchema {
  if (refinement.kind === 'list') return listSchema(refinement);
  if (refinement.kind === 'nullable') return { anyOf: [{ type: 'null' }, refinementSchema(refinement.inner, scope)] };
  return schemaOf(refinement, scope);
}

function bounds(
  min: bigint | string | undefined,
  max: bigint | string | undefined,
): { readonly [keyword: string]: string } {
  return {
    ...(min === undefined ? {} : { varveMinimum: String(min) }),
    ...(max === undefined ? {} : { varveMaximum: String(max) }),
  };
}

function keyword<Value extends JsonSchemaValue>(
  name: string,
  value: Value | undefined,
): { readonly [keyword: string]: Value } {
  return value === undefined ? {} : { [name]: value };
}
