import type { GeneratedFile } from '../codegen/generated-file.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { EmitContext } from './emit-input.js';

/** The declarations of a file in the making that are written as texts: constants first, then what uses them. */
export interface ModuleScope {
  readonly emit: EmitContext;
  /** A name of the module's own that nothing else in it has: the wanted one, or one like it. */
  declare(wanted: string): string;
  /** Declares a constant; the same text under the same wish is the same constant. @returns its name. */
  constant(wanted: string, type: string | undefined, text: string): string;
  add(statement: string): void;
  /** The name of a function that is made once for each identity and purpose; always made where there is no identity. */
  shared(purpose: 'change' | 'check' | 'lower' | 'text', identity: object | undefined, make: () => string): string;
  /** Names for the variables of one function. */
  variables(...taken: readonly string[]): Variables;
  /** Hands everything to the file. */
  close(): void;
}

export interface Variables {
  /** A variable's name: the wanted text, or one like it. */
  take(wanted: string): string;
}

const reserved: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static super ' +
    'switch this throw true try typeof undefined var void while with yield async of get set as type ' +
    'Array BigInt Infinity JSON NaN Number Object Reflect Set String Symbol Temporal globalThis value data envelope steps backs problem'
  ).split(' '),
);

/** What names of functions begin with: of this file, or imported into it. */
const functionName = /^(?:check|revive|lower|upcast|downcast|convert|parse|write|split)[A-Z\d_]/u;

/** @param names declared in the file by other means. */
export function createModuleScope(file: GeneratedFile, emit: EmitContext, names: readonly string[]): ModuleScope {
  const modules = new Set(names);
  const variables = new Set<string>();
  const constants = new Map<string, { readonly name: string; readonly statement: string }>();
  const functions = {
    change: new Map<object, string>(),
    check: new Map<object, string>(),
    lower: new Map<object, string>(),
    text: new Map<object, string>(),
  };
  const statements: string[] = [];

  const declare = (wanted: string): string => {
    const base = identifier(wanted);
    const name = free(base, (text) => isReserved(text) || modules.has(text) || variables.has(text));
    modules.add(name);
    return name;
  };

  return {
    emit,
    declare,
    constant(wanted, type, text) {
      const key = `${wanted}\n${text}`;
      const found = constants.get(key);
      if (found !== undefined) return found.name;
      const name = declare(wanted);
      const statement = `const ${name}${type === undefined ? '' : `: ${type}`} = ${text};`;
      constants.set(key, { name, statement });
      return name;
    },
    add(statement) {
      statements.push(statement);
    },
    shared(purpose, identity, make) {
      if (identity === undefined) return make();
      const known = functions[purpose].get(identity);
      if (known !== undefined) return known;
      const name = make();
      functions[purpose].set(identity, name);
      return name;
    },
    variables(...taken) {
      const own = new Set(taken);
      return {
        take(wanted) {
          const base = identifier(wanted);
          const usable = functionName.test(base) || !/^[a-z_$]/u.test(base) ? 'field' : base;
          const name = free(usable, (text) => isReserved(text) || modules.has(text) || own.has(text));
          own.add(name);
          variables.add(name);
          return name;
        },
      };
    },
    close() {
      for (const name of modules) file.local(name);
      for (const name of variables) file.local(name);
      const hoisted = [...constants.values()].map(({ statement }) => statement);
      if (hoisted.length > 0) file.add(hoisted.join('\n'));
      for (const statement of statements) file.add(statement);
    },
  };
}

function isReserved(text: string): boolean {
  return reserved.has(text) || Object.hasOwn(runtime, text);
}

/** Words of any text, run together: `first name` is `firstName`. */
export function identifier(text: string): string {
  if (/^[A-Za-z_$][\w$]*$/u.test(text)) return text.slice(0, 60);
  const words = text.split(/[^A-Za-z0-9_$]+/u).filter((word) => word !== '');
  const joined = words.map((word, index) => (index === 0 ? word : capital(word))).join('');
  return /^[A-Za-z_$]/u.test(joined) ? joined.slice(0, 60) : `field${joined.slice(0, 60)}`;
}

/** `qty` → `Qty`, `first name` → `FirstName`. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function free(base: string, isTaken: (text: string) => boolean): string {
  let name = base;
  for (let counter = 2; isTaken(name); counter += 1) name = `${base}${counter}`;
  return name;
}
