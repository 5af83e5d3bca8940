import { importSymbol } from '../codegen/import-symbol.js';
import { delimited } from '../codegen/layout.js';
import { jsonLiteral, property, propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { DownAssignment, DownConversion, DownFieldConversion, DownSource } from '../evolution/down-plan.js';
import type { ParsedKind } from '../evolution/plan.js';
import { memberText } from './check-text.js';
import type { ModuleScope } from './module-scope.js';

/** The data of a version: in a variable, or each field as an expression that costs nothing to write anywhere. */
export type DownData = string | ReadonlyMap<string, string>;

/** What a step backwards is printed in. */
export interface DownScope {
  readonly module: ModuleScope;
  readonly data: DownData;
  /** `ItemAddedV3ToV2`: what constants are named for. */
  readonly subject: string;
  /** What a hand-written step makes, in its stored form. */
  readonly custom: (assignment: DownAssignment) => string;
}

/** What stands at a path of the newer data, as an expression. */
export function partText(path: readonly string[], data: DownData): string {
  const [name = '', ...rest] = path;
  if (typeof data === 'string') return rest.length === 0 ? memberText(data, name) : partOfText(data, path);
  const field = data.get(name) ?? 'undefined';
  return rest.length === 0 ? field : partOfText(field, rest);
}

function partOfText(value: string, path: readonly string[]): string {
  return `${runtime.partOf}(${[value, ...path.map(stringLiteral)].join(', ')})`;
}

/** Each field as an expression; `undefined` where one is more than something read, or a literal. */
export function plainParts(assignments: readonly DownAssignment[], scope: DownScope): DownData | undefined {
  const parts = new Map<string, string>();
  for (const { field, source } of assignments) {
    const isRead = source.kind === 'read' && converting(source.conversion, scope.module) === undefined;
    const isLiteral = source.kind === 'const' && (typeof source.value !== 'object' || source.value === null);
    if (!isRead && !isLiteral && source.kind !== 'absent') return undefined;
    parts.set(field, sourceText(source, scope));
  }
  return parts;
}

/** The members of a record that is made; `optional` says whether one may turn out to be absent. */
export function membersText(
  assignments: readonly DownAssignment[],
  scope: DownScope,
): { readonly members: readonly string[]; readonly optional: boolean } {
  const present = assignments.filter(({ source }) => source.kind !== 'absent');
  return {
    members: present.map((each) => property(each.field, assignedText(each, scope))),
    optional: present.some(({ optional, source }) => optional && source.kind !== 'const'),
  };
}

/** What a field of the older version is, as an expression of its stored form. */
function assignedText(assignment: DownAssignment, scope: DownScope): string {
  return assignment.source.kind === 'custom' ? scope.custom(assignment) : sourceText(assignment.source, scope);
}

export function sourceText(source: DownSource, scope: DownScope): string {
  const { data, module } = scope;
  switch (source.kind) {
    case 'read':
      return convertedText(partText(source.read.path, data), source.conversion, module);
    case 'const':
      return jsonLiteral(source.value);
    case 'record': {
      const { members, optional } = membersText(source.members, scope);
      const literal = delimited('{', members, '}');
      if (source.vanishes === true) return `${runtime.presentRecord}(${literal})`;
      return optional ? `${runtime.presentMembers}(${literal})` : literal;
    }
    case 'enumMap':
      return `${runtime.imageOf}(${imagesText(source.map, scope)}, ${partText(source.read.path, data)})`;
    case 'wrap': {
      const { empty } = source;
      const convert = functionText(source.conversion, module) ?? (empty === undefined ? undefined : 'undefined');
      return call(
        runtime.listOf,
        partText(source.read.path, data),
        convert,
        empty === undefined ? undefined : jsonLiteral(empty),
      );
    }
    case 'first': {
      const otherwise = source.else === undefined ? undefined : `() => ${arrowBody(sourceText(source.else, scope))}`;
      const convert = functionText(source.conversion, module) ?? (otherwise === undefined ? undefined : 'undefined');
      return call(runtime.headOf, partText(source.read.path, data), convert, otherwise);
    }
    case 'only':
      return call(runtime.onlyItem, partText(source.read.path, data), functionText(source.conversion, module));
    case 'parse':
      return call(runtime.parsedText, partText(source.read.path, data), parsers[source.to]);
    case 'format':
      return call(
        runtime.textOf,
        partText(source.read.path, data),
        source.from === 'number' ? runtime.formatNumber : undefined,
      );
    case 'custom':
      throw new Error('only a whole field or a whole version is hand-written');
    case 'absent':
      return 'undefined';
  }
}

/** What is parsed into a text is the text itself, which the older version's check looks at. */
const parsers: Readonly<Partial<Record<ParsedKind, string>>> = {
  int: runtime.parseInteger,
  number: runtime.parseNumber,
  boolean: runtime.parseBoolean,
};

/** A table of what each member is mapped to. */
export function imagesText(
  map: readonly (readonly [from: string, to: string])[],
  { module, subject }: DownScope,
): string {
  const entries = map.map(([from, to]) => property(from, stringLiteral(to)));
  const name = `images${subject}`;
  return module.constant(
    name,
    'Readonly<Record<string, string>>',
    delimited('{', entries, '}', { beside: name.length + 45 }),
  );
}

/** The expression of a value after a conversion, of its expression before. */
type Converting = (value: string) => string;

function convertedText(value: string, conversion: DownConversion, module: ModuleScope): string {
  return converting(conversion, module)?.(value) ?? value;
}

/** A conversion as a function; `undefined` where the value stays what it is. */
function functionText(conversion: DownConversion, module: ModuleScope): string | undefined {
  const convert = converting(conversion, module);
  return convert && lambda(convert);
}

function lambda(convert: Converting): string {
  const text = convert('item');
  return /^([^()\s]+)\(item\)$/u.exec(text)?.[1] ?? `(item) => ${text}`;
}

/** `undefined` where the value stays what it is. */
function converting(conversion: DownConversion, module: ModuleScope): Converting | undefined {
  switch (conversion.kind) {
    case 'same':
    case 'cast':
    case 'timestampToString':
      return undefined;
    case 'longToInt':
    case 'longToNumber':
      return (value) => `${runtime.numberOf}(${value})`;
    case 'intToLong':
    case 'numberToLong':
      return (value) => `${runtime.digitsOf}(${value})`;
    // Every conversion lets null be.
    case 'nullable':
      return converting(conversion.inner, module);
    case 'list':
      return applied(runtime.storedList, functionText(conversion.element, module));
    case 'map':
      return applied(runtime.storedMap, functionText(conversion.value, module));
    case 'named':
      return namedConverting(conversion, module);
    case 'record':
      return applied(runtime.changedFields, changesText(conversion.fields, module));
    case 'union': {
      const members = conversion.members.flatMap(({ name, fields }) => {
        const changes = changesText(fields, module);
        return changes === undefined ? [] : [property(name, changes)];
      });
      const table = `${stringLiteral(conversion.tag)}, ${delimited('{', members, '}')}`;
      return members.length === 0 ? undefined : applied(runtime.changedMember, table);
    }
  }
}

function applied(callee: string, argument: string | undefined): Converting | undefined {
  return argument === undefined ? undefined : (value) => `${callee}(${value}, ${argument})`;
}

function changesText(fields: readonly DownFieldConversion[], module: ModuleScope): string | undefined {
  const changes = fields.flatMap(({ name, conversion }) => {
    const convert = functionText(conversion, module);
    return convert === undefined ? [] : [`${propertyKey(name)}: ${convert}`];
  });
  return changes.length === 0 ? undefined : delimited('{', changes, '}');
}

/** A value of a named type's version as that of an older one. */
function namedConverting(
  { name, from, to }: Extract<DownConversion, { readonly kind: 'named' }>,
  { emit }: ModuleScope,
): Converting {
  const versions = Array.from({ length: from - to }, (_, index) => from - index);
  return (value) =>
    versions.reduce((text, version) => {
      const downcast = importSymbol(typeDowncastName(name, version), emit.names.paths.codec, 'value');
      return `${runtime.attempted}(${downcast}, ${text})`;
    }, value);
}

/** `downcastMoneyV2ToV1` */
export function typeDowncastName(name: string, version: number): string {
  return `downcast${name}V${version}ToV${version - 1}`;
}

/** A call without the arguments at its end that are not given. */
function call(callee: string, ...parameters: readonly (string | undefined)[]): string {
  const last = parameters.findLastIndex((parameter) => parameter !== undefined);
  return `${callee}(${parameters
    .slice(0, last + 1)
    .map((parameter) => parameter ?? 'undefined')
    .join(', ')})`;
}

function arrowBody(text: string): string {
  return text.startsWith('{') ? `(${text})` : text;
}
