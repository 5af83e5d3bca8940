import type { Documentation } from '../codegen/js-doc.js';
import type { Annotations } from '../language/syntax.js';
import { underlying } from '../model/type-lookup.js';
import type { Field, Type } from '../model/type.js';
import type { EmitContext } from './emit-input.js';
import { typedLiteral } from './typed-literal.js';

/** What a declaration's doc comment says: the description, what its type's checks demand, an example, `deprecated`. */
export function typeDocumentation(annotations: Annotations, type: Type, emit: EmitContext): Documentation {
  const { description, deprecated, example } = annotations;
  const text = [description?.trim(), checksText(type, emit)].filter((part) => part !== undefined).join('\n\n');
  return {
    text,
    deprecated,
    example: example === undefined ? undefined : typedLiteral(example.value, type, emit, { as: 'comment' }),
  };
}

export function fieldDocumentation({ annotations, type }: Field, emit: EmitContext): Documentation {
  return typeDocumentation(annotations, type, emit);
}

/** What the checks demand, as a sentence; those of a use, where the type is a name. */
export function checksText(type: Type, emit: EmitContext): string | undefined {
  const checked = type.kind === 'reference' ? type.refinement : type;
  if (checked === undefined) return undefined;
  return checksSentence(checked.kind === 'nullable' ? checked.inner : checked, emit);
}

function checksSentence(type: Type, emit: EmitContext): string | undefined {
  switch (type.kind) {
    case 'string': {
      const parts = [
        ...(type.format === undefined ? [] : [type.format === 'email' ? 'an e-mail address' : 'a URI']),
        ...listOf(size(type.minLength, type.maxLength, 'character')),
        ...(type.pattern === undefined ? [] : [`matching ${codeSpan(type.pattern)}`]),
      ];
      return sentence(parts);
    }
    case 'int':
    case 'long':
      return sentence(listOf(range('an integer', type.min, type.max)));
    case 'number': {
      const parts = [
        ...listOf(range('a number', type.min, type.max)),
        ...(type.exclusiveMin === undefined ? [] : [`above ${type.exclusiveMin}`]),
        ...(type.exclusiveMax === undefined ? [] : [`below ${type.exclusiveMax}`]),
      ];
      return sentence(parts);
    }
    case 'decimal': {
      const scale = type.scale === undefined ? [] : [`at most ${counted(type.scale, 'digit')} after the point`];
      return sentence([...listOf(range('a decimal', type.min, type.max)), ...scale]);
    }
    case 'bytes':
      return type.maxLength === undefined ? undefined : sentence([`at most ${counted(type.maxLength, 'byte')}`]);
    case 'list':
      return sentence([
        ...listOf(size(type.minItems, type.maxItems, 'item')),
        ...(type.unique ? ['no two the same'] : []),
      ]);
    case 'boolean':
    case 'uuid':
    case 'timestamp':
    case 'date':
    case 'json':
    case 'enum':
    case 'map':
    case 'nullable':
    case 'record':
    case 'union':
      return undefined;
    case 'reference': {
      const base = underlying(type, emit.context.types);
      return base.kind === 'reference' ? undefined : checksSentence(base, emit);
    }
  }
}

type Bound = number | bigint | string | undefined;

function range(noun: string, min: Bound, max: Bound): string | undefined {
  if (min !== undefined && max !== undefined) return min === max ? `${noun}: ${min}` : `${noun} from ${min} to ${max}`;
  if (min !== undefined) return `${noun} of ${min} at least`;
  return max === undefined ? undefined : `${noun} of ${max} at most`;
}

/** That there are none at least says nothing. */
function size(min: number | undefined, max: number | undefined, noun: string): string | undefined {
  if (max === undefined) return min === undefined || min === 0 ? undefined : `${counted(min, noun)} at least`;
  if (min === max) return counted(max, noun);
  return min === undefined || min === 0 ? `${counted(max, noun)} at most` : `${min} to ${counted(max, noun)}`;
}

function listOf(part: string | undefined): string[] {
  return part === undefined ? [] : [part];
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function sentence(parts: readonly string[]): string | undefined {
  if (parts.length === 0) return undefined;
  const text = parts.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function codeSpan(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
