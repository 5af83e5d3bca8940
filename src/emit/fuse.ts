import { accessor, jsonLiteral, optionalAccessor, propertyKey, stringLiteral } from '../codegen/literal.js';
import { delimited } from '../codegen/layout.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { Assignment, Condition, Conversion, ParsedKind, Read, Source, StepPlan } from '../evolution/plan.js';
import type { Json } from '../language/syntax.js';
import { brandsOf, fieldNamed, underlying } from '../model/type-lookup.js';
import type { Field, RecordType, Type } from '../model/type.js';
import { type BuiltMember, builtRecord, changedText, isSame } from './change.js';
import { addCheck } from './check-text.js';
import { branded, brandedText, changeOf, withoutNull } from './conversion-change.js';
import { loweredText } from './lower-text.js';
import { capital, identifier, type ModuleScope, type Variables } from './module-scope.js';
import { named, numbered, ref } from './names.js';
import { revivedTimestamp } from './revive-text.js';
import { createStepBuilder, immediately, type StepBuilder } from './step-builder.js';
import { plainText } from './stored-form.js';
import { typedLiteral } from './typed-literal.js';
import { needsOfConversion, needsOfSource } from './upcast-needs.js';

/** A version of an event or of a named record type, as a step sees it. */
export interface FusedStage {
  readonly number: number;
  readonly shape: RecordType;
  /** Its type in TypeScript. */
  readonly type: string;
}

export interface FusedChain {
  /** `ItemAdded`: for messages and the names of functions. */
  readonly subject: string;
  readonly stages: readonly FusedStage[];
  /** From the first stage to the last, one fewer than stages. */
  readonly steps: readonly StepPlan[];
  /** The function that checks what a hand-written step made of a whole version. */
  readonly checkOf?: (version: number) => string;
}

/** What a value is made of, while steps are put one after the other on paper. */
type Value =
  | { readonly kind: 'text'; readonly text: string; /** May be written more than once. */ readonly simple: boolean; readonly optional: boolean }
  | { readonly kind: 'const'; readonly value: Json; readonly type: Type }
  | { readonly kind: 'record'; readonly members: ReadonlyMap<string, Value>; readonly type: Type }
  | { readonly kind: 'absent' };

/** The fields of one version: in a variable, or as they will be. */
type Data =
  | { readonly kind: 'variable'; readonly name: string; readonly fields: readonly Field[] }
  | { readonly kind: 'fields'; readonly values: ReadonlyMap<string, Value>; readonly fields: readonly Field[]; readonly type: string };

interface FuseScope {
  readonly module: ModuleScope;
  readonly builder: StepBuilder;
  readonly variables: Variables;
  readonly subject: string;
  /** What is read twice is one constant. */
  readonly reads: Map<string, Value>;
}

/** The body of a function that takes `data` of the first stage, and gives data of the last. */
export function fusedBody(chain: FusedChain, module: ModuleScope): string {
  const scope = fuseScope(chain.subject, module);
  const [first, ...rest] = chain.stages;
  if (first === undefined) throw new Error('a chain has a first stage');
  let data: Data = { kind: 'variable', name: 'data', fields: first.shape.fields };
  let before = first;
  for (const [index, stage] of rest.entries()) {
    const step = chain.steps[index];
    if (step === undefined) throw new Error('a chain has a step between each two stages');
    data = step.kind === 'custom' ? customStep(data, before, stage, chain, scope) : fieldsStep(step.assignments, data, before, stage, scope);
    before = stage;
  }
  return scope.builder.finish(returned(data, scope));
}

/** Statements that leave a record made of `data` in a variable, and then do what is given with its name. */
export function assignedStatements(
  assignments: readonly Assignment[],
  given: RecordType,
  made: FusedStage,
  subject: string,
  module: ModuleScope,
  variables: Variables,
  last: (variable: string) => readonly string[],
): string {
  const scope: FuseScope = { module, builder: createStepBuilder(variables), variables, subject, reads: new Map() };
  const data: Data = { kind: 'variable', name: 'data', fields: given.fields };
  const values = new Map(
    assignments.map((assignment) => [assignment.field, assignedValue(assignment, data, made, [assignment.field], scope)] as const),
  );
  const record = scope.builder.define({
    name: `${subject.charAt(0).toLowerCase()}${subject.slice(1)}`,
    value: { kind: 'record', members: membersOf(values, scope), type: made.type },
    constant: true,
  });
  return scope.builder.finish(last(record));
}

