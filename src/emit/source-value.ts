import { runtime } from '../codegen/runtime-symbols.js';
import { stringLiteral } from '../codegen/literal.js';
import type { ParsedKind, Read, Source } from '../evolution/plan.js';
import { fieldNamed, underlying } from '../model/type-lookup.js';
import type { Field, Type } from '../model/type.js';
import { isSame } from './change.js';
import { branded, brandedText, changeOf, elementOf, withoutNull } from './conversion-change.js';
import { converted, lookedUp, member, originOf } from './follow-value.js';
import {
  absent,
  conversionText,
  derived,
  type FuseScope,
  happening,
  isOptional,
  simple,
  type TextValue,
  type Value,
  written,
} from './fused-value.js';
import { revivedTimestamp } from './revive-text.js';
import { createStepBuilder, immediately } from './step-builder.js';
import { plainText } from './stored-form.js';
import { needsOfConversion, needsOfSource } from './upcast-needs.js';

/** The fields of one version: in a variable, or as they will be. */
export type Data =
  | { readonly kind: 'variable'; readonly name: string; readonly fields: readonly Field[] }
  | {
      readonly kind: 'fields';
      readonly values: ReadonlyMap<string, Value>;
      readonly fields: readonly Field[];
      readonly type: string;
    };

/** Where a source's value goes, and what it is made from. */
export interface SourceScope extends FuseScope {
  readonly data: Data;
  /** The members of a record that is built. */
  readonly record: (
    source: Extract<Source, { readonly kind: 'record' }>,
    path: readonly string[],
    scope: SourceScope,
  ) => Value;
}

/** The value that a source gives. @param type of the field that it fills, @param path to it. */
export function sourceValue(source: Source, type: Type, path: readonly string[], scope: SourceScope): Value {
  const { emit } = scope.module;
  switch (source.kind) {
    case 'absent':
    case 'custom':
      return absent;
    case 'const':
      return { kind: 'const', value: source.value, type: source.type };
    case 'read':
      return converted(readValue(source.read, scope), source.conversion, source.read.type, type, path, scope);
    case 'record':
      return scope.record(source, path, scope);
    case 'enumMap':
      return lookedUp(readValue(source.read, scope), source.map, source.read.type, type, path, scope);
    case 'wrap': {
      const element = elementOf(type, emit);
      const item = converted(readValue(source.read, scope), source.conversion, source.read.type, element, path, scope);
      return item.kind === 'absent' ? item : { kind: 'wrapped', item, type, path };
    }
    case 'first':
      return firstValue(source, type, path, scope);
    case 'parse': {
      const value = readValue(source.read, scope);
      if (value.kind === 'absent') return value;
      const pointer = pointerTo(originOf(value) ?? source.read.path);
      const made = derived(value, path, scope, (text) => parsedText(source.to, text, pointer, type, scope));
      return happening(made, path, scope);
    }
    case 'format': {
      const value = readValue(source.read, scope);
      if (value.kind === 'absent') return value;
      return derived(value, path, scope, (text) => formattedText(source.from, text, type, scope));
    }
    case 'envelope':
      return { kind: 'text', text: envelopeText(source.property, type, scope), simple: false, optional: false };
  }
}

