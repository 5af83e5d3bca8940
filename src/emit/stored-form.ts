import { importSymbol } from '../codegen/import-symbol.js';
import { unionOf } from '../codegen/layout.js';
import { propertyKey, stringLiteral } from '../codegen/literal.js';
import type { Field, Type } from '../model/type.js';
import type { EmitContext } from './emit-input.js';
import { named, numbered } from './names.js';
import { mapKeyText, objectText, typeText } from './type-text.js';

/** The parts of a type, itself aside; what a name stands for is none. */
export function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'list':
      return [type.element];
    case 'map':
      return [type.key, type.value];
    case 'nullable':
      return [type.inner];
    case 'record':
      return type.fields.map((field) => field.type);
    case 'union':
      return type.members.flatMap(({ fields }) => fields.map((field) => field.type));
    default:
      return [];
  }
}

const known = new WeakMap<object, Map<string, boolean>>();

/** Whether a type's form in TypeScript is not its form in JSON: it is, or holds, a long, bytes, or an instant as an object. */
export function isConverted(type: Type, emit: EmitContext): boolean {
  switch (type.kind) {
    case 'long':
    case 'bytes':
      return true;
    case 'timestamp':
      return emit.options.timestamps !== 'string';
    case 'reference':
      return isNamedConverted(type.name, type.version, emit);
    default:
      return partsOf(type).some((part) => isConverted(part, emit));
  }
}

/** Names may lead back to themselves, so each is looked at once on the way. */
function isNamedConverted(name: string, version: number, emit: EmitContext): boolean {
  const { context, options } = emit;
  const answers = known.get(context) ?? new Map<string, boolean>();
  known.set(context, answers);
  const key = `${options.timestamps === 'string'} ${name}@${version}`;
  let answer = answers.get(key);
  if (answer === undefined) {
    answer = reaches(name, version, emit);
    answers.set(key, answer);
  }
  return answer;
}

function reaches(name: string, version: number, { context, options }: EmitContext): boolean {
  const seen = new Set<string>();
  const waiting: Type[] = [{ kind: 'reference', name, version }];
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    if (type.kind === 'long' || type.kind === 'bytes') return true;
    if (type.kind === 'timestamp' && options.timestamps !== 'string') return true;
    if (type.kind !== 'reference') {
      waiting.push(...partsOf(type));
    } else if (!seen.has(`${type.name}@${type.version}`)) {
      seen.add(`${type.name}@${type.version}`);
      waiting.push(numbered(named(context.types, type.name).versions, type.version).type);
    }
  }
  return false;
}

/** The type of a stored value that its check has accepted. */
export function storedText(type: Type, emit: EmitContext): string {
  return plainText(type, emit, 'stored');
}

/** A type in TypeScript without doc comments, for signatures; by default of the TypeScript form. */
export function plainText(type: Type, emit: EmitContext, form: 'stored' | 'typed' = 'typed'): string {
  switch (type.kind) {
    case 'long':
    case 'bytes':
    case 'timestamp':
      return form === 'stored' && isConverted(type, emit) ? 'string' : typeText(type, emit);
    case 'list':
      return `readonly ${operand(plainText(type.element, emit, form))}[]`;
    case 'map': {
      const { text, partial } = mapKeyText(type.key, emit);
      return `{ readonly [Key in ${text}]${partial ? '?' : ''}: ${plainText(type.value, emit, form)} }`;
    }
    case 'nullable':
      return `${plainText(type.inner, emit, form)} | null`;
    case 'record':
      return plainRecordText(type.fields, emit, form);
    case 'union':
      return unionOf(
        type.members.map(({ name, fields }) =>
          plainRecordText(fields, emit, form, [`readonly ${propertyKey(type.tag)}: ${stringLiteral(name)}`]),
        ),
      );
    case 'reference':
      return form === 'stored' && isConverted(type, emit)
        ? importSymbol(storedName(type.name, type.version, emit), emit.names.paths.codec, 'type')
        : typeText(type, emit);
    default:
      return typeText(type, emit);
  }
}

/** `MoneyV1Json`: the stored form of a named type's version, where it is one of its own. */
export function storedName(name: string, version: number, { names }: EmitContext): string {
  return `${numbered(named(names.types, name).versions, version).type.name}Json`;
}

/** `ShopMetadataJson`: declared metadata as it is stored, where that is a form of its own. */
export function storedMetadataName({ names }: EmitContext): string {
  return `${names.metadata.name}Json`;
}

function plainRecordText(
  fields: readonly Field[],
  emit: EmitContext,
  form: 'stored' | 'typed',
  before: readonly string[] = [],
): string {
  const members = fields.map(
    ({ name, optional, type }) => `readonly ${propertyKey(name)}${optional ? '?' : ''}: ${plainText(type, emit, form)}`,
  );
  if (before.length + members.length === 0) return 'Readonly<Record<string, never>>';
  return objectText([...before, ...members]);
}

function operand(text: string): string {
  return /[|\n]|^readonly /u.test(text) ? `(${text})` : text;
}
