import type { Span } from '../diagnostics/span.js';
import { typeAt } from '../model/type-graph.js';
import { fieldNamed, referredVersion, type Types } from '../model/type-lookup.js';
import type { EventVersion } from '../model/model.js';
import type { Field, ReferenceType, Type } from '../model/type.js';
import type { JsonPath } from './json-place.js';

/** Where in the YAML something of a shape is said. */
export interface ShapePlace {
  readonly span: Span;
  /** The field of the version through which a shared type is used, where it stands in one. */
  readonly used?: Span;
  /** The name of that type, the innermost. */
  readonly type?: string;
}

/**
 * Where the YAML says what a path into a version's shape leads to (as `eventShape` writes it): the innermost field, or
 * the declaration of the shared type, on the way.
 */
export function shapePlace(version: EventVersion, path: JsonPath, types: Types): ShapePlace {
  const [first, second, ...rest] = path;
  if (first === 'types' && typeof second === 'string') {
    const [name = '', number = '1'] = second.split('@');
    const declared = types.get(name)?.versions[Number(number) - 1];
    const type = typeAt(second, types);
    if (declared === undefined || type === undefined) return { span: version.span };
    return { ...insideType(type, rest, { span: declared.span, type: name }, types), used: version.span };
  }
  if (first !== 'fields' || typeof second !== 'string') return { span: version.span };
  const field = fieldNamed(version.shape.fields, second);
  if (field === undefined) return { span: version.span };
  const place = insideField(field, rest, { span: version.span }, types);
  return place.span === field.span ? place : { ...place, used: field.span };
}

/** The innermost place so far, and the shared type that it stands in. */
type Here = Omit<ShapePlace, 'used'>;

function insideField({ type, span }: Field, path: JsonPath, outer: Here, types: Types): Here {
  const [step, ...rest] = path;
  const here: Here = { ...outer, span };
  return step === 'type' ? insideType(type, rest, here, types) : here;
}

function insideType(type: Type, path: JsonPath, here: Here, types: Types): Here {
  const [step, ...rest] = path;
  switch (type.kind) {
    case 'reference': {
      const version = referredVersion(type, types);
      if (version === undefined || isRefined(type, step)) return here;
      return insideType(version.type, path, { span: version.span, type: type.name }, types);
    }
    case 'list':
      return step === 'element' ? insideType(type.element, rest, here, types) : here;
    case 'map':
      if (step === 'key') return insideType(type.key, rest, here, types);
      return step === 'value' ? insideType(type.value, rest, here, types) : here;
    case 'nullable':
      return step === 'inner' ? insideType(type.inner, rest, here, types) : here;
    case 'record':
      return step === 'fields' ? insideFields(type.fields, rest, here, types) : here;
    case 'union': {
      const member = type.members.find(({ name }) => step === 'members' && name === rest[0]);
      return member === undefined ? here : insideFields(member.fields, rest.slice(1), here, types);
    }
    default:
      return here;
  }
}

/** Whether a check is added where the type is used, and not where it is declared. */
function isRefined({ refinement }: ReferenceType, step: string | number | undefined): boolean {
  if (refinement === undefined || typeof step !== 'string' || step === 'kind') return false;
  // A shape gathers the patterns and formats of all layers.
  return Object.hasOwn(refinement, step) || Object.hasOwn(refinement, step.replace(/s$/, ''));
}

function insideFields(fields: readonly Field[], path: JsonPath, here: Here, types: Types): Here {
  const [name, ...rest] = path;
  const field = typeof name === 'string' ? fieldNamed(fields, name) : undefined;
  return field === undefined ? here : insideField(field, rest, here, types);
}
