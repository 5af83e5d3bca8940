import { Composer, Lexer, Parser, type CST, type Document } from 'yaml';
import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import type { LineIndex } from './line-index.js';
import { reportYamlErrors } from './yaml-errors.js';

/** How deeply lists and maps may be nested, both as written and after aliases are resolved. */
export const deepest = 100;

/** The most pieces (names, colons, brackets, spaces, …) of a file: what the parser's time and memory grow with. */
export const mostLexemes = 2_000_000;

interface ReadContext {
  readonly path: string;
  readonly lines: LineIndex;
  readonly reporter: Reporter;
}

/**
 * The one YAML document of a text, not yet looked into; `undefined` after a finding. Nothing here recurses before the
 * depth is known, and the pieces of a text are counted while they are cut.
 */
export function readYaml(text: string, context: ReadContext): Document | undefined {
  const tokens = parseTokens(text, context);
  if (tokens === undefined || !isOneDocument(tokens, context)) return undefined;
  const document = compose(tokens, text.length);
  if (document === undefined) throw new Error('there is always a document');
  return reportYamlErrors(document.errors, text, tokens, context) ? undefined : document;
}

function parseTokens(text: string, { path, lines, reporter }: ReadContext): readonly CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      // What follows the first thing that is no YAML is mostly an echo of it, and may be millions of echoes.
      if (token.type === 'error') return tokens;
    }
    lexemes += 1;
    if (lexemes > mostLexemes) {
      reporter.report(
        'FILE_TOO_LARGE',
        startOf(path),
        `the file holds more than ${mostLexemes.toLocaleString('en')} names, values and marks`,
        {
          help: 'share one context between several files',
        },
      );
      return undefined;
    }
    // The document is on the stack as well, and so is the scalar that is being read.
    if (parser.stack.length > deepest + 1 && isCollection(parser.stack.at(-1))) {
      const message = `lists and maps are nested more than ${deepest} deep`;
      reporter.report('TOO_DEEP', lines.span(parser.offset - lexeme.length, parser.offset), message);
      return undefined;
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function isCollection(token: CST.Token | undefined): boolean {
  return token?.type === 'flow-collection' || token?.type === 'block-map' || token?.type === 'block-seq';
}

function isOneDocument(tokens: readonly CST.Token[], { lines, reporter }: ReadContext): boolean {
  const directive = tokens.find((token) => token.type === 'directive');
  if (directive !== undefined) {
    const span = lines.span(directive.offset, directive.offset + directive.source.length);
    reporter.report('YAML_DIRECTIVE', span, 'directives are not taken: a schema is YAML 1.2', {
      help: 'remove this line',
    });
    return false;
  }
  const [first, second] = tokens.filter((token) => token.type === 'document');
  if (first === undefined || second === undefined) return true;
  reporter.report(
    'SEVERAL_DOCUMENTS',
    lines.span(second.offset, second.offset + 3),
    'a second YAML document begins here',
    {
      related: [{ message: 'the first one is here', span: lines.span(first.offset, first.offset + 1) }],
      help: 'put it into a file of its own; files may share a context',
    },
  );
  return false;
}

function compose(tokens: readonly CST.Token[], length: number): Document | undefined {
  // Unique keys are looked for where the document is converted: the library compares each with each.
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: false, logLevel: 'silent' });
  // The library makes an Error of each mistake, and the stack traces of a million of them would take half a minute.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    // Also where there is nothing but a mistake, a document is there to carry it.
    const [document] = [...composer.compose(tokens, true, length)];
    return document;
  } finally {
    Error.stackTraceLimit = limit;
  }
}
