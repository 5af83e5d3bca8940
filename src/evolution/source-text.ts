import type { Json } from '../language/syntax.js';
import { canonicalJson } from '../model/canonical-json.js';
import { isList, isMembers } from './json-place.js';

const longest = 240;

/** Where a value of a step comes from, in the rules of the language: `from qty`, `from { const: 1 }`. */
export function sourceText(source: Json | undefined): string {
  const text = ruleText(source);
  return text.length > longest ? `${text.slice(0, longest)}…\`` : text;
}

function ruleText(source: Json | undefined): string {
  if (!isMembers(source)) return 'from nowhere';
  if (source['absent'] === true) return 'from nowhere';
  if (source['custom'] === true) return '`from: custom`';
  if (source['from'] !== undefined && source['map'] === undefined) return `\`from: ${pathText(source['from'])}\``;
  return `\`from: ${membersText(source)}\``;
}

function membersText(source: { readonly [key: string]: Json }): string {
  const members = Object.entries(source)
    .filter(([name]) => name !== 'as')
    .map(([name, value]) => {
      switch (name) {
        case 'from':
          return `field: ${pathText(value)}`;
        case 'wrap':
        case 'first':
        case 'parse':
        case 'format':
          return `${name}: ${pathText(value)}`;
        case 'else':
          return `else: ${isMembers(value) ? membersText(value) : pathText(value)}`;
        case 'map':
          return `map: ${isMembers(value) ? mapText(value) : '?'}`;
        case 'envelope':
          return `envelope: ${nameText(value)}`;
        case 'fields':
          return `fields: ${isMembers(value) ? fieldsText(value) : '?'}`;
        default:
          return `${name}: ${canonicalJson(value)}`;
      }
    });
  return `{ ${members.join(', ')} }`;
}

function mapText(map: { readonly [key: string]: Json }): string {
  const pairs = Object.entries(map).map(([from, to]) => `${nameText(from)}: ${nameText(to)}`);
  return `{ ${pairs.join(', ')} }`;
}

/** A name without quotes, where YAML takes it for a text as it is. */
function nameText(name: Json): string {
  const isPlain = typeof name === 'string' && /^[A-Za-z]\w*$/.test(name) && !/^(?:true|false|null)$/i.test(name);
  return isPlain ? name : canonicalJson(name);
}

function fieldsText(fields: { readonly [key: string]: Json }): string {
  const members = Object.entries(fields).map(([name, rule]) => {
    if (!isMembers(rule)) return `${name}: ?`;
    const isPath = rule['from'] !== undefined && rule['map'] === undefined;
    return `${name}: ${isPath ? pathText(rule['from']) : membersText(rule)}`;
  });
  return `{ ${members.join(', ')} }`;
}

function pathText(path: Json | undefined): string {
  return isList(path) ? path.join('.') : '?';
}
