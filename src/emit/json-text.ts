import { indent } from '../codegen/layout.js';
import { stringLiteral, templateText } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { underlying } from '../model/type-lookup.js';
import type { Field, RecordType, StringType, Type, UnionType } from '../model/type.js';
import { memberText } from './check-text.js';
import { capital, identifier, type ModuleScope } from './module-scope.js';

interface TextScope {
  readonly module: ModuleScope;
  /** What functions of parts are named for: `itemAddedV1`. */
  readonly name: string;
  /** Functions that are named and not yet written. */
  readonly later: (() => void)[];
}

/**
 * `function itemAddedV1Text(data: unknown): string`: the JSON text of a stored value that its check has accepted, with
 * its fields in the order of the schema. Texts that cannot hold anything to escape stand as they are.
 *
 * @returns the function's name.
 */
export function addJsonText(shape: RecordType, subject: string, module: ModuleScope): string {
  const later: (() => void)[] = [];
  const wanted = subject.charAt(0).toLowerCase() + subject.slice(1);
  const name = recordWriter(shape, { module, name: wanted, later });
  for (let add = later.shift(); add !== undefined; add = later.shift()) add();
  return name;
}

/** What stands in a template where the text of a value does: characters, and expressions in `${}`. */
function insertOf(type: Type, expression: string, scope: TextScope): string {
  const base = underlying(type, scope.module.emit.context.types);
  switch (base.kind) {
    case 'int':
    case 'number':
    case 'boolean':
      return `\${${expression}}`;
    case 'json':
      return `\${JSON.stringify(${expression})}`;
    case 'nullable': {
      const inner = insertOf(base.inner, expression, scope);
      const whole = /^\$\{([^{}`]*)\}$/u.exec(inner)?.[1];
      return `\${${expression} === null ? 'null' : ${whole ?? `\`${inner}\``}}`;
    }
    case 'list':
      return `\${${runtime.jsonList}(${expression}, ${writerOf(base.element, partOf(type, 'Item', scope))})}`;
    case 'map':
      return `\${${runtime.jsonMap}(${expression}, ${writerOf(base.value, partOf(type, 'Value', scope))})}`;
    case 'record':
    case 'union':
      return `\${${writerOf(type, scope)}(${expression})}`;
    default:
      return isPlain(base) ? `"\${${expression}}"` : `\${${runtime.jsonString}(${expression})}`;
  }
}

/** A function that writes a value of the type: one of the runtime's, or one of the module's own. */
function writerOf(type: Type, scope: TextScope): string {
  const { module } = scope;
  const base = underlying(type, module.emit.context.types);
  const named = partOf(type, '', scope);
  switch (base.kind) {
    case 'record':
      return module.shared('text', base, () => recordWriter(base, named));
    case 'union':
      return module.shared('text', base, () => unionWriter(base, named));
    case 'int':
    case 'number':
    case 'boolean':
      return 'String';
    case 'string':
    case 'enum':
      return runtime.jsonString;
    default:
      return writer(named, (inner) => `return \`${insertOf(type, 'data', inner)}\`;`);
  }
}

/** What is named for a part: the type's own name where it has one. */
function partOf(type: Type, part: string, scope: TextScope): TextScope {
  if (type.kind !== 'reference') return part === '' ? scope : { ...scope, name: scope.name + part };
  const name = type.name.charAt(0).toLowerCase() + type.name.slice(1);
  return { ...scope, name: name + part };
}

/** Named at once, so that a type may hold itself; written later. */
function writer(scope: TextScope, body: (scope: TextScope) => string): string {
  const { module, later } = scope;
  const name = module.declare(`${scope.name}Text`);
  later.push(() => module.add(`function ${name}(data: unknown): string {\n${indent(body(scope))}\n}`));
  return name;
}

function recordWriter({ fields }: RecordType, scope: TextScope): string {
  return writer(scope, (inner) => {
    if (fields.length === 0) return `void data;\nreturn '{}';`;
    return [valueOfData, ...membersText(fields, undefined, inner)].join('\n');
  });
}

const valueOfData = `const value = ${runtime.parsed}<${runtime.StoredData}>(undefined, data);`;

function unionWriter({ tag, members }: UnionType, scope: TextScope): string {
  return writer(scope, (inner) => {
    const cases = members.map((member, index) => {
      const open = `{${JSON.stringify(tag)}:${JSON.stringify(member.name)}`;
      const named = { ...inner, name: inner.name + capital(identifier(member.name)) };
      const label = index === members.length - 1 ? 'default' : `case ${stringLiteral(member.name)}`;
      return `${label}: {\n${indent(membersText(member.fields, open, named).join('\n'))}\n}`;
    });
    return `${valueOfData}\nswitch (${memberText('value', tag)}) {\n${indent(cases.join('\n'))}\n}`;
  });
}

/** @param open what stands before the first field, where that is more than the bracket. */
function membersText(fields: readonly Field[], open: string | undefined, scope: TextScope): string[] {
  const [first] = fields;
  if (first === undefined) return [`return '${templateText(open ?? '{')}}';`];
  const member = (field: Field, before: string): string => {
    const inner = { ...scope, name: scope.name + capital(identifier(field.name)) };
    const key = templateText(`${before}${JSON.stringify(field.name)}:`);
    return `\`${key}${insertOf(field.type, memberText('value', field.name), inner)}\``;
  };
  const added = (field: Field): string => {
    const statement = `text += ${member(field, ',')};`;
    return field.optional ? `if (${memberText('value', field.name)} !== undefined) ${statement}` : statement;
  };
  if (open !== undefined) {
    return [`let text = \`${templateText(open)}\`;`, ...fields.map(added), 'return `${text}}`;'];
  }
  // Where the first may be absent, no field knows that it needs no comma.
  if (first.optional) return [`let text = '';`, ...fields.map(added), 'return `{${text.slice(1)}}`;'];
  return [`let text = ${member(first, '{')};`, ...fields.slice(1).map(added), 'return `${text}}`;'];
}

/** Whether what a check accepts can hold nothing that JSON escapes. */
function isPlain(type: Type): boolean {
  switch (type.kind) {
    case 'uuid':
    case 'long':
    case 'decimal':
    case 'timestamp':
    case 'date':
    case 'bytes':
      return true;
    case 'enum':
      return type.members.every((member) => JSON.stringify(member) === `"${member}"`);
    case 'string':
      return isPlainPattern(type);
    default:
      return false;
  }
}

const plainParts =
  /^\^(?:(?:\[(?:A-Z|a-z|0-9|[A-Za-z0-9_]|-(?=\]))+\]|\\d|[A-Za-z0-9_-])(?:[+*?]|\{\d+(?:,\d*)?\})?)*\$$/u;

/** An anchored row of classes of letters and digits: `^[A-Z0-9-]{1,32}$`. */
function isPlainPattern({ pattern }: StringType): boolean {
  return pattern !== undefined && plainParts.test(pattern);
}
