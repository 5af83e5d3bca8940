import { createHash } from 'node:crypto';

/**
 * What a manifest remembers of a file: SHA-256 over its text, in hexadecimal. CRLF counts as LF, because git on Windows
 * may change the one into the other when it checks a file out.
 */
export function contentHash(text: string): string {
  return createHash('sha256').update(unixLines(text)).digest('hex');
}

export function unixLines(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}