/** A condition on `data`, which TypeScript narrows by. */
export function conditionText(condition: Condition, module: ModuleScope): string {
  const { emit } = module;
  const { path, type } = condition.read;
  const text = path.reduce((object, name, index) => {
    const optional = index > 0 && condition.read.optionalAt[index - 1] === true;
    return optional ? optionalAccessor(object, name) : accessor(object, name);
  }, 'data');
  switch (condition.kind) {
    case 'present':
      return `${text} !== undefined`;
    case 'absent':
      return `${text} === undefined`;
    case 'equals': {
      const literal = literalText(condition.value, type, { module });
      const isObject = underlying(withoutNull(type, emit), emit.context.types).kind === 'timestamp' && emit.options.timestamps !== 'string';
      if (isObject && condition.value !== null) return `${text} !== undefined && ${runtime.isEqual}(${text}, ${literal})`;
      return `${text} === ${literal.includes(' as ') ? `(${literal})` : literal}`;
    }
  }
}

function fuseScope(subject: string, module: ModuleScope): FuseScope {
  const variables = module.variables('next');
  return { module, builder: createStepBuilder(variables), variables, subject, reads: new Map() };
}

function returned(data: Data, scope: FuseScope): readonly string[] {
  if (data.kind === 'variable') return [`return ${data.name};`];
  return builtRecord(membersOf(data.values, scope), data.type, 'next');
}

function fieldsStep(assignments: readonly Assignment[], given: Data, before: FusedStage, stage: FusedStage, scope: FuseScope): Data {
  const isCustom = assignments.some(({ source }) => source.kind === 'custom');
  const data = isCustom ? inVariable(given, before, scope) : given;
  const values = new Map<string, Value>();
  for (const assignment of assignments) {
    values.set(assignment.field, assignedValue(assignment, data, stage, [assignment.field], scope));
  }
  return { kind: 'fields', values, fields: stage.shape.fields, type: stage.type };
}

function customStep(given: Data, before: FusedStage, stage: FusedStage, chain: FusedChain, scope: FuseScope): Data {
  const data = inVariable(given, before, scope);
  const step = `${chain.subject}@${stage.number}`;
  const check = chain.checkOf?.(stage.number) ?? '';
  const made = scope.builder.define({
    name: `v${stage.number}`,
    value: { kind: 'expression', text: `${accessor('steps', step)}(${data.name}, envelope)` },
    effect: true,
    after: (mark) => [
      `${runtime.demand}(${check}(${loweredText(stage.shape, mark, `lower${chain.subject}V${stage.number}`, scope.module)}), ${stringLiteral(`the step ${step}`)}, '');`,
    ],
  });
  return { kind: 'variable', name: made, fields: stage.shape.fields };
}

function inVariable(data: Data, stage: FusedStage, scope: FuseScope): Extract<Data, { readonly kind: 'variable' }> {
  if (data.kind === 'variable') return data;
  const members = membersOf(data.values, scope);
  const name = scope.builder.define({
    name: `v${stage.number}`,
    value: { kind: 'record', members, type: data.type },
    constant: true,
  });
  return { kind: 'variable', name, fields: data.fields };
}

function assignedValue(assignment: Assignment, data: Data, stage: FusedStage, path: readonly string[], scope: FuseScope): Value {
  const { source, type, checked, field } = assignment;
  if (source.kind === 'custom') {
    const step = `${scope.subject}@${stage.number}.${field}`;
    const text = `${accessor('steps', step)}(${data.kind === 'variable' ? data.name : ''}, envelope)`;
    return demanded({ kind: 'text', text, simple: false, optional: assignment.optional }, type, `the step ${step}`, path, stage, scope);
  }
  const value = sourceValue(source, type, data, stage, path, scope);
  return checked ? demanded(value, type, `version ${stage.number} of ${scope.subject}`, path, stage, scope) : value;
}

