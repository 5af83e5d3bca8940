import { mayBeNull, type Types, underlying, withoutNull } from './type-lookup.js';
import type { Field, TypeKind } from './type.js';

/** What a column of a projection's table holds; the same names as in the runtime. */
export type ColumnType =
  | 'text'
  | 'uuid'
  | 'integer'
  | 'long'
  | 'number'
  | 'decimal'
  | 'boolean'
  | 'timestamp'
  | 'date'
  | 'bytes'
  | 'json';

const columnTypes: Readonly<Record<TypeKind, ColumnType>> = {
  string: 'text',
  enum: 'text',
  uuid: 'uuid',
  int: 'integer',
  long: 'long',
  number: 'number',
  decimal: 'decimal',
  boolean: 'boolean',
  timestamp: 'timestamp',
  date: 'date',
  bytes: 'bytes',
  json: 'json',
  list: 'json',
  map: 'json',
  record: 'json',
  union: 'json',
  nullable: 'json',
  reference: 'json',
};

/** A name's column is that of what it names. A field that may be absent and may be null takes JSON, which tells the two apart. */
export function columnTypeOf({ type, optional }: Field, types: Types): ColumnType {
  const nullable = mayBeNull(type, types);
  return optional && nullable ? 'json' : columnTypes[underlying(withoutNull(type, types), types).kind];
}
