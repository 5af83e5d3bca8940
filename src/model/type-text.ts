import { isErrorType } from './error-type.js';
import type { Field, Type } from './type.js';

/** How many members or fields a message shows before it says `…`. */
const shown = 6;

/** A type as its author would write it, for messages; checks are left out. */
export function typeText(type: Type): string {
  if (isErrorType(type)) return '?';
  switch (type.kind) {
    case 'enum':
      return `[${abridged(type.members)}]`;
    case 'list':
      return `${elementText(type.element)}[]`;
    case 'map':
      return `map<${typeText(type.key)}, ${typeText(type.value)}>`;
    case 'nullable':
      return `${typeText(type.inner)} | null`;
    case 'record':
      return recordText(type.fields);
    case 'union':
      return `a union of ${abridged(type.members.map(({ name }) => name))}`;
    case 'reference':
      return type.version === 1 ? type.name : `${type.name}@${type.version}`;
    default:
      return type.kind;
  }
}

function elementText(type: Type): string {
  return type.kind === 'nullable' ? `(${typeText(type)})` : typeText(type);
}

function recordText(fields: readonly Field[]): string {
  if (fields.length === 0) return '{}';
  return `{ ${abridged(fields.map(({ name, optional }) => (optional ? `${name}?` : name)))} }`;
}

function abridged(names: readonly string[]): string {
  return names.length > shown ? `${names.slice(0, shown).join(', ')}, …` : names.join(', ');
}

/** The characters of a message for which a terminal or a log line would have to pay. */
const longest = 60;

/** A name or a literal from the input in double quotes, escaped and cut to a readable length. */
export function quoted(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return JSON.stringify(cut);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1);
  if (last === undefined) return '';
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
