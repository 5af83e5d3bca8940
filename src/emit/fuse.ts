import { delimited, fits, indent } from '../codegen/layout.js';
import { accessor, optionalAccessor, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { Assignment, Condition, Read, Source, StepPlan } from '../evolution/plan.js';
import type { Json } from '../language/syntax.js';
import { fieldNamed, underlying } from '../model/type-lookup.js';
import type { RecordType, Type } from '../model/type.js';
import { addCheck } from './check-text.js';
import { withoutNull } from './conversion-change.js';
import { originOf } from './follow-value.js';
import { type FuseScope, literalText, membersOf, simple, type TextValue, type Value } from './fused-value.js';
import { loweredText } from './lower-text.js';
import { capital, identifier, type ModuleScope, type Variables } from './module-scope.js';
import { named, numbered, ref } from './names.js';
import { type Data, pointerTo, type SourceScope, sourceValue } from './source-value.js';
import { createStepBuilder } from './step-builder.js';
import { plainText } from './stored-form.js';

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

/** The body of a function that takes `data` of the first stage, and gives data of the last. */
export function fusedBody(chain: FusedChain, module: ModuleScope): string {
  const scope = fuseScope(chain.subject, module, module.variables('next'));
  const [first, ...rest] = chain.stages;
  if (first === undefined) throw new Error('a chain has a first stage');
  let data: Data = { kind: 'variable', name: 'data', fields: first.shape.fields };
  let before = first;
  for (const [index, stage] of rest.entries()) {
    const step = chain.steps[index];
    if (step === undefined) throw new Error('a chain has a step between each two stages');
    data =
      step.kind === 'custom'
        ? customStep(data, before, stage, chain, scope)
        : fieldsStep(step.assignments, data, before, stage, scope);
    before = stage;
  }
  if (data.kind === 'fields')
    return scope.builder.finish({ kind: 'record', members: membersOf(data.values, scope), type: data.type });
  const { name } = data;
  return scope.builder.finish({ kind: 'statements', statements: (resolve) => [`return ${resolve(name)};`] });
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
  const scope = fuseScope(subject, module, variables);
  const data: Data = { kind: 'variable', name: 'data', fields: given.fields };
  const values = assignedValues(assignments, data, made, [], scope);
  const record = scope.builder.define({
    name: `${subject.charAt(0).toLowerCase()}${subject.slice(1)}`,
    value: { kind: 'record', members: membersOf(values, scope), type: made.type },
    constant: true,
  });
  return scope.builder.finish({ kind: 'statements', statements: (resolve) => last(record).map(resolve) });
}

/** A condition on `data`, which TypeScript narrows by. */
export function conditionText(condition: Condition, module: ModuleScope): string {
  const { path } = condition.read;
  const text = path.reduce((object, name, index) => {
    const optional = index > 0 && condition.read.optionalAt[index - 1] === true;
    return optional ? optionalAccessor(object, name) : accessor(object, name);
  }, 'data');
  switch (condition.kind) {
    case 'present':
      return `${text} !== undefined`;
    case 'absent':
      return `${text} === undefined`;
    case 'equals':
      return equalsText(text, condition.value, condition.read, module);
  }
}

/** By what a value stands for, so that it makes no difference what a timestamp is in TypeScript, or how it is written. */
function equalsText(text: string, value: Json, { type, optional }: Read, module: ModuleScope): string {
  const { emit } = module;
  const literal = literalText(value, type, module);
  const present = withoutNull(type, emit);
  const { kind } = underlying(present, emit.context.types);
  if (value === null || (kind !== 'timestamp' && kind !== 'decimal'))
    return `${text} === ${literal.includes(' as ') ? `(${literal})` : literal}`;
  const there = [...(optional ? [`${text} !== undefined`] : []), ...(present === type ? [] : [`${text} !== null`])];
  if (kind === 'timestamp' && emit.options.timestamps !== 'string')
    return [...there, `${runtime.isEqual}(${text}, ${literal})`].join(' && ');
  const compare = kind === 'timestamp' ? runtime.compareTimestamps : runtime.compareDecimal;
  return [...there, `${compare}(${text}, ${literal}) === 0`].join(' && ');
}

function fuseScope(subject: string, module: ModuleScope, variables: Variables): FuseScope {
  return { module, builder: createStepBuilder(variables), variables, subject, written: new Map() };
}

function fieldsStep(
  assignments: readonly Assignment[],
  given: Data,
  before: FusedStage,
  stage: FusedStage,
  scope: FuseScope,
): Data {
  const isCustom = assignments.some(({ source }) => source.kind === 'custom');
  const data = isCustom ? inVariable(given, before, scope) : given;
  return {
    kind: 'fields',
    values: assignedValues(assignments, data, stage, [], scope),
    fields: stage.shape.fields,
    type: stage.type,
  };
}

function customStep(given: Data, before: FusedStage, stage: FusedStage, chain: FusedChain, scope: FuseScope): Data {
  const data = inVariable(given, before, scope);
  const { subject } = chain;
  const step = `${subject}@${stage.number}`;
  const text = `${accessor('steps', step)}(${data.name}, envelope)`;
  const made = scope.builder.define({
    name: `v${stage.number}`,
    value: { kind: 'expression', text },
    effect: true,
    constant: true,
  });
  const lowered = loweredText(stage.shape, made, `lower${subject}V${stage.number}`, scope.module);
  demand(`${chain.checkOf?.(stage.number) ?? ''}(${lowered})`, `the step ${step}`, [], undefined, scope);
  return { kind: 'variable', name: made, fields: stage.shape.fields };
}

/** What a hand-written step is given has to be there as a whole. */
function inVariable(data: Data, stage: FusedStage, scope: FuseScope): Extract<Data, { readonly kind: 'variable' }> {
  if (data.kind === 'variable') return data;
  const name = scope.builder.define({
    name: `v${stage.number}`,
    value: { kind: 'record', members: membersOf(data.values, scope), type: data.type },
    constant: true,
  });
  return { kind: 'variable', name, fields: data.fields };
}

/** The values of the fields of a record. @param path to the record; none to the whole version. */
function assignedValues(
  assignments: readonly Assignment[],
  data: Data,
  stage: FusedStage,
  path: readonly string[],
  scope: FuseScope,
): ReadonlyMap<string, Value> {
  const record = (
    source: Extract<Source, { readonly kind: 'record' }>,
    to: readonly string[],
    inner: SourceScope,
  ): Value => ({
    kind: 'record',
    members: assignedValues(source.members, data, stage, to, inner),
    name: to.at(-1) ?? 'record',
    type: source.type.kind === 'reference' ? plainText(source.type, scope.module.emit) : memberType(stage, to, scope),
  });
  const sources: SourceScope = { ...scope, data, record };
  return new Map(
    assignments.map((assignment) => [
      assignment.field,
      assignedValue(assignment, stage, [...path, assignment.field], sources),
    ]),
  );
}

/** `NestedV2['price']`: the type of a record that has no name of its own. */
function memberType({ type, shape }: FusedStage, path: readonly string[], { module }: FuseScope): string {
  const { emit } = module;
  let text = type;
  let record: Type = shape;
  for (const key of path) {
    const field = record.kind === 'record' ? fieldNamed(record.fields, key) : undefined;
    text = `${text}[${stringLiteral(key)}]`;
    if (field === undefined) continue;
    const present = withoutNull(field.type, emit);
    if (field.optional || present !== field.type) text = `NonNullable<${text}>`;
    record = underlying(present, emit.context.types);
  }
  return text;
}

function assignedValue(
  { source, type, optional, checked, field }: Assignment,
  stage: FusedStage,
  path: readonly string[],
  scope: SourceScope,
): Value {
  if (source.kind === 'custom') {
    const step = `${scope.subject}@${stage.number}.${field}`;
    const text = `${accessor('steps', step)}(${scope.data.kind === 'variable' ? scope.data.name : ''}, envelope)`;
    const made = scope.builder.define({
      name: field,
      value: { kind: 'expression', text },
      effect: true,
      constant: true,
    });
    const value: TextValue = { kind: 'text', text: made, simple: true, optional };
    return demanded(value, type, `the step ${step}`, path, stage, scope);
  }
  const value = sourceValue(source, type, path, scope);
  if (!checked) return value;
  return demanded(value, type, `${path.join('.')} of version ${stage.number} of ${scope.subject}`, path, stage, scope);
}

/** The value, which is checked before anything else happens. */
function demanded(
  value: Value,
  type: Type,
  by: string,
  path: readonly string[],
  stage: FusedStage,
  scope: FuseScope,
): Value {
  if (value.kind === 'absent') return value;
  const { module, subject } = scope;
  const given = simple(value, path.at(-1) ?? 'value', scope);
  const name = `${subject}V${stage.number}${path.map((key) => capital(identifier(key))).join('')}`;
  const lowered = loweredText(type, given.text, `lower${name}`, module);
  demand(
    `${checkOf(type, name, module)}(${lowered})`,
    by,
    originOf(value) ?? path,
    given.optional ? given.text : undefined,
    scope,
  );
  return given;
}

/** `demand(checkQuantity(data.qty), 'version 2 of ItemAdded', '/quantity');` */
function demand(
  check: string,
  by: string,
  path: readonly string[],
  optional: string | undefined,
  { builder }: FuseScope,
): void {
  builder.happen((resolve) => {
    const parts = [resolve(check), stringLiteral(by), stringLiteral(pointerTo(path))];
    const guard = optional === undefined ? '' : `if (${resolve(optional)} !== undefined) `;
    const line = `${guard}${runtime.demand}(${parts.join(', ')});`;
    if (fits(line, 2)) return [line];
    const call = `${delimited(`${runtime.demand}(`, parts, ')', { beside: 3 })};`;
    return [guard === '' ? call : `${guard}{\n${indent(call)}\n}`];
  });
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
