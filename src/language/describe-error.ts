import type { ErrorObject } from 'ajv';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import { suggest } from '../diagnostics/did-you-mean.js';
import type { Span } from '../diagnostics/span.js';
import { nodeAt, type PointedAt } from '../source/node-at.js';
import type { MappingNode, SourceNode } from '../source/node.js';
import { helpWithKind } from './help-with-kind.js';
import { helpWithKey } from './help-with-key.js';
import { articleOf, foundText, kindsText, listText } from './node-text.js';

export interface GrammarFinding {
  readonly code: DiagnosticCode;
  readonly span: Span;
  readonly message: string;
  readonly help?: string | undefined;
  /** What it complains of, of what the error's pointer leads to: of two findings about the same, the lower rank is told. */
  readonly about: string;
  readonly rank: number;
}

/** An error of the JSON Schema in the language's words; `undefined` where it only repeats another. */
export function describeError(error: ErrorObject, root: SourceNode): GrammarFinding | undefined {
  const at = nodeAt(root, error.instancePath);
  if (at === undefined) return undefined;
  switch (error.keyword) {
    case 'additionalProperties':
      return describeUnknownKey(at, error);
    case 'required':
    case 'dependencies':
      return describeMissingKey(at, String(error.params['missingProperty']));
    case 'type':
      return describeKind(at, error);
    case 'enum':
    case 'const':
      return describeValue(at, error);
    case 'false schema':
      return describeConflict(at, error, root);
    case 'minimum':
    case 'minLength':
      return badValue(at, `${foundText(at.node)} is less than ${error.params['limit']}`);
    case 'minItems':
    case 'minProperties':
      return badValue(at, `${filledOf(error, at)} cannot be empty`, emptyHelp(at));
    case 'maxProperties':
      return describeSurplus(at);
    case 'uniqueItems':
      return describeRepeat(at, Number(error.params['i']));
    case 'if':
      return undefined;
    default:
      return badValue(at, `this ${error.message ?? 'is not allowed'}`);
  }
}

function describeUnknownKey({ node, keySpan }: PointedAt, error: ErrorObject): GrammarFinding | undefined {
  const key = String(error.params['additionalProperty']);
  const entry = node.kind === 'mapping' ? node.entries.find((candidate) => candidate.key === key) : undefined;
  if (node.kind !== 'mapping' || entry === undefined || isRestOfType(node, key)) return undefined;
  const known = Object.keys(propertiesOf(error));
  const where = keySpan === undefined ? '' : ` in ${ownerText(error)}`;
  return {
    code: 'UNKNOWN_KEY',
    span: entry.keySpan,
    message: `there is no key "${key}"${where}`,
    help: helpWithKey(entry, known),
    about: `/${key}`,
    rank: 0,
  };
}

/** The second half of `{ type: map<Sku, int> }`, of which the first is complained. */
function isRestOfType(node: MappingNode, key: string): boolean {
  const index = node.entries.findIndex((entry) => entry.key === key);
  const before = node.entries[index - 1]?.value;
  return (
    key.includes('>') &&
    before?.kind === 'scalar' &&
    before.plain &&
    before.text.includes('<') &&
    !before.text.includes('>')
  );
}

