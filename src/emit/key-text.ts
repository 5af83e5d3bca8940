import { accessor } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { underlying } from '../model/type-lookup.js';
import type { Field, TypeKind } from '../model/type.js';
import type { EmitContext } from './emit-input.js';

/** A part of a key as an expression. */
interface KeyPart {
  readonly value: string;
  readonly kind: TypeKind;
}

/**
 * The text of a row's `key`, as an expression: of any two keys that differ, the texts differ. It is known where each part
 * ends, because a text stands behind its length, and nothing else has a space in it. Every event asks for it, and JSON
 * would take several times as long.
 */
export function keyText(key: readonly Field[], { context, options }: EmitContext): string {
  const parts = key.map(({ name, type }): KeyPart => {
    const value = accessor('key', name);
    const { kind } = underlying(type, context.types);
    return { value: kind === 'timestamp' ? timestampText(value, options.timestamps) : value, kind };
  });
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return soleText(only);
  return `\`${parts.map((part, index) => partText(part, index === parts.length - 1)).join('')}\``;
}

/** Two ways to write one instant are one key. */
function timestampText(value: string, form: EmitContext['options']['timestamps']): string {
  switch (form) {
    case 'string':
      return `${runtime.plainTimestamp}(${value})`;
    case 'date':
      return `${value}.toISOString()`;
    case 'temporal':
      return `String(${value})`;
  }
}

function soleText({ value, kind }: KeyPart): string {
  return kind === 'long' || kind === 'int' || kind === 'boolean' ? `String(${value})` : value;
}

function partText({ value, kind }: KeyPart, isLast: boolean): string {
  if (isLast) return inserted(value);
  const isText = kind === 'string' || kind === 'enum';
  return isText ? `${inserted(`${value}.length`)}:${inserted(value)}` : `${inserted(value)} `;
}

/** In a template literal. */
function inserted(expression: string): string {
  return `\${${expression}}`;
}
