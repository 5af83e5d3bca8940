import type { Annotations } from '../language/syntax.js';
import type { Span } from '../diagnostics/span.js';

/**
 * A type of the language with every name checked and every check applied. Plain readonly data: a reference to a named
 * type is by name and version, to be looked up in the context, so that recursion is no cycle of objects.
 */
export type Type =
  | StringType
  | BooleanType
  | IntType
  | NumberType
  | LongType
  | DecimalType
  | UuidType
  | TimestampType
  | DateType
  | BytesType
  | JsonType
  | EnumType
  | ListType
  | MapType
  | NullableType
  | RecordType
  | UnionType
  | ReferenceType;

export type TypeKind = Type['kind'];

/** The types without parts. */
export type ScalarType = Exclude<Type, ListType | MapType | NullableType | RecordType | UnionType | ReferenceType>;

export interface StringType {
  readonly kind: 'string';
  /** In code points, like JSON Schema. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** ECMAScript source, compiled with the `u` flag; not anchored. */
  readonly pattern?: string;
  readonly format?: 'email' | 'uri';
}

export interface BooleanType {
  readonly kind: 'boolean';
}

/** A safe integer. */
export interface IntType {
  readonly kind: 'int';
  readonly min?: number;
  readonly max?: number;
}

/** A finite double. */
export interface NumberType {
  readonly kind: 'number';
  readonly min?: number;
  readonly max?: number;
  readonly exclusiveMin?: number;
  readonly exclusiveMax?: number;
}

/** A signed 64-bit integer: `bigint` in TypeScript, a string of digits in JSON. */
export interface LongType {
  readonly kind: 'long';
  readonly min?: bigint;
  readonly max?: bigint;
}

/** An exact decimal, a string both in TypeScript and in JSON. */
export interface DecimalType {
  readonly kind: 'decimal';
  readonly min?: string;
  readonly max?: string;
  /** The most digits after the point. */
  readonly scale?: number;
}

export interface UuidType {
  readonly kind: 'uuid';
}

export interface TimestampType {
  readonly kind: 'timestamp';
}

export interface DateType {
  readonly kind: 'date';
}

export interface BytesType {
  readonly kind: 'bytes';
  /** In bytes, not in base64 characters. */
  readonly maxLength?: number;
}

export interface JsonType {
  readonly kind: 'json';
}

export interface EnumType {
  readonly kind: 'enum';
  /** At least one; unique; in the order written. */
  readonly members: readonly string[];
}

export interface ListType {
  readonly kind: 'list';
  readonly element: Type;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly unique: boolean;
}

export interface MapType {
  readonly kind: 'map';
  /** A string, a uuid, an enum, or a reference to one. */
  readonly key: Type;
  readonly value: Type;
}

export interface NullableType {
  readonly kind: 'nullable';
  /** Never itself nullable. */
  readonly inner: Type;
}

export interface RecordType {
  readonly kind: 'record';
  /** Unique names, in the order written. */
  readonly fields: readonly Field[];
}

export interface UnionType {
  readonly kind: 'union';
  /** The property that holds the member's name. No member has a field of this name. */
  readonly tag: string;
  readonly members: readonly UnionMember[];
}

export interface UnionMember {
  readonly name: string;
  readonly annotations: Annotations;
  readonly fields: readonly Field[];
}

/** A use of a named type. */
export interface ReferenceType {
  readonly kind: 'reference';
  readonly name: string;
  readonly version: number;
  /**
   * Checks that the use adds (`{ type: Quantity, max: 5 }`): the scalar or list behind the name with *only* the added
   * checks. A value must satisfy the named type and this.
   */
  readonly refinement?: Type;
}

export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
  readonly annotations: Annotations;
  /** The field's name in the source. */
  readonly span: Span;
}
