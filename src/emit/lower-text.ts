import { delimited, indent } from '../codegen/layout.js';
import { propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { Field, Type } from '../model/type.js';
import { memberText } from './check-text.js';
import { capital, identifier, type ModuleScope } from './module-scope.js';
import { named, numbered, ref } from './names.js';
import { isConverted } from './stored-form.js';

/**
 * The stored form of a value that is not known to be right: what is wrong is passed on for the check to report.
 *
 * @param name what functions of parts are named for: `lowerItemAddedV1Price`.
 */
export function loweredText(type: Type, expression: string, name: string, module: ModuleScope): string {
  if (!isConverted(type, module.emit)) return expression;
  switch (type.kind) {
    case 'nullable':
      return `${runtime.storedNullable}(${expression}, ${lowering(type.inner, name, module)})`;
    case 'list':
      return `${runtime.storedList}(${expression}, ${lowering(type.element, `${name}Item`, module)})`;
    case 'map':
      return `${runtime.storedMap}(${expression}, ${lowering(type.value, `${name}Value`, module)})`;
    default:
      return `${lowering(type, name, module)}(${expression})`;
  }
}

/** A function of one argument. */
function lowering(type: Type, name: string, module: ModuleScope): string {
  switch (type.kind) {
    case 'long':
      return runtime.storedLong;
    case 'bytes':
      return runtime.storedBytes;
    case 'timestamp':
      return module.emit.options.timestamps === 'date' ? runtime.storedDate : runtime.storedInstant;
    case 'reference':
      return ref(numbered(named(module.emit.names.types, type.name).versions, type.version).lower);
    case 'record':
    case 'union': {
      return module.shared('lower', type, () => {
        const functionName = module.declare(name);
        addLower(type, { name: functionName, exported: false }, module);
        return functionName;
      });
    }
    default:
      return `(item) => ${loweredText(type, 'item', name, module)}`;
  }
}

export interface LowerFunction {
  readonly name: string;
  readonly exported: boolean;
  readonly documentation?: string;
  /** Whether keys that are not declared are kept, whatever they are. */
  readonly open?: boolean;
}

/** `function lowerMoney(value: unknown): unknown`: the stored form of a value that is then checked. */
export function addLower(
  type: Type,
  { name, exported, documentation = '', open = false }: LowerFunction,
  module: ModuleScope,
): void {
  const parts: string[] = [];
  const later: ModuleScope = { ...module, add: (statement) => void parts.push(statement) };
  const body = lowerBody(type, name, open, later);
  module.add(
    `${documentation}${exported ? 'export ' : ''}function ${name}(value: unknown): unknown {\n${indent(body)}\n}`,
  );
  for (const part of parts) module.add(part);
}

function lowerBody(type: Type, name: string, open: boolean, module: ModuleScope): string {
  const guard = `if (!${runtime.isObject}(value)) return value;`;
  switch (type.kind) {
    case 'record': {
      if (open) return `${guard}\nreturn { ...value, ${changedMembers(type.fields, name, module).join(', ')} };`;
      return `${guard}\nreturn ${runtime.storedRecord}(${recordLiteral(type.fields, undefined, name, module)}, value);`;
    }
    case 'union': {
      const cases = type.members.map((member) => {
        const tag = [type.tag, stringLiteral(member.name)] as const;
        const literal = recordLiteral(member.fields, tag, name + capital(identifier(member.name)), module);
        return `case ${stringLiteral(member.name)}:\n${indent(`return ${runtime.storedRecord}(${literal}, value);`)}`;
      });
      const lines = [...cases, 'default:\n  return value;'];
      return `${guard}\nswitch (${memberText('value', type.tag)}) {\n${indent(lines.join('\n'))}\n}`;
    }
    default:
      return `return ${loweredText(type, 'value', name, module)};`;
  }
}

function recordLiteral(
  fields: readonly Field[],
  tag: readonly [name: string, literal: string] | undefined,
  name: string,
  module: ModuleScope,
): string {
  const members = [
    ...(tag === undefined ? [] : [`${propertyKey(tag[0])}: ${tag[1]}`]),
    ...fields.map((field) => memberOf(field, name, module)),
  ];
  return delimited('{', members, '}', { beside: 30 });
}

function changedMembers(fields: readonly Field[], name: string, module: ModuleScope): readonly string[] {
  return fields.filter(({ type }) => isConverted(type, module.emit)).map((field) => memberOf(field, name, module));
}

function memberOf(field: Field, name: string, module: ModuleScope): string {
  const text = loweredText(field.type, memberText('value', field.name), name + capital(identifier(field.name)), module);
  return `${propertyKey(field.name)}: ${text}`;
}