/** The value in a constant, behind which it is checked. */
function demanded(value: Value, type: Type, by: string, path: readonly string[], stage: FusedStage, scope: FuseScope): Value {
  if (value.kind === 'absent') return value;
  const { module } = scope;
  const optional = value.kind === 'text' && value.optional;
  const name = `${scope.subject}V${stage.number}${path.map((key) => capital(identifier(key))).join('')}`;
  const text = scope.builder.define({
    name: path.at(-1) ?? 'value',
    value: { kind: 'expression', text: textOf(value, scope) },
    constant: true,
    effect: true,
    after: (mark) => {
      const check = checkOf(type, name, module);
      const lowered = loweredText(type, mark, `lower${name}`, module);
      const pointer = path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
      const statement = `${runtime.demand}(${check}(${lowered}), ${stringLiteral(by)}, ${stringLiteral(pointer)});`;
      return [optional ? `if (${mark} !== undefined) ${statement}` : statement];
    },
  });
  return { kind: 'text', text, simple: true, optional };
}

function checkOf(type: Type, name: string, module: ModuleScope): string {
  if (type.kind === 'reference' && type.refinement === undefined) {
    return ref(numbered(named(module.emit.names.types, type.name).versions, type.version).check);
  }
  return module.shared('check', type, () => {
    const check = module.declare(`check${name}`);
    addCheck(type, { name: check, subject: check.slice('check'.length), exported: false }, module);
    return check;
  });
}

function sourceValue(source: Source, type: Type, data: Data, stage: FusedStage, path: readonly string[], scope: FuseScope): Value {
  const { emit } = scope.module;
  switch (source.kind) {
    case 'absent':
    case 'custom':
      return { kind: 'absent' };
    case 'const':
      return { kind: 'const', value: source.value, type: source.type };
    case 'read':
      return converted(readValue(source.read, data, scope), source.conversion, source.read.type, type, path, scope);
    case 'record': {
      const members = new Map<string, Value>();
      for (const member of source.members) {
        members.set(member.field, assignedValue(member, data, stage, [...path, member.field], scope));
      }
      return { kind: 'record', members, type: source.type };
    }
    case 'enumMap':
      return derived(readValue(source.read, data, scope), path, scope, (text) => lookedUp(source, text, type, path, scope));
    case 'wrap': {
      const base = underlying(withoutNull(type, emit), emit.context.types);
      const element = base.kind === 'list' ? base.element : base;
      const value = readValue(source.read, data, scope);
      return derived(value, path, scope, (text) => `[${conversionText(text, source.conversion, source.read.type, element, path, scope)}]`);
    }
    case 'first':
      return firstValue(source, type, data, stage, path, scope);
    case 'parse': {
      const pointer = source.read.path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
      const value = derived(readValue(source.read, data, scope), path, scope, (text) => parsedText(source.to, text, pointer, type, scope));
      return happening(value, path, scope);
    }
    case 'format':
      return derived(readValue(source.read, data, scope), path, scope, (text) => branded(formattedText(source.from, text, scope), type, emit));
    case 'envelope':
      return { kind: 'text', text: envelopeText(source.property, type, scope), simple: false, optional: false };
  }
}

function readValue(read: Read, data: Data, scope: FuseScope): Value {
  const [name = '', ...rest] = read.path;
  const own = fieldNamed(data.fields, name);
  const optional = isOptionalAt(read, 0) && own?.optional === true;
  let value: Value =
    data.kind === 'variable'
      ? member({ kind: 'text', text: data.name, simple: true, optional: false }, name, optional, scope)
      : (data.values.get(name) ?? { kind: 'absent' });
  let fields = fieldsBehind(own, scope);
  rest.forEach((key, index) => {
    const field = fieldNamed(fields, key);
    value = member(value, key, isOptionalAt(read, index + 1) && field?.optional === true, scope, field);
    fields = fieldsBehind(field, scope);
  });
  return value;
}

/** Whether a name of the path may be absent; what a condition has found to be there may not. */
function isOptionalAt({ path, optional, optionalAt }: Read, index: number): boolean {
  return index < path.length - 1 ? optionalAt[index] === true : optional;
}

function fieldsBehind(field: Field | undefined, { module }: FuseScope): readonly Field[] {
  if (field === undefined) return [];
  const base = underlying(field.type, module.emit.context.types);
  return base.kind === 'record' ? base.fields : [];
}

function member(value: Value, name: string, optional: boolean, scope: FuseScope, field?: Field): Value {
  switch (value.kind) {
    case 'absent':
      return value;
    case 'record':
      return value.members.get(name) ?? { kind: 'absent' };
    case 'const': {
      const part = jsonMember(value.value, name);
      return part === undefined || field === undefined ? { kind: 'absent' } : { kind: 'const', value: part, type: field.type };
    }
    case 'text': {
      const object = simple(value, name, scope);
      const text = object.optional ? optionalAccessor(object.text, name) : accessor(object.text, name);
      const isOptional = object.optional || optional;
      // TypeScript narrows a path by itself only where nothing on it may be absent.
      return { kind: 'text', text, simple: !object.optional, optional: isOptional };
    }
  }
}

