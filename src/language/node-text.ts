import type { SourceNode } from '../source/node.js';

const longestShown = 40;

/** What stands somewhere, in the words of an author: `the text "x"`, `a list`. */
export function foundText(node: SourceNode): string {
  if (node.kind !== 'scalar') return articleOf(node);
  const { value, text } = node;
  if (value === null) return text === '' ? 'nothing' : '`null`';
  if (typeof value === 'boolean') return `\`${value}\``;
  if (typeof value === 'number') return `the number ${shorten(text)}`;
  return `"${shorten(value)}"`;
}

export function articleOf(node: SourceNode): string {
  switch (node.kind) {
    case 'scalar':
      return 'a single value';
    case 'sequence':
      return node.items.length === 0 ? 'an empty list' : 'a list';
    case 'mapping':
      return node.entries.length === 0 ? 'an empty map' : 'a map';
  }
}

const kinds: Readonly<Record<string, string>> = {
  object: 'a map',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  null: '`null`',
};

/** The `type` of a JSON Schema, in the words of an author. */
export function kindsText(type: unknown): string {
  const names = Array.isArray(type) ? type : [type];
  return listText(names.map((name) => kinds[String(name)] ?? String(name)));
}

/** `a`, `a or b`, `a, b or c`. */
export function listText(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

function shorten(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
