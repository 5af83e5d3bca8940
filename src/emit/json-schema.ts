import type { Annotations } from '../language/syntax.js';
import type { Context, InitialisedField } from '../model/model.js';
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
  return withDefinitions({ context, definitions: new Map(), documented: false }, (scope) => schemaOf(type, scope));
}

/** The same schema for people to read: with titles, descriptions, examples, and the values that fields begin with. */
export function documentedJsonSchemaOf(
  type: Type,
  title: string,
  annotations: Annotations,
  context: Context,
): JsonSchema {
  return withDefinitions({ context, definitions: new Map(), documented: true }, (scope) =>
    withNotes(schemaOf(type, scope), { title, ...notesOf(annotations) }),
  );
}

function withDefinitions(scope: Scope, schema: (scope: Scope) => JsonSchema): JsonSchema {
  const root = schema(scope);
  const $defs = Object.fromEntries(scope.definitions);
  const keywords = typeof root === 'boolean' ? {} : root;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...keywords,
    ...(scope.definitions.size === 0 ? {} : { $defs }),
  };
}

interface Scope {
  readonly context: Context;
  /** Whether what people say of things is in the schema. */
  readonly documented: boolean;
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
    ...fields.map((field) => [field.name, fieldSchema(field, scope)] as const),
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

function fieldSchema(field: Field | InitialisedField, scope: Scope): JsonSchema {
  const schema = schemaOf(field.type, scope);
  if (!scope.documented) return schema;
  const init = 'init' in field ? keyword('default', field.init) : {};
  return withNotes(schema, notesOf(field.annotations), init);
}

function unionSchema({ tag, members }: UnionType, scope: Scope): JsonSchema {
  return {
    oneOf: members.map(({ name, annotations, fields }) => {
      const schema = recordSchema(fields, scope, [tag, { const: name }]);
      return scope.documented ? withNotes(schema, { title: name, ...notesOf(annotations) }) : schema;
    }),
  };
}

function referenceSchema(reference: ReferenceType, scope: Scope): JsonSchema {
  const { name, version, refinement } = reference;
  const type = scope.context.types.get(name);
  const key = type?.versioned === true ? `${name}@${version}` : name;
  if (!scope.definitions.has(key)) {
    // Its place is taken before its parts are looked at: one of them may be itself.
    scope.definitions.set(key, true);
    const referred = referredVersion(reference, scope.context.types);
    const schema = referred === undefined ? true : schemaOf(referred.type, scope);
    const notes = { title: key, ...notesOf({ ...type?.annotations, ...referred?.annotations }) };
    scope.definitions.set(key, scope.documented ? withNotes(schema, notes) : schema);
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

type Notes = { readonly [keyword: string]: JsonSchemaValue };

function notesOf({ description, deprecated, example }: Annotations): Notes {
  const reason = typeof deprecated === 'string' ? `Deprecated: ${deprecated}` : undefined;
  const text = [description?.trim(), reason].filter((part) => part !== undefined).join('\n\n');
  return {
    ...keyword('description', text === '' ? undefined : text),
    ...keyword('deprecated', deprecated === undefined ? undefined : true),
    ...keyword('examples', example === undefined ? undefined : [example.value]),
  };
}

/** What is said of a schema, before the schema, and what is said of its values, behind it. */
function withNotes(schema: JsonSchema, before: Notes, behind: Notes = {}): JsonSchema {
  if (Object.keys(before).length === 0 && Object.keys(behind).length === 0) return schema;
  return { ...before, ...(typeof schema === 'boolean' ? {} : schema), ...behind };
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
