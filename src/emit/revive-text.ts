import { indent } from '../codegen/layout.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { Field, Type } from '../model/type.js';
import { addChangeFunction, type Change, changedText, type FieldChange } from './change.js';
import type { EmitContext } from './emit-input.js';
import type { ModuleScope } from './module-scope.js';
import { named, numbered, ref } from './names.js';
import { isConverted, plainText, storedText } from './stored-form.js';

/** How the typed value comes of the stored one. */
export function reviving(type: Type, emit: EmitContext): Change {
  if (!isConverted(type, emit)) return { kind: 'same' };
  switch (type.kind) {
    case 'long':
      return { kind: 'apply', apply: (text) => `${runtime.reviveLong}(${text})` };
    case 'bytes':
      return { kind: 'apply', apply: (text) => `${runtime.reviveBytes}(${text})` };
    case 'timestamp':
      return { kind: 'apply', apply: (text) => revivedTimestamp(text, emit) };
    case 'reference': {
      const { revive } = numbered(named(emit.names.types, type.name).versions, type.version);
      return { kind: 'apply', apply: (text) => `${ref(revive)}(${text})` };
    }
    case 'nullable':
      return { kind: 'nullable', inner: reviving(type.inner, emit) };
    case 'list':
      return { kind: 'list', element: reviving(type.element, emit) };
    case 'map':
      return { kind: 'map', value: reviving(type.value, emit) };
    case 'record':
      return { kind: 'record', fields: revivedFields(type.fields, emit), types: typesOf(type, emit) };
    case 'union': {
      const members = type.members.map(({ name, fields }) => ({ name, fields: revivedFields(fields, emit) }));
      return { kind: 'union', tag: type.tag, members, types: typesOf(type, emit) };
    }
    default:
      return { kind: 'same' };
  }
}

function revivedFields(fields: readonly Field[], emit: EmitContext): readonly FieldChange[] {
  return fields.map(({ name, optional, type }) => ({ name, optional, change: reviving(type, emit) }));
}

function typesOf(type: Type, emit: EmitContext): { readonly from: string; readonly to: string } {
  return { from: storedText(type, emit), to: plainText(type, emit) };
}

/** The text of an instant as what an instant is in TypeScript. */
export function revivedTimestamp(text: string, { options }: EmitContext): string {
  switch (options.timestamps) {
    case 'string':
      return text;
    case 'date':
      return `${runtime.reviveDate}(${text})`;
    case 'temporal':
      return `${runtime.reviveInstant}<Temporal.Instant>(${text})`;
  }
}

export interface ReviveFunction {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Whether the result bears a brand that TypeScript has to be told of. */
  readonly branded: boolean;
  readonly exported: boolean;
  readonly documentation?: string;
}

/** `function reviveMoney(value: MoneyJson): Money`: the typed value of a stored one that its check has accepted. */
export function addRevive(
  type: Type,
  { name, from, to, branded, exported, documentation = '' }: ReviveFunction,
  module: ModuleScope,
): void {
  const change = reviving(type, module.emit);
  if (change.kind === 'record' || change.kind === 'union') {
    addChangeFunction({ ...change, types: { from, to } }, name, module, { exported, documentation });
    return;
  }
  const parts: string[] = [];
  const later: ModuleScope = { ...module, add: (statement) => void parts.push(statement) };
  const text = changedText(change, 'value', name, later);
  const body = indent(`return ${branded ? `${text} as ${to}` : text};`);
  module.add(`${documentation}${exported ? 'export ' : ''}function ${name}(value: ${from}): ${to} {\n${body}\n}`);
  for (const part of parts) module.add(part);
}
