import { suggest } from '../diagnostics/did-you-mean.js';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import { errorType, isErrorType } from './error-type.js';
import { tagType } from './resolve-type.js';
import { fieldNamed, underlying, type Types } from './type-lookup.js';
import { quoted, typeText } from './type-text.js';
import type { Field, Type } from './type.js';

/** What a path reads. */
export interface PathRead {
  readonly path: readonly string[];
  readonly type: Type;
  /** Whether the value may be absent: it, or a record on the way to it, is optional. */
  readonly optional: boolean;
  /** For each name but the last: whether it may be absent. */
  readonly optionalAt: readonly boolean[];
}

export type ResolvedPath =
  | { readonly ok: true; readonly read: PathRead }
  | { readonly ok: false; readonly code: DiagnosticCode; readonly message: string; readonly help: string | undefined };

/**
 * Follows names through records, from the fields of an event's data or the like, which `of` names in messages. Of a
 * union only the tag can be read. Where the way leads through something that has been reported already, the result has
 * the error type.
 */
export function resolvePath(
  names: readonly string[],
  fields: readonly Field[],
  of: string,
  types: Types,
  malformed: ReadonlySet<string>,
  /** A path that is known to be there, with all that leads to it. */
  present: readonly string[] = [],
): ResolvedPath {
  let available = fields;
  let type: Type = errorType;
  const optionals: boolean[] = [];
  let isPresent = true;
  for (const [index, name] of names.entries()) {
    const field = fieldNamed(available, name);
    if (field === undefined) {
      if (malformed.has(name)) return unknowable(names);
      const owner = index === 0 ? of : quoted(names.slice(0, index).join('.'));
      return unknownField(name, available, owner);
    }
    type = field.type;
    isPresent &&= present[index] === name;
    optionals.push(field.optional && !isPresent);
    if (index === names.length - 1) break;
    const base = underlying(type, types);
    if (isErrorType(base)) return unknowable(names);
    if (base.kind === 'record') available = base.fields;
    else if (base.kind === 'union') available = [tagField(base.tag, tagType(base.members), field)];
    else return notRecord(names.slice(0, index + 1).join('.'), names[index + 1] ?? '', base, type);
  }
  return {
    ok: true,
    read: { path: names, type, optional: optionals.includes(true), optionalAt: optionals.slice(0, -1) },
  };
}

function tagField(name: string, type: Type, { span }: Field): Field {
  return { name, type, optional: false, annotations: {}, span };
}

function unknowable(names: readonly string[]): ResolvedPath {
  return {
    ok: true,
    read: { path: names, type: errorType, optional: false, optionalAt: names.slice(1).map(() => false) },
  };
}

export function unknownField(
  name: string,
  fields: readonly Field[],
  owner: string,
): Extract<ResolvedPath, { ok: false }> {
  const near = suggest(
    name,
    fields.map((field) => field.name),
  );
  const help = near === undefined ? knownFields(fields, owner) : `did you mean \`${near}\`?`;
  return { ok: false, code: 'UNKNOWN_FIELD', message: `${owner} has no field ${quoted(name)}`, help };
}

function knownFields(fields: readonly Field[], owner: string): string {
  const names = fields.slice(0, 8).map(({ name }) => `\`${name}\``);
  if (names.length === 0) return `${owner} has no fields`;
  return `it has ${names.join(', ')}${fields.length > 8 ? ', …' : ''}`;
}

function notRecord(path: string, next: string, base: Type, type: Type): ResolvedPath {
  const reason =
    base.kind === 'nullable'
      ? 'may be null, so that nothing can be read inside it'
      : `is ${typeText(type)}, which has no fields`;
  return {
    ok: false,
    code: 'PATH_NOT_RECORD',
    message: `${quoted(next)} cannot be read of ${quoted(path)}: it ${reason}`,
    help: undefined,
  };
}
