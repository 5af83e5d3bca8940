import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import { createLineIndex } from './line-index.js';
import { sourceText, type SourceFile } from './source-file.js';

/** What YAML does not take as a character of its text, and a carriage return that ends no line with a line feed. */
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\r(?!\n)/;

/** The file's text, or `undefined` after a finding where its bytes are no printable UTF-8. */
export function decodeUtf8(file: SourceFile, reporter: Reporter): string | undefined {
  const text = decodeStrictly(file.bytes);
  if (text === undefined) {
    reportBadBytes(file, reporter);
    return undefined;
  }
  const found = unprintable.exec(text);
  if (found === null) return text;
  const character = found[0].codePointAt(0) ?? 0;
  const name =
    character === 13 ? 'a carriage return without a line feed' : `the control character ${codePointName(character)}`;
  const span = createLineIndex(file.path, text).span(found.index, found.index + 1);
  reporter.report('CONTROL_CHARACTER', span, `the file holds ${name}, which YAML does not take`, {
    help: character === 13 ? 'end lines with a line feed' : 'in double quotes, write it as an escape like "\\x07"',
  });
  return undefined;
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function reportBadBytes(file: SourceFile, reporter: Reporter): void {
  const [first, second] = file.bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    reporter.report('FILE_NOT_UTF8', startOf(file.path), 'the file is UTF-16, not UTF-8', { help: 'save it as UTF-8' });
    return;
  }
  const at = validPrefix(file.bytes);
  const before = sourceText({ path: file.path, bytes: file.bytes.subarray(0, at) }).length;
  const span = createLineIndex(file.path, sourceText(file)).span(before, before + 1);
  const byte = (file.bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  reporter.report('FILE_NOT_UTF8', span, `the file is not UTF-8: byte 0x${byte} at offset ${at} begins no character`, {
    help: 'save it as UTF-8',
  });
}

/** How many of the bytes, from the first on, are UTF-8. */
function validPrefix(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    if (length === 0) return at;
    if (length > 1 && decodeStrictly(bytes.subarray(at, at + length)) === undefined) return at;
    at += length;
  }
  return at;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

function codePointName(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}
