import type { Claim } from './name-claims.js';

/** What generated code calls by its bare name; a type or a function of the name would stand before it. */
const globals: ReadonlySet<string> = new Set([
  'Array',
  'BigInt',
  'Boolean',
  'Date',
  'Error',
  'Infinity',
  'JSON',
  'Map',
  'Math',
  'NaN',
  'Number',
  'Object',
  'Partial',
  'Promise',
  'Readonly',
  'ReadonlyArray',
  'ReadonlyMap',
  'ReadonlySet',
  'Record',
  'Reflect',
  'RegExp',
  'Set',
  'String',
  'Symbol',
  'Temporal',
  'TypeError',
  'Uint8Array',
]);

/** What no function can be called in a module of ECMAScript. */
const words: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally ' +
    'for function if implements import in instanceof interface let new null package private protected public return static super ' +
    'switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

/** Why a name cannot be had; `undefined` where it can. */
export function whyReserved({ name }: Pick<Claim, 'name'>): string | undefined {
  if (globals.has(name)) return `which would hide JavaScript's own ${name} from the rest of the code`;
  return words.has(name) ? 'which is a reserved word' : undefined;
}

const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)$/iu;

/** Whether Windows takes a file or folder of the name, whatever its ending, for a device. */
export function isDevice(fileName: string): boolean {
  return devices.test(fileName);
}

/** Whether every object has a property of the name. */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}