function ownerText(error: ErrorObject): string {
  const { title } = error.parentSchema ?? {};
  return typeof title === 'string' ? title.replace(/ \(.*/, '') : 'this map';
}

function propertiesOf(error: ErrorObject): object {
  const { properties } = error.parentSchema ?? {};
  return typeof properties === 'object' && properties !== null ? properties : {};
}

function describeMissingKey({ node, keySpan }: PointedAt, key: string): GrammarFinding {
  const { line, column } = node.span;
  const start = { ...node.span, endLine: line, endColumn: column };
  const isEmpty = node.kind === 'mapping' && node.entries.length === 0;
  return {
    code: 'MISSING_KEY',
    span: keySpan ?? start,
    message: keySpan === undefined ? `the key "${key}" is missing` : `"${key}" is missing here`,
    help: missingHelp(key, isEmpty),
    about: key === 'type' || key === 'fields' ? 'shape' : `missing ${key}`,
    rank: 1,
  };
}

function missingHelp(key: string, isEmpty: boolean): string | undefined {
  switch (key) {
    case 'varve':
      return 'begin the file with `varve: 1`';
    case 'context':
      return 'write `context: …`, the name of the bounded context';
    case 'fields':
      return isEmpty ? 'where there is no data, write `{ fields: {} }`' : 'where there is no data, write `fields: {}`';
    case 'type':
      return 'say what it is: `type: …`, `fields: { … }`, or `union: …` with `of: { … }`';
    default:
      return undefined;
  }
}

function describeKind(at: PointedAt, error: ErrorObject): GrammarFinding | undefined {
  const expected = expectedOf(error, at);
  const { node, keySpan, key, parent } = at;
  if (key !== undefined && parent?.kind === 'mapping' && isRestOfType(parent, key)) return undefined;
  // What is not written at all has no place of its own.
  const isAbsent = node.kind === 'scalar' && node.text === '' && node.plain;
  return {
    code: 'WRONG_KIND',
    span: isAbsent && keySpan !== undefined ? keySpan : node.span,
    message: `expected ${expected}, found ${foundText(node)}`,
    help: helpWithKind(at, expected, error.params['type']),
    about: 'value',
    rank: 0,
  };
}

function expectedOf(error: ErrorObject, at: PointedAt): string {
  const { title, type } = error.parentSchema ?? {};
  if (typeof title === 'string') return title;
  return type === undefined ? articleOf(at.node) : kindsText(type);
}

/** What it is that is empty, and should not be. */
function filledOf(error: ErrorObject, at: PointedAt): string {
  const { title } = error.parentSchema ?? {};
  return typeof title === 'string' ? title : at.node.kind === 'sequence' ? 'a list' : 'a map';
}

function describeValue(at: PointedAt, error: ErrorObject): GrammarFinding {
  const allowed: readonly unknown[] =
    error.keyword === 'const' ? [error.params['allowedValue']] : error.params['allowedValues'];
  const words = allowed.map(String);
  const { node } = at;
  const near = node.kind === 'scalar' && typeof node.value === 'string' ? suggest(node.value, words) : undefined;
  return {
    ...badValue(at, `expected ${listText(words.map((word) => `\`${word}\``))}, found ${foundText(node)}`),
    help: near === undefined ? helpWithWord(node) : `did you mean \`${near}\`?`,
  };
}

function helpWithWord(node: SourceNode): string | undefined {
  return node.kind === 'scalar' && node.value === 'delete' ? '`delete` is for the rows of a projection' : undefined;
}

function badValue({ node, keySpan }: PointedAt, message: string, help?: string): GrammarFinding {
  const isOneLine = node.kind === 'scalar' || node.span.line === node.span.endLine;
  const isAbsent = node.kind === 'scalar' && node.text === '' && node.plain;
  const span = keySpan !== undefined && (!isOneLine || isAbsent) ? keySpan : node.span;
  return { code: 'BAD_VALUE', span, message, help, about: 'value', rank: 1 };
}

function emptyHelp({ node }: PointedAt): string | undefined {
  return node.kind === 'mapping' && node.entries.length === 0 ? 'remove it, or say what belongs in it' : undefined;
}

/** Keys that exclude others. */
const shapeKeys: ReadonlySet<string> = new Set(['type', 'fields', 'versions', 'union', 'of', 'delete']);

/** A key that stands beside one that excludes it. */
function describeConflict(at: PointedAt, error: ErrorObject, root: SourceNode): GrammarFinding | undefined {
  const parent = nodeAt(root, error.instancePath.slice(0, error.instancePath.lastIndexOf('/')));
  const key = error.instancePath.slice(error.instancePath.lastIndexOf('/') + 1);
  if (parent?.node.kind !== 'mapping' || at.keySpan === undefined) return undefined;
  const other = parent.node.entries.find((entry) => entry.key !== key && shapeKeys.has(entry.key));
  return {
    code: 'KEYS_CONFLICT',
    span: at.keySpan,
    message: other === undefined ? `"${key}" cannot stand here` : `"${key}" cannot stand beside "${other.key}"`,
    help: undefined,
    about: '',
    rank: 1,
  };
}

function describeSurplus({ node }: PointedAt): GrammarFinding | undefined {
  if (node.kind !== 'mapping') return undefined;
  const [first, second] = node.entries;
  if (first === undefined || second === undefined) return undefined;
  return {
    code: 'KEYS_CONFLICT',
    span: second.keySpan,
    message: `"${second.key}" cannot stand beside "${first.key}": there is one key here`,
    about: 'surplus',
    rank: 1,
  };
}

function describeRepeat({ node }: PointedAt, index: number): GrammarFinding | undefined {
  const item = node.kind === 'sequence' ? node.items[index] : undefined;
  if (item === undefined) return undefined;
  return {
    code: 'BAD_VALUE',
    span: item.span,
    message: `${foundText(item)} stands twice in this list`,
    about: 'value',
    rank: 1,
  };
}
