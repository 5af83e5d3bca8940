import { shownLength } from '../codegen/import-symbol.js';
import { delimited, fits, indent } from '../codegen/layout.js';
import { accessor, property, propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { capital, identifier, type ModuleScope } from './module-scope.js';
import { isInherited } from './reserved-names.js';

/**
 * How a value of TypeScript becomes another, part by part. Builds anew what is changed, and keeps the rest by reference.
 * Of what `throws`, an error says in which part it was.
 */
export type Change =
  | { readonly kind: 'same' }
  /** An expression of the value's expression, which is used once. */
  | { readonly kind: 'apply'; readonly apply: (expression: string) => string }
  /** `null` stays. */
  | { readonly kind: 'nullable'; readonly inner: Change }
  | { readonly kind: 'list'; readonly element: Change; readonly throws?: boolean }
  | { readonly kind: 'map'; readonly value: Change; readonly throws?: boolean }
  | { readonly kind: 'record'; readonly fields: readonly FieldChange[]; readonly types: ChangedTypes }
  | {
      readonly kind: 'union';
      readonly tag: string;
      readonly members: readonly { readonly name: string; readonly fields: readonly FieldChange[] }[];
      readonly types: ChangedTypes;
    };

/** The types of a record before and after, as TypeScript. */
export interface ChangedTypes {
  readonly from: string;
  readonly to: string;
  /** Arguments beside the value that the function is given: `envelope`. */
  readonly beside?: { readonly name: string; readonly type: string };
  /** Changes with the same identity are made by the same function. */
  readonly identity?: object;
}

export interface FieldChange {
  readonly name: string;
  /** May be absent before. */
  readonly optional: boolean;
  readonly change: Change;
  readonly throws?: boolean;
}

/** The same change, `same` where nothing in it changes anything. */
export function simplified(change: Change): Change {
  switch (change.kind) {
    case 'same':
    case 'apply':
      return change;
    case 'nullable':
      return isSame(change.inner) ? { kind: 'same' } : change;
    case 'list':
      return isSame(change.element) ? { kind: 'same' } : change;
    case 'map':
      return isSame(change.value) ? { kind: 'same' } : change;
    case 'record':
      return change.fields.every((field) => isSame(field.change)) ? { kind: 'same' } : change;
    case 'union':
      return change.members.every(({ fields }) => fields.every((field) => isSame(field.change)))
        ? { kind: 'same' }
        : change;
  }
}

export function isSame(change: Change): boolean {
  return simplified(change).kind === 'same';
}

/**
 * The changed value. The expression may be written several times, so it is one that costs nothing: a variable or a path.
 *
 * @param name what functions of parts are named for: `reviveItemAddedV1Price`.
 */
export function changedText(change: Change, expression: string, name: string, module: ModuleScope): string {
  const simple = simplified(change);
  switch (simple.kind) {
    case 'same':
      return expression;
    case 'apply':
      return simple.apply(expression);
    case 'nullable':
      return `${expression} === null ? null : ${changedText(simple.inner, expression, name, module)}`;
    case 'list': {
      const change = (item: string): string => changedText(simple.element, item, `${name}Item`, module);
      return simple.throws === true
        ? `${expression}.map((item, index) => ${withinText('index', 'item', change)})`
        : `${expression}.map((item) => ${arrowBody(change('item'))})`;
    }
    case 'map': {
      const change = (item: string): string => changedText(simple.value, item, `${name}Value`, module);
      return simple.throws === true
        ? `${runtime.mapValues}(${expression}, (item, key) => ${withinText('key', 'item', change)})`
        : `${runtime.mapValues}(${expression}, (item) => ${arrowBody(change('item'))})`;
    }
    case 'record':
    case 'union': {
      const { identity, beside } = simple.types;
      const functionName = module.shared('change', identity, () => {
        const declared = module.declare(name);
        addChangeFunction(simple, declared, module);
        return declared;
      });
      return `${functionName}(${expression}${beside === undefined ? '' : `, ${beside.name}`})`;
    }
  }
}

/**
 * What is made of a part of a value by what may throw an error, which is to say where the part stands.
 *
 * @param place an expression: of a key, an index, or the way to the part.
 */
export function withinText(place: string, part: string, make: (part: string) => string): string {
  const made = make('part');
  const called = /^([^()\s]+)\(part\)$/u.exec(made)?.[1];
  return `${runtime.within}(${place}, ${part}, ${called ?? `(part) => ${arrowBody(made)}`})`;
}

function arrowBody(text: string): string {
  return text.startsWith('{') ? `(${text})` : text;
}

export interface ChangeFunctionOptions {
  readonly exported?: boolean;
  readonly documentation?: string;
}

/** A function that changes a record or a union. */
export function addChangeFunction(
  change: Extract<Change, { readonly kind: 'record' | 'union' }>,
  name: string,
  module: ModuleScope,
  { exported = false, documentation = '' }: ChangeFunctionOptions = {},
): void {
  // Functions of parts stand below.
  const parts: string[] = [];
  const later: ModuleScope = { ...module, add: (statement) => void parts.push(statement) };
  const body =
    change.kind === 'record'
      ? recordBody(change.fields, undefined, change.types.to, name, later)
      : unionBody(change, name, later);
  const { from, to, beside } = change.types;
  const parameters = [`value: ${from}`, ...(beside === undefined ? [] : [`${beside.name}: ${beside.type}`])];
  const beginning = `${exported ? 'export ' : ''}function ${name}`;
  const list = delimited('(', parameters, ')', { beside: shownLength(`${beginning}: ${to} {`) });
  module.add(`${documentation}${beginning}${list}: ${to} {\n${indent(body)}\n}`);
  for (const part of parts) module.add(part);
}

function unionBody(change: Extract<Change, { readonly kind: 'union' }>, name: string, module: ModuleScope): string {
  const tag = accessor('value', change.tag);
  const changed = change.members.filter(({ fields }) => fields.some((field) => !isSame(field.change)));
  const cases = changed.map((member) => {
    const body = recordBody(
      member.fields,
      [change.tag, stringLiteral(member.name)],
      `Extract<${change.types.to}, { readonly ${propertyKey(change.tag)}: ${stringLiteral(member.name)} }>`,
      name + capital(identifier(member.name)),
      module,
    );
    return `case ${stringLiteral(member.name)}: {\n${indent(body)}\n}`;
  });
  const rest = changed.length === change.members.length ? [] : ['default:\n  return value;'];
  return `switch (${tag}) {\n${indent([...cases, ...rest].join('\n'))}\n}`;
}

function recordBody(
  fields: readonly FieldChange[],
  tag: readonly [name: string, literal: string] | undefined,
  type: string,
  name: string,
  module: ModuleScope,
): string {
  const members: BuiltMember[] = fields.map((field) => {
    const read = accessor('value', field.name);
    const change = (part: string): string =>
      changedText(field.change, part, name + capital(identifier(field.name)), module);
    const text = field.throws === true ? withinText(stringLiteral(field.name), read, change) : change(read);
    return { name: field.name, text, present: field.optional ? `${read} !== undefined` : undefined };
  });
  const tagged: BuiltMember[] = tag === undefined ? [] : [{ name: tag[0], text: tag[1], present: undefined }];
  return builtRecord([...tagged, ...members], type, 'changed').join('\n');
}

export interface BuiltMember {
  readonly name: string;
  readonly text: string;
  /** What is true where an optional member is there. */
  readonly present: string | undefined;
}

/** Statements that return a record: one literal, and then, in the declared order, from the first key that may be absent on. */
export function builtRecord(members: readonly BuiltMember[], type: string, variable: string): string[] {
  if (members.every(({ present }) => present === undefined))
    return [`return ${literalOf(members, 'return ;'.length + 2)};`];
  const { statements, result } = assembled(members, type, variable);
  return [...statements, `return ${result};`];
}

/** Statements that leave a record in a variable, and the expression that it then is. */
export function assembled(
  members: readonly BuiltMember[],
  type: string,
  variable: string,
): { readonly statements: string[]; readonly result: string } {
  const firstOptional = members.findIndex(({ present }) => present !== undefined);
  const declared = (as: string, literal: readonly BuiltMember[]): string => {
    const beginning = `const ${variable}: ${as} = `;
    return `${beginning}${literalOf(literal, shownLength(beginning) + 4)};`;
  };
  if (firstOptional < 0) return { statements: [declared(type, members)], result: variable };
  const rest = members.slice(firstOptional);
  // TypeScript cannot see that what is set behind an optional key makes the record whole.
  const late = rest.filter(({ present }) => present === undefined);
  const mutable = `${runtime.Mutable}<${type}>`;
  // A partial record of a field that every object inherits would have what is inherited.
  const isLoose = late.some(({ name }) => isInherited(name));
  const partial = isLoose ? 'Record<string, unknown>' : `Partial<${mutable}>`;
  return {
    statements: [
      declared(late.length === 0 ? mutable : partial, members.slice(0, firstOptional)),
      ...rest.map((member) =>
        setText(member, isLoose ? `${variable}[${stringLiteral(member.name)}]` : accessor(variable, member.name)),
      ),
    ],
    result: late.length === 0 ? variable : `${variable} as ${type}`,
  };
}

function setText({ text, present }: BuiltMember, place: string): string {
  const assignment = `${place} = ${text};`;
  if (present === undefined) return assignment;
  const line = `if (${present}) ${assignment}`;
  return fits(line, 4) ? line : `if (${present}) {\n${indent(assignment)}\n}`;
}

/** @param beside how much stands on the line beside the literal. */
export function literalOf(members: readonly BuiltMember[], beside?: number): string {
  return delimited(
    '{',
    members.map(({ name, text }) => property(name, text)),
    '}',
    beside === undefined ? {} : { beside },
  );
}
