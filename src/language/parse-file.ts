import type { Reporter } from '../diagnostics/reporter.js';
import type { MappingNode, SourceDocument } from '../source/node.js';
import { checkGrammar } from './check-grammar.js';
import { checkContextName } from './check-name.js';
import { entriesOf, entryOf, nameOf, parsed, valueOf } from './node-access.js';
import { parseAggregate } from './parse-aggregate.js';
import { parseAnnotations } from './parse-annotations.js';
import { parseProjection } from './parse-projection.js';
import { parseFields } from './parse-type.js';
import { parseTypes } from './parse-types.js';
import { createParsing, isMalformedType, type Parsing } from './parsing.js';
import type { FieldSyntax, FileSyntax } from './syntax.js';

/** The edition of the language that this compiler reads. */
const edition = 1;

/**
 * The typed syntax of a file. Goes on after a finding: what can be read is there, and what cannot is named in
 * `malformed`. `undefined` where there is no context to which it could belong, or where the edition is unknown.
 */
export function parseFile(document: SourceDocument, reporter: Reporter): FileSyntax | undefined {
  const { root, path } = document;
  if (root.kind === 'mapping' && hasUnknownEdition(root, reporter)) return undefined;
  const findings = checkGrammar(document, reporter);
  if (root.kind !== 'mapping') return undefined;
  const parsing = createParsing(reporter);
  const file = parseRoot(root, path, parsing);
  if (parsing.unexplained !== undefined && findings === 0) {
    reporter.report('BAD_VALUE', parsing.unexplained, 'this is not understood here');
  }
  return file;
}

function parseRoot(root: MappingNode, path: string, parsing: Parsing): FileSyntax | undefined {
  const contextNode = valueOf(root, 'context');
  const context = contextNode === undefined ? undefined : nameOf(contextNode, parsing);
  if (context !== undefined) checkContextName(context.text, context.span, parsing);
  const content = {
    annotations: parseAnnotations(root, parsing),
    metadata: parseMetadata(root, parsing),
    types: parseTypes(valueOf(root, 'types'), parsing),
    aggregates: parsed(entriesOf(valueOf(root, 'aggregates'), parsing), (entry) => parseAggregate(entry, parsing)),
    projections: parsed(entriesOf(valueOf(root, 'projections'), parsing), (entry) => parseProjection(entry, parsing)),
  };
  const declares = ['types', 'aggregates'].every((key) => (valueOf(root, key)?.kind ?? 'mapping') === 'mapping');
  // Without its context, or without all that it declares, every use of it would be a finding.
  return context === undefined || !declares ? undefined : { path, context, ...content, malformed: parsing.malformed };
}

function parseMetadata(root: MappingNode, parsing: Parsing): readonly FieldSyntax[] {
  const fields = parseFields(valueOf(root, 'metadata'), parsing);
  return fields.map((field) => (isMalformedType(field.type) ? { ...field, optional: true } : field));
}

function hasUnknownEdition(root: MappingNode, reporter: Reporter): boolean {
  const written = entryOf(root, 'varve')?.value;
  if (written?.kind !== 'scalar' || typeof written.value !== 'number' || written.value === edition) return false;
  reporter.report(
    'EDITION_UNKNOWN',
    written.span,
    `this compiler reads edition ${edition} of the language, not ${written.text}`,
    {
      help: `write \`varve: ${edition}\`, or use a newer compiler`,
    },
  );
  return true;
}
