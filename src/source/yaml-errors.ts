import type { CST, YAMLError } from 'yaml';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Reporter } from '../diagnostics/reporter.js';
import { findOpener } from './find-opener.js';
import type { LineIndex } from './line-index.js';

/** YAML's mistakes breed: after the first of a file, only those that are surely not its echo are told, and few of them. */
const mostReported = 5;

interface Told {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help?: string;
  /** Where the mistake is, if not where it was noticed. */
  readonly at?: readonly [start: number, end: number];
}

interface Parsed {
  readonly text: string;
  readonly tokens: readonly CST.Token[];
}

/** Reports what the YAML library complained of, in Varve's words. Says whether there was anything. */
export function reportYamlErrors(
  errors: readonly YAMLError[],
  text: string,
  tokens: readonly CST.Token[],
  { lines, reporter }: { readonly lines: LineIndex; readonly reporter: Reporter },
): boolean {
  // Tags are refused where the document is converted, with all of them in view.
  const syntax = errors.filter(({ code, message }) => {
    return code !== 'BAD_COLLECTION_TYPE' && !(code === 'TAG_RESOLVE_FAILED' && message.startsWith('Unresolved tag'));
  });
  const sorted = syntax.slice(0, 1000).sort((a, b) => a.pos[0] - b.pos[0]);
  let lastLine = 0;
  let reported = 0;
  for (const error of sorted) {
    const start = Math.min(error.pos[0], text.length);
    const span = lines.span(start, Math.min(Math.max(error.pos[1], start), text.length));
    if (reported > 0 && (span.line <= lastLine + 1 || isEcho(error))) continue;
    const { code, message, help, at } = tell(error, sorted, start, { text, tokens });
    const related =
      at === undefined || at[0] >= start || start >= text.length ? [] : [{ message: 'it was missed here', span }];
    reporter.report(code, at === undefined ? span : lines.span(at[0], at[1]), message, { help, related });
    lastLine = span.line;
    reported += 1;
    if (reported === mostReported) break;
  }
  return syntax.length > 0;
}

function isEcho({ code, message }: YAMLError): boolean {
  return code === 'UNEXPECTED_TOKEN' || code === 'BAD_INDENT' || message.includes('need to be followed by');
}

function tell(error: YAMLError, errors: readonly YAMLError[], start: number, parsed: Parsed): Told {
  const { text } = parsed;
  const typeHelp = unquotedType(start, text);
  if (typeHelp !== undefined) return typeHelp;
  const { message } = error;
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { code: 'YAML_TAB', message: 'a tab cannot indent in YAML', help: 'indent with spaces' };
    case 'BAD_INDENT':
      return badIndent(message, start, parsed);
    case 'BAD_DQ_ESCAPE':
      return {
        code: 'YAML_SYNTAX',
        message: `${quote(message.replace('Invalid escape sequence ', ''))} is no escape in double quotes`,
        help: 'double the backslash, or write the text in single quotes, where a backslash is only itself',
      };
    case 'BAD_SCALAR_START':
      return {
        code: 'YAML_SYNTAX',
        message: `a text that begins with ${quote(text.charAt(start))} must be quoted`,
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return (
        overIndented(error, errors, text) ?? {
          code: 'YAML_SYNTAX',
          message: 'this value holds a key of its own',
          help: 'quote the value where the colon belongs to it; else write the map on lines of its own, indented, or in { }',
        }
      );
    case 'BLOCK_IN_FLOW':
      return {
        code: 'YAML_SYNTAX',
        message: 'inside { } and [ ], a value cannot hold a key of its own',
        help: 'a comma may be missing before it; else write the inner map in { } too',
      };
    case 'MULTILINE_IMPLICIT_KEY':
      return { code: 'YAML_SYNTAX', message: 'a key is expected to end on its line, with a colon' };
    case 'KEY_OVER_1024_CHARS':
      return { code: 'YAML_SYNTAX', message: 'a key is longer than 1,024 characters' };
    case 'MISSING_CHAR':
      return { code: 'YAML_SYNTAX', ...missing(message, start, parsed) };
    case 'ALIAS_PROPS':
    case 'BAD_ALIAS':
    case 'BAD_PROP_ORDER':
    case 'MULTIPLE_ANCHORS':
    case 'MULTIPLE_TAGS':
    case 'TAG_RESOLVE_FAILED':
      return {
        code: 'YAML_SYNTAX',
        message: 'this anchor, alias or tag is malformed',
        help: 'a text that begins with "&", "*" or "!" must be quoted',
      };
    default:
      return { code: 'YAML_SYNTAX', ...unexpected(message, start, text) };
  }
}