/** `/address/city` */
export function pointerTo(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function readValue(read: Read, scope: SourceScope): Value {
  const { data } = scope;
  const [name = '', ...rest] = read.path;
  const own = fieldNamed(data.fields, name);
  if (own === undefined) throw new Error(`a plan reads a field ${JSON.stringify(name)} that is not there`);
  const whole: TextValue = {
    kind: 'text',
    text: data.kind === 'variable' ? data.name : '',
    simple: true,
    optional: false,
    origin: data.kind === 'variable' && data.name === 'data' ? [] : undefined,
  };
  let value =
    data.kind === 'variable'
      ? member(whole, own, isOptionalAt(read, 0) && own.optional, scope)
      : (data.values.get(name) ?? absent);
  let type = own.type;
  rest.forEach((key, index) => {
    const field = memberField(type, key, own, scope);
    value = member(value, field, isOptionalAt(read, index + 1) && field.optional, scope);
    type = field.type;
  });
  return value;
}

/** Whether a name of the path may be absent; what a condition has found to be there may not. */
function isOptionalAt({ path, optional, optionalAt }: Read, index: number): boolean {
  return index < path.length - 1 ? optionalAt[index] === true : optional;
}

/** A field of a record, or the tag of a union. */
function memberField(type: Type, name: string, { span }: Field, { module }: FuseScope): Field {
  const base = underlying(type, module.emit.context.types);
  const found = base.kind === 'record' ? fieldNamed(base.fields, name) : undefined;
  if (found !== undefined) return found;
  const members = base.kind === 'union' ? base.members.map((each) => each.name) : [];
  return { name, type: { kind: 'enum', members }, optional: false, annotations: {}, span };
}

function firstValue(
  source: Extract<Source, { readonly kind: 'first' }>,
  type: Type,
  path: readonly string[],
  scope: SourceScope,
): Value {
  const { emit } = scope.module;
  const list = readValue(source.read, scope);
  const element = elementOf(source.read.type, emit);
  if (list.kind === 'absent') return list;
  if (list.kind === 'wrapped') return converted(list.item, source.conversion, element, type, path, scope);
  if (list.kind === 'const' && Array.isArray(list.value)) {
    const [item] = list.value;
    if (item !== undefined)
      return converted({ kind: 'const', value: item, type: element }, source.conversion, element, type, path, scope);
    if (source.else !== undefined) return sourceValue(source.else, type, path, scope);
  }

  const isItself = isSame(changeOf(source.conversion, element, type, emit));
  const convert = (text: string): string => conversionText(text, source.conversion, element, type, path, scope);
  const throws = needsOfConversion(source.conversion, emit.plans).throws;
  if (source.else === undefined) {
    const pointer = stringLiteral(pointerTo(originOf(list) ?? source.read.path));
    const first = derived(list, path, scope, (text) => `${runtime.firstItem}(${pointer}, ${text})`);
    return converted(first, source.conversion, element, type, path, scope);
  }

  const given = simple(list, 'list', scope);
  const otherwise = elseText(source.else, type, path, scope);
  const isInstead = !mayBeNull(element, scope) || otherwise.text === 'null';
  if (isItself && isInstead && !otherwise.throws && !otherwise.optional) {
    return derived(given, path, scope, (text) => `${text}[0] ?? ${otherwise.text}`, plainText(type, emit));
  }
  const head = scope.builder.define({
    name: 'first',
    value: { kind: 'expression', text: given.optional ? `${given.text}?.[0]` : `${given.text}[0]` },
    constant: true,
  });
  const chosen = `${head} === undefined ? ${otherwise.text} : ${convert(head)}`;
  const text = given.optional ? `${given.text} === undefined ? undefined : ${chosen}` : chosen;
  const optional = given.optional || otherwise.optional;
  const wanted = plainText(type, emit);
  const value: TextValue = {
    kind: 'text',
    text: scope.builder.define({
      name: path.at(-1) ?? 'value',
      value: { kind: 'expression', text, type: wanted + (optional ? ' | undefined' : '') },
    }),
    simple: false,
    optional,
    type: wanted,
  };
  return throws || otherwise.throws ? happening(value, path, scope) : value;
}

function mayBeNull(type: Type, { module }: FuseScope): boolean {
  const { kind } = underlying(type, module.emit.context.types);
  return kind === 'nullable' || kind === 'json';
}

interface Otherwise {
  readonly text: string;
  readonly optional: boolean;
  readonly throws: boolean;
}

/** What stands in for the first item of an empty list. It must not happen where the list has one. */
function elseText(source: Source, type: Type, path: readonly string[], scope: SourceScope): Otherwise {
  const { throws } = needsOfSource(source, scope.module.emit.plans);
  if (!throws) {
    const value = sourceValue(source, type, path, scope);
    return { text: written(value, scope).text, optional: isOptional(value), throws };
  }
  const inner: SourceScope = { ...scope, builder: createStepBuilder(scope.variables), written: new Map(scope.written) };
  const value = sourceValue(source, type, path, inner);
  const { text } = written(value, inner);
  const statements = inner.builder.finish({
    kind: 'statements',
    statements: (resolve) => [`return ${resolve(text)};`],
  });
  return { text: immediately(statements), optional: isOptional(value), throws };
}

const parsers: Readonly<Record<ParsedKind, string>> = {
  int: runtime.parseInteger,
  long: runtime.parseLong,
  number: runtime.parseNumber,
  decimal: runtime.parseDecimal,
  boolean: runtime.parseBoolean,
  timestamp: runtime.parseTimestamp,
  date: runtime.parseLocalDate,
};

function parsedText(to: ParsedKind, text: string, pointer: string, type: Type, { module }: FuseScope): string {
  const value = `${runtime.parsedAt}(${stringLiteral(pointer)}, ${parsers[to]}, ${text})`;
  const revived = to === 'timestamp' ? revivedTimestamp(value, module.emit) : value;
  const isString =
    to === 'decimal' || to === 'date' || (to === 'timestamp' && module.emit.options.timestamps === 'string');
  return isString ? brandedText(revived, type, module.emit) : branded(revived, type, module.emit);
}

const formatters: Readonly<Record<ParsedKind, string>> = {
  int: runtime.formatInteger,
  long: runtime.formatLong,
  number: runtime.formatNumber,
  decimal: runtime.formatDecimal,
  boolean: runtime.formatBoolean,
  timestamp: runtime.formatTimestamp,
  date: runtime.formatLocalDate,
};

function formattedText(from: ParsedKind, text: string, type: Type, { module: { emit } }: FuseScope): string {
  const { timestamps } = emit.options;
  const given =
    from === 'timestamp' && timestamps !== 'string'
      ? `${timestamps === 'date' ? runtime.lowerDate : runtime.lowerInstant}(${text})`
      : text;
  return branded(`${formatters[from]}(${given})`, type, emit);
}

function envelopeText(
  property: 'recordedAt' | 'id' | 'stream' | 'revision',
  type: Type,
  { module: { emit } }: FuseScope,
): string {
  const target = underlying(withoutNull(type, emit), emit.context.types);
  switch (property) {
    case 'recordedAt': {
      const text = revivedTimestamp('envelope.recordedAt', emit);
      return emit.options.timestamps === 'string' ? brandedText(text, type, emit) : branded(text, type, emit);
    }
    case 'revision':
      return branded(target.kind === 'long' ? 'BigInt(envelope.revision)' : 'envelope.revision', type, emit);
    case 'id':
    case 'stream':
      return branded(`envelope.${property}`, type, emit);
  }
}