function jsonMember(value: Json, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

/** The value as a text that costs nothing to write twice. */
function simple(value: Extract<Value, { readonly kind: 'text' }>, name: string, scope: FuseScope): Extract<Value, { readonly kind: 'text' }> {
  if (value.simple) return value;
  const known = scope.reads.get(value.text);
  if (known?.kind === 'text') return known;
  const text = scope.builder.define({ name, value: { kind: 'expression', text: value.text }, constant: true });
  const constant = { ...value, text, simple: true };
  scope.reads.set(value.text, constant);
  return constant;
}

function converted(value: Value, conversion: Conversion, from: Type, to: Type, path: readonly string[], scope: FuseScope): Value {
  const { emit } = scope.module;
  if (value.kind === 'absent') return value;
  if (isSame(changeOf(conversion, from, to, emit))) return value;
  // Scalars of a literal are written as they are stored, and so need no conversion.
  if (value.kind === 'const' && isScalar(conversion)) return { ...value, type: to };
  const result = derived(value, path, scope, (text) => conversionText(text, conversion, from, to, path, scope));
  return needsOfConversion(conversion, emit.plans).throws ? happening(result, path, scope) : result;
}

function isScalar({ kind }: Conversion): boolean {
  return kind === 'cast' || kind === 'timestampToString' || kind === 'intToLong';
}

function conversionText(text: string, conversion: Conversion, from: Type, to: Type, path: readonly string[], scope: FuseScope): string {
  const name = `convert${scope.subject}${path.map((key) => capital(identifier(key))).join('')}`;
  return changedText(changeOf(conversion, from, to, scope.module.emit), text, name, scope.module);
}

/** What is made of a value, where there is one. */
function derived(value: Value, path: readonly string[], scope: FuseScope, make: (text: string) => string): Value {
  if (value.kind === 'absent') return value;
  const name = path.at(-1) ?? 'value';
  const given = simple(value.kind === 'text' ? value : { kind: 'text', text: textOf(value, scope), simple: false, optional: false }, name, scope);
  const made = make(given.text);
  const text = given.optional ? `${given.text} === undefined ? undefined : ${made}` : made;
  const mark = scope.builder.define({ name, value: { kind: 'expression', text } });
  return { kind: 'text', text: mark, simple: false, optional: given.optional };
}

/** The value in a constant, because making it may throw. */
function happening(value: Value, path: readonly string[], scope: FuseScope): Value {
  if (value.kind !== 'text') return value;
  const definition = { name: path.at(-1) ?? 'value', value: { kind: 'expression', text: value.text }, effect: true } as const;
  return { ...value, text: scope.builder.define(definition), simple: true };
}

function firstValue(
  source: Extract<Source, { readonly kind: 'first' }>,
  type: Type,
  data: Data,
  stage: FusedStage,
  path: readonly string[],
  scope: FuseScope,
): Value {
  const { emit } = scope.module;
  const list = readValue(source.read, data, scope);
  const base = underlying(source.read.type, emit.context.types);
  const element = base.kind === 'list' ? base.element : base;
  const pointer = source.read.path.map((key) => `/${key}`).join('');
  const convert = (text: string): string => conversionText(text, source.conversion, element, type, path, scope);
  const throws = needsOfConversion(source.conversion, emit.plans).throws;

  if (source.else === undefined) {
    const value = derived(list, path, scope, (text) => {
      const call = `${runtime.firstItem}(${stringLiteral(pointer)}, ${text})`;
      if (isSame(changeOf(source.conversion, element, type, emit))) return call;
      // The head of a list that may be absent is only taken where the list is there.
      if (isOptional(list)) return immediately(`const item = ${call};\nreturn ${convert('item')};`);
      return convert(scope.builder.define({ name: 'first', value: { kind: 'expression', text: call }, constant: true }));
    });
    return throws ? happening(value, path, scope) : value;
  }

  if (list.kind === 'absent') return list;
  const given = simple(list.kind === 'text' ? list : { kind: 'text', text: textOf(list, scope), simple: false, optional: false }, 'list', scope);
  const headText = given.optional ? `${given.text}?.[0]` : `${given.text}[0]`;
  const head = scope.builder.define({ name: 'first', value: { kind: 'expression', text: headText }, constant: true });
  const otherwise = elseText(source.else, type, data, stage, path, scope);
  const chosen = `${head} === undefined ? ${otherwise.text} : ${convert(head)}`;
  const text = given.optional ? `${given.text} === undefined ? undefined : ${chosen}` : chosen;
  const value: Value = {
    kind: 'text',
    text: scope.builder.define({ name: path.at(-1) ?? 'value', value: { kind: 'expression', text } }),
    simple: false,
    optional: given.optional || otherwise.optional,
  };
  return throws || otherwise.throws ? happening(value, path, scope) : value;
}

/** What stands in for the first item of an empty list. It must not happen where the list has one. */
function elseText(
  source: Source,
  type: Type,
  data: Data,
  stage: FusedStage,
  path: readonly string[],
  scope: FuseScope,
): { readonly text: string; readonly optional: boolean; readonly throws: boolean } {
  const { throws } = needsOfSource(source, scope.module.emit.plans);
  if (!throws) {
    const value = sourceValue(source, type, data, stage, path, scope);
    return { text: textOf(value, scope), optional: isOptional(value), throws };
  }
  const inner: FuseScope = { ...scope, builder: createStepBuilder(scope.variables), reads: new Map() };
  const value = sourceValue(source, type, data, stage, path, inner);
  return { text: immediately(inner.builder.finish([`return ${textOf(value, inner)};`])), optional: isOptional(value), throws };
}

function isOptional(value: Value): boolean {
  return value.kind === 'absent' || (value.kind === 'text' && value.optional);
}

function lookedUp(
  { map, read }: Extract<Source, { readonly kind: 'enumMap' }>,
  text: string,
  type: Type,
  path: readonly string[],
  { module, subject }: FuseScope,
): string {
  const { emit } = module;
  const target = withoutNull(type, emit);
  const entries = map.map(([from, to]) => `${propertyKey(from)}: ${typedLiteral(to, target, emit)}`);
  const from = plainText(underlying(read.type, emit.context.types), emit);
  const name = identifier(`${subject.charAt(0).toLowerCase()}${subject.slice(1)} ${path.join(' ')} images`);
  const table = module.constant(name, `Readonly<Record<${from}, ${plainText(target, emit)}>>`, delimited('{', entries, '}', { beside: 60 }));
  return `${table}[${brandsOf(read.type, emit.context.types).size === 0 ? text : `${text} as ${from}`}]`;
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
  const isString = to === 'decimal' || to === 'date' || (to === 'timestamp' && module.emit.options.timestamps === 'string');
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

function formattedText(from: ParsedKind, text: string, { module }: FuseScope): string {
  if (from === 'timestamp' && module.emit.options.timestamps === 'date') return `${runtime.lowerDate}(${text})`;
  if (from === 'timestamp' && module.emit.options.timestamps === 'temporal') return `${runtime.lowerInstant}(${text})`;
  return `${formatters[from]}(${text})`;
}

function envelopeText(property: 'recordedAt' | 'id' | 'stream' | 'revision', type: Type, { module: { emit } }: FuseScope): string {
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

/** The members of a record that is built: those that are there, and those that may be. */
function membersOf(values: ReadonlyMap<string, Value>, scope: FuseScope): readonly BuiltMember[] {
  return [...values].flatMap(([name, value]): BuiltMember[] => {
    if (value.kind === 'absent') return [];
    if (value.kind !== 'text' || !value.optional) return [{ name, text: textOf(value, scope), present: undefined }];
    const { text } = simple(value, name, scope);
    return [{ name, text, present: `${text} !== undefined` }];
  });
}

function textOf(value: Value, scope: FuseScope): string {
  const { emit } = scope.module;
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'const':
      return literalText(value.value, value.type, scope);
    case 'record':
      return scope.builder.define({
        name: 'record',
        value: { kind: 'record', members: membersOf(value.members, scope), type: plainText(value.type, emit) },
      });
    case 'absent':
      return 'undefined';
  }
}

function literalText(value: Json, type: Type, { module }: { readonly module: ModuleScope }): string {
  return underlying(type, module.emit.context.types).kind === 'json' ? jsonLiteral(value) : typedLiteral(value, type, module.emit);
}
