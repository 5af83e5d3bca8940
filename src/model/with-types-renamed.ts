import type { NamedType } from './model.js';
import type { Types } from './type-lookup.js';
import type { Field, Type } from './type.js';

/** Types under other names, with each reference among them: so that they can stand beside others of the same names. */
export function withTypesRenamed(types: Types, rename: (name: string) => string): Types {
  return new Map(
    [...types.values()].map((type): [string, NamedType] => {
      const versions = type.versions.map((version) => ({ ...version, type: renamed(version.type, rename) }));
      return [rename(type.name), { ...type, name: rename(type.name), versions }];
    }),
  );
}

/** A type whose references are to types of other names. */
export function renamed(type: Type, rename: (name: string) => string): Type {
  const inner = (each: Type): Type => renamed(each, rename);
  switch (type.kind) {
    case 'reference':
      return { ...type, name: rename(type.name) };
    case 'list':
      return { ...type, element: inner(type.element) };
    case 'map':
      return { ...type, key: inner(type.key), value: inner(type.value) };
    case 'nullable':
      return { ...type, inner: inner(type.inner) };
    case 'record':
      return { ...type, fields: renamedFields(type.fields, rename) };
    case 'union':
      return {
        ...type,
        members: type.members.map((member) => ({ ...member, fields: renamedFields(member.fields, rename) })),
      };
    default:
      return type;
  }
}

function renamedFields(fields: readonly Field[], rename: (name: string) => string): readonly Field[] {
  return fields.map((field) => ({ ...field, type: renamed(field.type, rename) }));
}
