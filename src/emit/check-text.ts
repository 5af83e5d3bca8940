import { delimited, fits, indent } from '../codegen/layout.js';
import { stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { underlying } from '../model/type-lookup.js';
import type { Field, ListType, MapType, ReferenceType, Type, UnionType } from '../model/type.js';
import { condition, guarded } from './condition-text.js';
import { expectationOf, membersExpectation } from './expectation.js';
import { capital, identifier, type ModuleScope, type Variables } from './module-scope.js';
import { named, numbered, ref } from './names.js';
import { isInherited } from './reserved-names.js';
import { scalarFaults } from './scalar-check.js';

/** Loops stand within loops so deep; what lies deeper is a function of its own. */
const deepest = 2;
const mostCompared = 16;

interface CheckScope {
  readonly module: ModuleScope;
  readonly variables: Variables;
  /** What functions and constants of parts are named for: `ItemAddedV1`. */
  readonly name: string;
  /** Loops around. */
  readonly depth: number;
  readonly uses: { problem: boolean };
}

/** An expression of a value that is checked, and the way to it from the value that the function is given. */
interface Place {
  readonly expression: string;
  /** Expressions of keys, from the outside in. */
  readonly path: readonly string[];
}

export interface CheckFunction {
  readonly name: string;
  /** What parts are named for. */
  readonly subject: string;
  readonly exported: boolean;
  readonly documentation?: string;
  /** Whether keys that are not declared are none of its business. */
  readonly open?: boolean;
}

/** `function checkSku(value: unknown): Problem | undefined`: the first thing that is wrong with a stored value. */
export function addCheck(
  type: Type,
  { name, subject, exported, documentation = '', open = false }: CheckFunction,
  module: ModuleScope,
): void {
  const scope: CheckScope = {
    module,
    variables: module.variables(),
    name: subject,
    depth: 0,
    uses: { problem: false },
  };
  const place: Place = { expression: 'value', path: [] };
  const later: (() => void)[] = [];
  const body =
    type.kind === 'record'
      ? recordCheck(type.fields, place, scope, later, { open })
      : checkOf(type, place, scope, later);
  const declaration = scope.uses.problem ? [`let problem: ${runtime.Problem} | undefined;`] : [];
  const lines = [...declaration, ...body];
  const closing = /^(?:return|switch) /u.test(lines.at(-1) ?? '') ? [] : ['return undefined;'];
  const text = indent([...lines, ...closing].join('\n'));
  module.add(
    `${documentation}${exported ? 'export ' : ''}function ${name}(value: unknown): ${runtime.Problem} | undefined {\n${text}\n}`,
  );
  for (const add of later) add();
}

type Later = (() => void)[];

/** Statements that return a problem, or fall through. */
function checkOf(type: Type, place: Place, scope: CheckScope, later: Later, guards: readonly string[] = []): string[] {
  switch (type.kind) {
    case 'list':
    case 'map':
      return guarded(
        guards,
        scope.depth < deepest ? loopCheck(type, place, scope, later) : partCheck(type, place, scope, later),
      );
    case 'record':
    case 'union':
      return guarded(
        guards,
        isWhole(place) ? objectCheck(type, place, scope, later) : partCheck(type, place, scope, later),
      );
    case 'nullable':
      return checkOf(type.inner, place, scope, later, [...guards, `${place.expression} !== null`]);
    case 'reference':
      return guarded(guards, referenceCheck(type, place, scope));
    default: {
      const faults = scalarFaults(type, place.expression, constantName(scope), scope.module);
      const nullable = guards.some((guard) => guard.endsWith('!== null')) ? ' or null' : '';
      const what = expectationOf(type, scope.module.emit.context.types) + nullable;
      return [condition(guards, faults, refusal(what, place))];
    }
  }
}

function isWhole({ path }: Place): boolean {
  return path.length === 0;
}

/** Of a record or union that is the function's whole subject. */
function objectCheck(
  type: Extract<Type, { kind: 'record' | 'union' }>,
  place: Place,
  scope: CheckScope,
  later: Later,
): string[] {
  return type.kind === 'record' ? recordCheck(type.fields, place, scope, later) : unionCheck(type, place, scope, later);
}

function recordCheck(
  fields: readonly Field[],
  place: Place,
  scope: CheckScope,
  later: Later,
  options: { readonly tag?: string; readonly open?: boolean } = {},
): string[] {
  const statements = fields.flatMap((field) => fieldCheck(field, place, scope, later));
  const keys = [...(options.tag === undefined ? [] : [options.tag]), ...fields.map(({ name }) => name)];
  const objectness =
    options.tag === undefined ? [`if (!${runtime.isObject}(value)) ${refusal('an object', place)}`] : [];
  return [...objectness, ...statements, ...(options.open === true ? [] : surplusCheck(keys, place, scope))];
}

function fieldCheck(field: Field, { expression, path }: Place, scope: CheckScope, later: Later): string[] {
  const variable = scope.variables.take(field.name);
  const value = memberText(expression, field.name);
  const inner: CheckScope = { ...scope, name: scope.name + capital(identifier(field.name)) };
  const place: Place = { expression: variable, path: [...path, stringLiteral(field.name)] };
  const guards = field.optional ? [`${variable} !== undefined`] : [];
  return [`const ${variable} = ${value};`, ...checkOf(field.type, place, inner, later, guards)];
}

/** `value['sku']`; what every object inherits is no field of it. */
export function memberText(object: string, name: string): string {
  return isInherited(name) ? `${runtime.own}(${object}, ${stringLiteral(name)})` : `${object}[${stringLiteral(name)}]`;
}

function surplusCheck(keys: readonly string[], { path }: Place, scope: CheckScope): string[] {
  const problem = wrapped(`${runtime.surplus}(key)`, path);
  if (keys.length === 0) return [`for (const key in value) return ${problem};`];
  const texts = keys.map(stringLiteral);
  if (keys.length > mostCompared) {
    const set = scope.module.constant(
      `${constantName(scope)}Keys`,
      'ReadonlySet<string>',
      `new Set(${delimited('[', texts, ']')})`,
    );
    return [`for (const key in value) if (!${set}.has(key)) return ${problem};`];
  }
  const tests = texts.map((text) => `key !== ${text}`);
  const line = `for (const key in value) if (${tests.join(' && ')}) return ${problem};`;
  if (fits(line, 2)) return [line];
  return ['for (const key in value) {', indent(condition([], [tests.join(' && ')], `return ${problem};`)), '}'];
}

function unionCheck({ tag, members }: UnionType, place: Place, scope: CheckScope, later: Later): string[] {
  const cases = members.map(({ name, fields }) => {
    const inner = { ...scope, name: scope.name + capital(identifier(name)) };
    const body = recordCheck(fields, place, inner, later, { tag });
    return `case ${stringLiteral(name)}: {\n${indent([...body, 'return undefined;'].join('\n'))}\n}`;
  });
  const what = membersExpectation(members.map(({ name }) => name));
  const variable = scope.variables.take(tag);
  const refused = refusal(what, { expression: variable, path: [...place.path, stringLiteral(tag)] });
  return [
    `if (!${runtime.isObject}(value)) ${refusal('an object', place)}`,
    `const ${variable} = ${memberText('value', tag)};`,
    `switch (${variable}) {\n${indent([...cases, `default:\n${indent(refused)}`].join('\n'))}\n}`,
  ];
}

function loopCheck(type: ListType | MapType, place: Place, scope: CheckScope, later: Later): string[] {
  return type.kind === 'list' ? listCheck(type, place, scope, later) : mapCheck(type, place, scope, later);
}

function listCheck(type: ListType, place: Place, scope: CheckScope, later: Later): string[] {
  const { expression, path } = place;
  const index = scope.variables.take('i');
  const item = scope.variables.take('item');
  const inner = { ...scope, name: `${scope.name}Item`, depth: scope.depth + 1 };
  const body = checkOf(type.element, { expression: item, path: [...path, index] }, inner, later);
  const what = expectationOf({ ...type, unique: false }, scope.module.emit.context.types);
  return [
    condition([], [`!Array.isArray(${expression})`, ...sizeFaults(type, expression)], refusal(what, place)),
    ...(body.length === 0
      ? []
      : [
          `for (let ${index} = 0; ${index} < ${expression}.length; ${index} += 1) {\n${indent(
            [`const ${item}: unknown = ${expression}[${index}];`, ...body].join('\n'),
          )}\n}`,
        ]),
    ...(type.unique ? [uniquenessCheck(type, place, scope)] : []),
  ];
}

function sizeFaults({ minItems = 0, maxItems }: ListType, expression: string): readonly string[] {
  return [
    ...(minItems === 0 ? [] : [`${expression}.length < ${minItems}`]),
    ...(maxItems === undefined ? [] : [`${expression}.length > ${maxItems}`]),
  ];
}

function uniquenessCheck(type: ListType, place: Place, scope: CheckScope): string {
  const what = expectationOf(type, scope.module.emit.context.types);
  return condition([], [`!${runtime.allUnique}(${place.expression})`], refusal(what, place));
}

function mapCheck(type: MapType, place: Place, scope: CheckScope, later: Later): string[] {
  const { expression, path } = place;
  const key = scope.variables.take('key');
  const entry = scope.variables.take('item');
  const inner = { ...scope, name: `${scope.name}Value`, depth: scope.depth + 1 };
  const entryPath = [...path, key];
  const body = checkOf(type.value, { expression: entry, path: entryPath }, inner, later);
  const lines = [...keyCheck(type.key, key, entryPath, scope), `const ${entry} = ${expression}[${key}];`, ...body];
  return [
    condition([], [`!${runtime.isObject}(${expression})`], refusal('an object', place)),
    `for (const ${key} in ${expression}) {\n${indent(lines.join('\n'))}\n}`,
  ];
}

function keyCheck(type: Type, key: string, path: readonly string[], scope: CheckScope): string[] {
  const { types } = scope.module.emit.context;
  if (type.kind === 'string' && Object.values(type).every((value) => value === 'string' || value === undefined))
    return [];
  const refused = refusal(`a key that is ${expectationOf(type, types)}`, { expression: key, path });
  if (type.kind !== 'reference') {
    const base = underlying(type, types);
    return isScalar(base)
      ? [condition([], scalarFaults(base, key, `${constantName(scope)}Key`, scope.module), refused)]
      : [];
  }
  const faults = [`${checkName(type, scope)}(${key}) !== undefined`];
  const { refinement } = type;
  if (refinement !== undefined && isScalar(refinement)) {
    faults.push(...scalarFaults(refinement, key, `${constantName(scope)}Key`, scope.module).slice(1));
  }
  return [condition([], faults, refused)];
}

function referenceCheck(type: ReferenceType, place: Place, scope: CheckScope): string[] {
  const call = `${checkName(type, scope)}(${place.expression})`;
  const { refinement } = type;
  if (isWhole(place) && refinement === undefined) return [`return ${call};`];
  return [
    ...callCheck(call, place, scope),
    ...(refinement === undefined ? [] : refinementCheck(refinement, place, scope)),
  ];
}

function checkName({ name, version }: ReferenceType, { module }: CheckScope): string {
  return ref(numbered(named(module.emit.names.types, name).versions, version).check);
}

/** Only what a use adds to a named type: that has been checked already, items of a list too. */
function refinementCheck(refinement: Type, place: Place, scope: CheckScope): string[] {
  switch (refinement.kind) {
    case 'nullable':
      return guarded([`${place.expression} !== null`], refinementCheck(refinement.inner, place, scope));
    case 'list': {
      const what = expectationOf(refinement, scope.module.emit.context.types);
      const faults = [`!Array.isArray(${place.expression})`, ...sizeFaults(refinement, place.expression)];
      const unique = refinement.unique ? [`!${runtime.allUnique}(${place.expression})`] : [];
      return [condition([], [...faults, ...unique], refusal(what, place))];
    }
    default:
      return isScalar(refinement) ? checkOf(refinement, place, scope, []) : [];
  }
}

/** A part that is checked by a function of its own. */
function partCheck(type: Type, place: Place, scope: CheckScope, later: Later): string[] {
  const { module, name } = scope;
  const functionName = module.declare(`check${name}`);
  later.push(() =>
    addCheck(type, { name: functionName, subject: functionName.slice('check'.length), exported: false }, module),
  );
  return callCheck(`${functionName}(${place.expression})`, place, scope);
}

function callCheck(call: string, { path }: Place, scope: CheckScope): string[] {
  scope.uses.problem = true;
  return [`problem = ${call};`, `if (problem !== undefined) return ${wrapped('problem', path)};`];
}

function refusal(what: string, { expression, path }: Place): string {
  return `return ${wrapped(`${runtime.expected}(${stringLiteral(what)}, ${expression})`, path)};`;
}

function wrapped(problem: string, path: readonly string[]): string {
  return path.reduceRight((inner, key) => `${runtime.inside}(${key}, ${inner})`, problem);
}

function isScalar(
  type: Type,
): type is Exclude<Type, { kind: 'list' | 'map' | 'nullable' | 'record' | 'union' | 'reference' }> {
  return !['list', 'map', 'nullable', 'record', 'union', 'reference'].includes(type.kind);
}

function constantName({ name }: CheckScope): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
