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
        case 'fields':
          return `fields: ${isMembers(value) ? fieldsText(value) : '?'}`;
        case 'map':
          return `map: ${isMembers(value) ? mapText(value) : '?'}`;
        default:
          return `${name}: ${canonicalJson(value)}`;
      }
    });
  return `{ ${members.join(', ')} }`;
}

function fieldsText(fields: { readonly [key: string]: Json }): string {
  const members = Object.entries(fields).map(([name, rule]) => {
    if (!isMembers(rule)) return `${name}: ?`;
    const isPath = rule['from'] !== undefined && rule['map'] === undefined;
    return `${name}: ${isPath ? pathText(rule['from']) : membersText(rule)}`;
  });
  return `{ ${members.join(', ')} }`;
}

function mapText(map: { readonly [key: string]: Json }): string {
  const members = Object.entries(map).map(([member, image]) => `${wordText(member)}: ${wordText(image)}`);
  return `{ ${members.join(', ')} }`;
}

/** Bare where YAML reads it as the text that it is. */
function wordText(word: Json): string {
  const isBare = typeof word === 'string' && /^(?!(?:true|false|null)$)[a-z][\w-]*$/iu.test(word);
  return isBare ? word : canonicalJson(word);
}

function pathText(path: Json | undefined): string {
  return isList(path) ? path.join('.') : '?';
}
