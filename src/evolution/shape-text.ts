import type { Json } from '../language/syntax.js';
import { isList, isMembers, jsonAt } from './json-place.js';

/** How many members or fields are shown before `…`. */
const shown = 6;

/** A type of a shape, or a field with one, as its author might write it, checks left out. */
export function shapeText(json: Json | undefined): string {
  if (!isMembers(json)) return '?';
  const type = jsonAt(json, ['type']);
  if (json['kind'] === undefined && type !== undefined)
    return json['optional'] === true ? `${shapeText(type)}?` : shapeText(type);
  switch (json['kind']) {
    case 'enum':
      return `[${abridged(isList(json['members']) ? json['members'].map(String) : [])}]`;
    case 'list':
      return `${elementText(json['element'])}[]`;
    case 'map':
      return `map<${shapeText(json['key'])}, ${shapeText(json['value'])}>`;
    case 'nullable':
      return `${shapeText(json['inner'])} | null`;
    case 'record':
      return `{ ${abridged(fieldNames(json['fields']))} }`;
    case 'union':
      return `a union of ${abridged(isMembers(json['members']) ? Object.keys(json['members']) : [])}`;
    case 'named':
      return String(json['name']).replace(/@1$/, '');
    default:
      return typeof json['kind'] === 'string' ? json['kind'] : '?';
  }
}

function fieldNames(fields: Json | undefined): readonly string[] {
  if (!isMembers(fields)) return [];
  return Object.entries(fields).map(([name, field]) => (jsonAt(field, ['optional']) === true ? `${name}?` : name));
}

function elementText(element: Json | undefined): string {
  return jsonAt(element, ['kind']) === 'nullable' ? `(${shapeText(element)})` : shapeText(element);
}

function abridged(names: readonly string[]): string {
  return names.length > shown ? `${names.slice(0, shown).join(', ')}, …` : names.join(', ');
}