/** `{ tags: string[] }` and `{ items[sku]: 1 }`: the mistake that everybody makes once. */
function unquotedType(start: number, text: string): Told | undefined {
  if (text.charAt(start) !== '[' || !/[\p{L}\p{N}_>?]/u.test(text.charAt(start - 1))) return undefined;
  const before = /[^\s{}[\],:]*$/u.exec(text.slice(Math.max(0, start - 80), start))?.[0] ?? '';
  const behind = /^\[[^\s{}[\],]{0,80}\]/u.exec(text.slice(start, start + 90))?.[0] ?? '[]';
  return {
    code: 'YAML_SYNTAX',
    message: 'inside { }, what holds [ ] must be quoted',
    help: `write "${before}${behind}"`,
  };
}

function badIndent(message: string, start: number, { text, tokens }: Parsed): Told {
  if (message.startsWith('Flow ')) {
    const [opened, close] = message.startsWith('Flow map') ? ['{', '}'] : ['[', ']'];
    const tab = /\n[ ]*\t[ \t]*$/.test(text.slice(Math.max(0, start - 200), start));
    if (tab) return { code: 'YAML_TAB', message: 'a tab cannot indent in YAML', help: 'indent with spaces' };
    const opener = findOpener(tokens, 'bracket', start);
    return {
      code: 'YAML_SYNTAX',
      message: `"${opened}" is not closed`,
      ...(opener === undefined ? {} : { at: [opener, opener + 1] }),
      help: `write the missing "${close}", and indent what stands inside further than the line that opens it`,
    };
  }
  if (message.startsWith('Block scalar')) {
    return { code: 'YAML_SYNTAX', message: 'the lines of this text must be indented further than its key' };
  }
  return { code: 'YAML_SYNTAX', message: 'this line is not indented like the others of its map or list' };
}

/** `a: b` and, indented further below it, `c: d`: the second line was read as a part of the first value. */
function overIndented(error: YAMLError, errors: readonly YAMLError[], text: string): Told | undefined {
  const [start] = error.pos;
  const over = errors.find(({ code, pos }) => code === 'MULTILINE_IMPLICIT_KEY' && pos[0] === start);
  if (over === undefined) return undefined;
  const end = over.pos[1];
  const line = text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
  return {
    code: 'YAML_SYNTAX',
    message: 'this line is indented further than the one before, which has a value already',
    at: [end - line.trimStart().length, end],
  };
}

function missing(message: string, start: number, { tokens }: Parsed): Omit<Told, 'code'> {
  if (message.includes('closing')) {
    const opener = findOpener(tokens, 'quote', start);
    return { message: 'this quote is not closed', ...(opener === undefined ? {} : { at: [opener, opener + 1] }) };
  }
  if (message.includes('followed by map values')) return { message: 'a colon is missing after this key' };
  if (message.startsWith('Comments must')) return { message: 'a space is missing before "#"' };
  if (message.includes('Missing ,')) return { message: 'a comma is missing here, or a colon after a key' };
  if (message.includes('space after :')) return { message: 'a space is missing after the colon' };
  if (message.includes('without - indicator')) return { message: 'this item of a list has no "-"' };
  return { message: 'this is not YAML', help: ownWords(message) };
}

function unexpected(message: string, start: number, text: string): Pick<Told, 'message' | 'help'> {
  const character = text.charAt(start);
  if (message.startsWith('Block scalar header') || message.startsWith('Not a YAML token')) {
    return {
      message: 'nothing may stand on the line behind "|" or ">", which begin a text of several lines',
      help: 'a type or a text that begins with "|" or ">" must be quoted',
    };
  }
  if (character === ',') return { message: 'a comma with nothing before it' };
  if (character === '}' || character === ']') return { message: `"${character}" closes nothing` };
  if (message.includes('explicit-key-ind')) {
    return { message: 'unexpected "?"', help: 'a type that ends in "?" and holds [ ] must be quoted' };
  }
  return {
    message: `unexpected ${quote(text.slice(start, start + 20).split('\n', 1)[0] ?? '')}`,
    help: 'look at the indentation, and at quotes and brackets before this place',
  };
}

function ownWords(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function quote(text: string): string {
  return `"${text.trim()}"`;
}
