import type { MappingEntry, MappingNode, SequenceNode, SourceNode } from '../source/node.js';
import { checkFreeName } from './check-name.js';
import { checkMembers } from './check-members.js';
import { entriesOf, nameOf, parsed, valueOf } from './node-access.js';
import { parseAnnotations } from './parse-annotations.js';
import { parseJson } from './parse-json.js';
import { parseTypeText, type TypeText } from './parse-type-text.js';
import { malformedType, type Parsing } from './parsing.js';
import type { CheckName, CheckSyntax, FieldSyntax, Json, TypeSyntax, UnionMemberSyntax } from './syntax.js';
import { scalarText } from './text-span.js';

/**
 * A type as it is written anywhere: an expression, a list for an enum, or a map of the long form. What cannot be read
 * is reported, and becomes a type that nobody complains of again.
 */
export function parseType(node: SourceNode, optionality: 'optional' | 'required', parsing: Parsing): TypeText {
  switch (node.kind) {
    case 'sequence':
      return { type: parseEnumList(node, parsing), optional: false };
    case 'scalar': {
      const { value } = node;
      if (typeof value === 'string') {
        const type = parseTypeText(scalarText(node, value), optionality, parsing);
        return type ?? { type: malformedType(node.span, parsing), optional: false };
      }
      parsing.refuse(node.span);
      return { type: malformedType(node.span, parsing), optional: false };
    }
    case 'mapping': {
      const { type, optional } = parseLongForm(node, optionality, parsing);
      const checks = parseChecks(node, parsing);
      return { type: checks.length === 0 ? type : { ...type, checks }, optional };
    }
  }
}

/** The fields of a record; none where they are not written. */
export function parseFields(node: SourceNode | undefined, parsing: Parsing): readonly FieldSyntax[] {
  return entriesOf(node, parsing).map((entry) => parseField(entry, parsing));
}

/** A field's name, notes and type. What else a field says depends on what it is a field of. */
export function parseField({ key, keySpan, value }: MappingEntry, parsing: Parsing): FieldSyntax {
  checkFreeName(key, keySpan, 'field', parsing);
  const annotations = value.kind === 'mapping' ? parseAnnotations(value, parsing) : {};
  const { type, optional } = parseType(value, 'optional', parsing);
  return { name: { text: key, span: keySpan }, annotations, type, optional };
}

function parseLongForm(node: MappingNode, optionality: 'optional' | 'required', parsing: Parsing): TypeText {
  const typeNode = valueOf(node, 'type');
  if (typeNode !== undefined && typeNode.kind !== 'mapping') return parseType(typeNode, optionality, parsing);
  const fields = valueOf(node, 'fields');
  if (typeNode === undefined && fields?.kind === 'mapping') {
    const type: TypeSyntax = { kind: 'record', fields: parseFields(fields, parsing), span: node.span, checks: [] };
    return { type, optional: false };
  }
  const union = typeNode === undefined && fields === undefined ? parseUnion(node, parsing) : undefined;
  if (union !== undefined) return { type: union, optional: false };
  parsing.refuse(node.span);
  return { type: malformedType(node.span, parsing), optional: false };
}

function parseUnion(node: MappingNode, parsing: Parsing): TypeSyntax | undefined {
  const tagNode = valueOf(node, 'union');
  const of = valueOf(node, 'of');
  const tag = tagNode === undefined ? undefined : nameOf(tagNode, parsing);
  if (tag === undefined || of?.kind !== 'mapping') return undefined;
  checkFreeName(tag.text, tag.span, 'union tag', parsing);
  const members = parsed(of.entries, ({ key, keySpan, value }): UnionMemberSyntax | undefined => {
    checkFreeName(key, keySpan, 'union member', parsing);
    if (value.kind !== 'mapping') {
      parsing.refuse(value.span);
      return undefined;
    }
    const fields = parseFields(valueOf(value, 'fields'), parsing);
    return { name: { text: key, span: keySpan }, annotations: parseAnnotations(value, parsing), fields };
  });
  return { kind: 'union', tag, members, span: node.span, checks: [] };
}

function parseEnumList(node: SequenceNode, parsing: Parsing): TypeSyntax {
  const members = parsed(node.items, (item) => nameOf(item, parsing));
  for (const { text, span } of members) checkFreeName(text, span, 'enum member', parsing);
  if (members.length < node.items.length || members.length === 0) {
    parsing.refuse(node.span);
    return malformedType(node.span, parsing);
  }
  return { kind: 'enum', members: checkMembers(members, parsing), span: node.span, checks: [] };
}

const isCount = (value: Json): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isNumber = (value: Json): boolean => typeof value === 'number';
const isAmount = (value: Json): boolean => typeof value === 'number' || typeof value === 'string';

/** What the grammar lets a check be; of anything else it has complained. */
const isCheckValue: Readonly<Record<CheckName, (value: Json) => boolean>> = {
  min: isAmount,
  max: isAmount,
  exclusiveMin: isNumber,
  exclusiveMax: isNumber,
  minLength: isCount,
  maxLength: isCount,
  pattern: (value) => typeof value === 'string',
  format: (value) => value === 'email' || value === 'uri',
  scale: isCount,
  minItems: isCount,
  maxItems: isCount,
  unique: (value) => typeof value === 'boolean',
};

function isCheckName(key: string): key is CheckName {
  return Object.hasOwn(isCheckValue, key);
}

function parseChecks(node: MappingNode, parsing: Parsing): readonly CheckSyntax[] {
  return parsed(entriesOf(node, parsing), ({ key, keySpan, value }): CheckSyntax | undefined => {
    if (!isCheckName(key)) return undefined;
    if (value.kind !== 'scalar') {
      parsing.refuse(value.span);
      return undefined;
    }
    const json = parseJson(value, parsing);
    if (json !== undefined && isCheckValue[key](json.value)) return { name: key, nameSpan: keySpan, value: json };
    parsing.refuse(value.span);
    return undefined;
  });
}
