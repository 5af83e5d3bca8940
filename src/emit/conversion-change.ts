import { importSymbol } from '../codegen/import-symbol.js';
import { propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { Conversion, FieldConversion } from '../evolution/plan.js';
import { brandsOf, fieldNamed, underlying } from '../model/type-lookup.js';
import type { Field, Type } from '../model/type.js';
import type { Change, ChangedTypes, FieldChange } from './change.js';
import type { EmitContext } from './emit-input.js';
import { partsOf, plainText } from './stored-form.js';
import { needsOfConversion, needsOfSteps } from './upcast-needs.js';

/** A widening of the language as a change of values in TypeScript. */
export function changeOf(conversion: Conversion, from: Type, to: Type, emit: EmitContext): Change {
  switch (conversion.kind) {
    case 'same':
      return { kind: 'same' };
    case 'cast':
      return { kind: 'apply', apply: (text) => castText(text, from, to, emit) };
    case 'timestampToString':
      return timestampToString(to, emit);
    case 'intToLong':
      return { kind: 'apply', apply: (text) => branded(`BigInt(${text})`, to, emit) };
    case 'longToNumber':
      return { kind: 'apply', apply: (text) => branded(`Number(${text})`, to, emit) };
    case 'nullable':
      return { kind: 'nullable', inner: changeOf(conversion.inner, innerOf(from, emit), innerOf(to, emit), emit) };
    case 'list':
      return {
        kind: 'list',
        element: changeOf(conversion.element, elementOf(from, emit), elementOf(to, emit), emit),
        throws: needsOfConversion(conversion.element, emit.plans).throws,
      };
    case 'map':
      return {
        kind: 'map',
        value: changeOf(conversion.value, valueOf(from, emit), valueOf(to, emit), emit),
        throws: needsOfConversion(conversion.value, emit.plans).throws,
      };
    case 'named': {
      const { name, from: older, to: newer } = conversion;
      return { kind: 'apply', apply: (text) => upcastTypeText(text, name, older, newer, emit) };
    }
    case 'record':
      return {
        kind: 'record',
        fields: fieldChanges(conversion.fields, fieldsOf(from, emit), fieldsOf(to, emit), emit),
        types: typesOf(conversion, from, to, emit),
      };
    case 'union': {
      const members = conversion.members.flatMap(({ name, fields }) => {
        const [older, newer] = [memberFields(from, name, emit), memberFields(to, name, emit)];
        return older === undefined || newer === undefined
          ? []
          : [{ name, fields: fieldChanges(fields, older, newer, emit) }];
      });
      return { kind: 'union', tag: conversion.tag, members, types: typesOf(conversion, from, to, emit) };
    }
  }
}

function typesOf(conversion: Conversion, from: Type, to: Type, emit: EmitContext): ChangedTypes {
  const { envelope } = needsOfConversion(conversion, emit.plans);
  return {
    from: plainText(withoutNull(from, emit), emit),
    to: plainText(withoutNull(to, emit), emit),
    identity: conversion,
    ...(envelope ? { beside: { name: 'envelope', type: runtime.Envelope } } : {}),
  };
}

function fieldChanges(
  conversions: readonly FieldConversion[],
  from: readonly Field[],
  to: readonly Field[],
  emit: EmitContext,
): readonly FieldChange[] {
  return conversions.flatMap(({ name, optional, conversion }): FieldChange[] => {
    const [older, newer] = [fieldNamed(from, name), fieldNamed(to, name)];
    // Of conversions that were put together, a later one may speak of a field that the first version did not have.
    if (older === undefined || newer === undefined) return [];
    const change = changeOf(conversion, older.type, newer.type, emit);
    return [
      { name, optional: optional && older.optional, change, throws: needsOfConversion(conversion, emit.plans).throws },
    ];
  });
}

/** `upcastMoneyV1ToV2`: neighbours, and each version to the newest, have a function. */
export function typeUpcastName(name: string, from: number, to: number): string {
  return `upcast${name}V${from}ToV${to}`;
}

/** A value of a named type's version as that of a newer one. */
function upcastTypeText(text: string, name: string, from: number, to: number, emit: EmitContext): string {
  const steps = emit.plans.types.get(name) ?? [];
  const call = (value: string, older: number, newer: number): string => {
    const { envelope } = needsOfSteps(steps.slice(older - 1, newer - 1), emit.plans);
    const upcast = importSymbol(typeUpcastName(name, older, newer), emit.names.paths.codec, 'value');
    return `${upcast}(${value}${envelope ? ', envelope' : ''})`;
  };
  if (to === from + 1 || to === steps.length + 1) return call(text, from, to);
  let current = text;
  for (let version = from; version < to; version += 1) current = call(current, version, version + 1);
  return current;
}

function timestampToString(to: Type, emit: EmitContext): Change {
  switch (emit.options.timestamps) {
    case 'string':
      return brandsOf(to, emit.context.types).size === 0
        ? { kind: 'same' }
        : { kind: 'apply', apply: (text) => `${text} as string as ${plainText(withoutNull(to, emit), emit)}` };
    case 'date':
      return {
        kind: 'apply',
        apply: (text) => branded(`${runtime.formatTimestamp}(${runtime.lowerDate}(${text}))`, to, emit),
      };
    case 'temporal':
      return {
        kind: 'apply',
        apply: (text) => branded(`${runtime.formatTimestamp}(${runtime.lowerInstant}(${text}))`, to, emit),
      };
  }
}

/** TypeScript has to be told of a brand that a value gains. */
export function branded(text: string, to: Type, emit: EmitContext): string {
  const target = withoutNull(to, emit);
  return brandsOf(target, emit.context.types).size === 0 ? text : `${text} as ${plainText(target, emit)}`;
}

/** The same of a string that bears a brand already, which TypeScript would not see turned into another. */
export function brandedText(text: string, to: Type, emit: EmitContext): string {
  return brandsOf(withoutNull(to, emit), emit.context.types).size === 0 ? text : branded(`${text} as string`, to, emit);
}

/** A value told to be of another type; by way of the bare type where it bears other brands. */
function castText(text: string, from: Type, to: Type, emit: EmitContext): string {
  const bare = holdsBrand(from, emit, new Set()) ? bareText(to, emit, new Set()) : undefined;
  return `${text} as ${bare === undefined ? '' : `${bare} as `}${plainText(to, emit)}`;
}

/** Whether a string in it, which is no member of a record, bears a brand. */
export function bearsBrand(type: Type, emit: EmitContext): boolean {
  const base = underlying(withoutNull(type, emit), emit.context.types);
  return base.kind !== 'record' && base.kind !== 'union' && holdsBrand(type, emit, new Set());
}

/** Whether it, or a part of it, bears a brand. @param seen the names on the way to it. */
function holdsBrand(type: Type, emit: EmitContext, seen: ReadonlySet<string>): boolean {
  if (type.kind === 'decimal' || type.kind === 'date' || type.kind === 'timestamp') return true;
  if (type.kind !== 'reference') return partsOf(type).some((part) => holdsBrand(part, emit, seen));
  const key = `${type.name}@${type.version}`;
  if (seen.has(key)) return false;
  const { types } = emit.context;
  return brandsOf(type, types).size > 0 || holdsBrand(underlying(type, types), emit, new Set([...seen, key]));
}

/** The type without brands; `undefined` where it contains itself. @param seen the names on the way to it. */
function bareText(type: Type, emit: EmitContext, seen: ReadonlySet<string>): string | undefined {
  switch (type.kind) {
    case 'reference': {
      const key = `${type.name}@${type.version}`;
      return seen.has(key) ? undefined : bareText(underlying(type, emit.context.types), emit, new Set([...seen, key]));
    }
    case 'decimal':
    case 'date':
      return 'string';
    case 'timestamp':
      return emit.options.timestamps === 'string' ? 'string' : plainText(type, emit);
    case 'list': {
      const element = bareText(type.element, emit, seen);
      return element && `readonly (${element})[]`;
    }
    case 'map': {
      const value = bareText(type.value, emit, seen);
      return value && `{ readonly [Key in string]: ${value} }`;
    }
    case 'nullable': {
      const inner = bareText(type.inner, emit, seen);
      return inner && `${inner} | null`;
    }
    case 'record':
      return bareRecord([], type.fields, emit, seen);
    case 'union': {
      const { tag, members } = type;
      const texts = members.map(({ name, fields }) =>
        bareRecord([`readonly ${propertyKey(tag)}: ${stringLiteral(name)}`], fields, emit, seen),
      );
      return texts.every((text) => text !== undefined) ? texts.join(' | ') : undefined;
    }
    default:
      return plainText(type, emit);
  }
}

function bareRecord(
  before: readonly string[],
  fields: readonly Field[],
  emit: EmitContext,
  seen: ReadonlySet<string>,
): string | undefined {
  const members = fields.map(({ name, type, optional }) => {
    const text = bareText(type, emit, seen);
    return text && `readonly ${propertyKey(name)}${optional ? '?' : ''}: ${text}`;
  });
  return members.every((member) => member !== undefined) ? `{ ${[...before, ...members].join('; ')} }` : undefined;
}

export function withoutNull(type: Type, emit: EmitContext): Type {
  const base = underlying(type, emit.context.types);
  return base.kind === 'nullable' ? withoutNull(base.inner, emit) : type;
}

function innerOf(type: Type, emit: EmitContext): Type {
  const base = underlying(type, emit.context.types);
  return base.kind === 'nullable' ? base.inner : type;
}

/** Of a list. */
export function elementOf(type: Type, emit: EmitContext): Type {
  const base = underlying(withoutNull(type, emit), emit.context.types);
  return base.kind === 'list' ? base.element : base;
}

function valueOf(type: Type, emit: EmitContext): Type {
  const base = underlying(withoutNull(type, emit), emit.context.types);
  return base.kind === 'map' ? base.value : base;
}

function fieldsOf(type: Type, emit: EmitContext): readonly Field[] {
  const base = underlying(withoutNull(type, emit), emit.context.types);
  return base.kind === 'record' ? base.fields : [];
}

function memberFields(type: Type, name: string, emit: EmitContext): readonly Field[] | undefined {
  const base = underlying(withoutNull(type, emit), emit.context.types);
  return base.kind === 'union' ? base.members.find((each) => each.name === name)?.fields : undefined;
}
