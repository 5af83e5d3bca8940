import type { MappingEntry, MappingNode, SourceNode } from '../source/node.js';
import { checkDeclaredName } from './check-name.js';
import { entriesOf, isTrue, parsed, valueOf } from './node-access.js';
import { parseAnnotations } from './parse-annotations.js';
import { parseType } from './parse-type.js';
import { parseVersionFields } from './parse-version-fields.js';
import { parseVersions } from './parse-versions.js';
import type { Parsing } from './parsing.js';
import type { TypeDeclarationSyntax, TypeVersionSyntax } from './syntax.js';

/** The named types of a file. */
export function parseTypes(node: SourceNode | undefined, parsing: Parsing): readonly TypeDeclarationSyntax[] {
  return parsed(entriesOf(node, parsing), (entry) => parseTypeDeclaration(entry, parsing));
}

function parseTypeDeclaration(
  { key, keySpan, value }: MappingEntry,
  parsing: Parsing,
): TypeDeclarationSyntax | undefined {
  checkDeclaredName(key, keySpan, 'type', parsing);
  const name = { text: key, span: keySpan };
  const versionsNode = value.kind === 'mapping' ? valueOf(value, 'versions') : undefined;
  const annotations = value.kind === 'mapping' ? parseAnnotations(value, parsing) : {};
  const brand = value.kind === 'mapping' && isTrue(valueOf(value, 'brand'));
  if (versionsNode === undefined) {
    const { type } = parseType(value, 'required', parsing);
    const version: TypeVersionSyntax = { number: 1, span: keySpan, annotations: {}, type, step: { drops: [] } };
    return { name, annotations, brand, versioned: false, versions: [version] };
  }
  const numbered = versionsNode.kind === 'mapping' ? parseVersions(versionsNode, key, parsing) : undefined;
  if (numbered === undefined) {
    parsing.refuse(versionsNode.span);
    parsing.malformed.add(key);
    return undefined;
  }
  const versions = numbered.map(({ number, entry }) => parseTypeVersion(number, entry, parsing));
  if (!versions.every((version) => version !== undefined)) {
    parsing.malformed.add(key);
    return undefined;
  }
  return { name, annotations, brand, versioned: true, versions };
}

/** `undefined` where a rule or a type of a field cannot be read: the step of a type is never hand-written, so nothing can stand in for it. */
function parseTypeVersion(
  number: number,
  { keySpan, value }: MappingEntry,
  parsing: Parsing,
): TypeVersionSyntax | undefined {
  const annotations = value.kind === 'mapping' ? parseAnnotations(value, parsing) : {};
  const position = number === 1 ? 'first' : 'later';
  if (value.kind === 'mapping' && isRecord(value)) {
    const { fields, step, broken } = parseVersionFields(value, position, parsing);
    if (broken) return undefined;
    return { number, span: keySpan, annotations, type: { kind: 'record', fields, span: keySpan, checks: [] }, step };
  }
  const { type } = parseType(value, 'required', parsing);
  const step =
    value.kind === 'mapping' ? parseVersionFields(withoutFields(value), position, parsing).step : { drops: [] };
  return { number, span: keySpan, annotations, type, step };
}

function isRecord(node: MappingNode): boolean {
  return valueOf(node, 'fields')?.kind === 'mapping' && valueOf(node, 'type') === undefined;
}

function withoutFields(node: MappingNode): MappingNode {
  return { ...node, entries: node.entries.filter(({ key }) => key !== 'fields') };
}
