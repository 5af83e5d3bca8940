import { replaceSymbols } from '../codegen/import-symbol.js';
import { jsDoc } from '../codegen/js-doc.js';
import { stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { Annotations } from '../language/syntax.js';
import type { RecordType, ReferenceType, Type } from '../model/type.js';
import { containsItself } from './contains-itself.js';
import { typeDocumentation } from './documentation.js';
import type { EmitContext } from './emit-input.js';
import { named, numbered } from './names.js';
import { partsOf } from './stored-form.js';
import { typeText } from './type-text.js';

/** A record that is declared elsewhere than under `types`: the data of an event's version, a state, a row. */
export interface DeclaredRecord {
  readonly name: string;
  readonly annotations: Annotations;
  readonly type: RecordType;
}

/**
 * The type of a record or of a named type's version in TypeScript, with every type that it uses: a module that needs no
 * other. What is declared fits what is generated, both ways.
 */
export function typeDeclarations(declared: DeclaredRecord | ReferenceType, emit: EmitContext): string {
  const isNamed = 'kind' in declared;
  const used = namedTypesOf(isNamed ? declared : declared.type, emit);
  const texts = [
    ...(isNamed ? [] : [recordDeclaration(declared, emit)]),
    ...used.map((type) => namedDeclaration(type, emit)),
  ];
  return withRuntimeTypes(texts, emit);
}

/** The named types that a type leads to, in the order in which they are met. */
function namedTypesOf(root: Type, { context }: EmitContext): readonly ReferenceType[] {
  const found = new Map<string, ReferenceType>();
  const waiting: Type[] = [root];
  for (let type = waiting.shift(); type !== undefined; type = waiting.shift()) {
    if (type.kind !== 'reference') {
      waiting.unshift(...partsOf(type));
      continue;
    }
    const key = `${type.name}@${type.version}`;
    if (found.has(key)) continue;
    found.set(key, type);
    waiting.push(numbered(named(context.types, type.name).versions, type.version).type);
  }
  return [...found.values()];
}

function recordDeclaration({ name, annotations, type }: DeclaredRecord, emit: EmitContext): string {
  const text = typeText(type, emit, { beside: `export type ${name} = ;`.length });
  return `${jsDoc(typeDocumentation(annotations, type, emit))}export type ${name} = ${text};`;
}

function namedDeclaration({ name, version }: ReferenceType, emit: EmitContext): string {
  const type = named(emit.context.types, name);
  const { annotations, type: shape } = numbered(type.versions, version);
  const declared = numbered(named(emit.names.types, name).versions, version).type.name;
  const beginning = `export type ${declared} =`;
  const text = typeText(shape, emit, { beside: beginning.length + 2, lazyMaps: containsItself(type, emit.context) });
  const operand = type.brand && shape.kind === 'enum' && shape.members.length > 1 ? `(${text})` : text;
  const branded = type.brand ? `${operand} & ${runtime.Brand}<${stringLiteral(name)}>` : text;
  const documentation = typeDocumentation({ ...type.annotations, ...annotations }, shape, emit);
  return `${jsDoc(documentation)}${beginning}${branded.startsWith('\n') ? '' : ' '}${branded};`;
}

// --- what generated code imports from its runtime ----------------------------------------------------------------------

interface RuntimeType {
  readonly documentation: string;
  readonly text: (nameOf: (name: string) => string) => string;
  readonly uses: readonly string[];
}

const scalarOf = (name: string, documentation: string): RuntimeType => ({
  documentation,
  text: (nameOf) => `type ${nameOf(name)} = string & ${nameOf('Brand')}<${stringLiteral(name)}>;`,
  uses: ['Brand'],
});

/** In the order in which they are printed: each before what it uses. */
const runtimeTypes: ReadonlyMap<string, RuntimeType> = new Map([
  ['Decimal', scalarOf('Decimal', 'An exact decimal in plain notation: `-12.50`.')],
  ['Timestamp', scalarOf('Timestamp', 'An instant: RFC 3339 in UTC, `2026-11-23T09:30:00.000Z`.')],
  ['LocalDate', scalarOf('LocalDate', 'A calendar date: `2026-11-23`.')],
  [
    'Json',
    {
      documentation: 'A scalar, list or object of JSON.',
      text: (nameOf) => {
        const json = nameOf('Json');
        return `type ${json} = null | boolean | number | string | readonly ${json}[] | { readonly [key: string]: ${json} };`;
      },
      uses: [],
    },
  ],
  [
    'Brand',
    {
      documentation: 'Makes a nominal type. Exists in types alone.',
      text: (nameOf) =>
        `interface ${nameOf('Brand')}<Name extends string> {\n  readonly __brand: { readonly [Key in Name]: true };\n}`,
      uses: [],
    },
  ],
]);

/** The declarations with the runtime's types below them, and names in the place of tokens. */
function withRuntimeTypes(texts: readonly string[], { names }: EmitContext): string {
  const text = texts.join('\n\n');
  const needed = new Set<string>();
  replaceSymbols(text, ({ name, from }) => {
    if (from === names.paths.types) return name;
    for (const each of [name, ...(runtimeTypes.get(name)?.uses ?? [])]) needed.add(each);
    return name;
  });
  const taken = new Set([...text.matchAll(/^export type ([\w$]+) /gmu)].map(([, name]) => name));
  const nameOf = (name: string): string => (taken.has(name) ? nameOf(`${name}$`) : name);
  const declarations = [...runtimeTypes].flatMap(([name, type]) =>
    needed.has(name) ? [`/** ${type.documentation} */\nexport ${type.text(nameOf)}`] : [],
  );
  const replaced = replaceSymbols(text, ({ name, from }) => (from === names.paths.types ? name : nameOf(name)));
  return `${[replaced, ...declarations].join('\n\n')}\n`;
}
