import { isScalar, type Node } from 'yaml';
import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import { convertNode } from './convert-node.js';
import { decodeUtf8 } from './decode-utf8.js';
import { createLineIndex } from './line-index.js';
import type { SourceDocument, SourceNode } from './node.js';
import { readPlain } from './read-plain.js';
import { readYaml } from './read-yaml.js';
import { largestFile, type SourceFile } from './source-file.js';

/**
 * The one YAML 1.2 document of a file, with places; `undefined` after a finding that leaves nothing to go on with. Takes
 * any bytes, never throws, and its time is linear in their number.
 */
export function parseDocument(file: SourceFile, reporter: Reporter): SourceDocument | undefined {
  if (file.bytes.length > largestFile) {
    const message = `the file is larger than ${largestFile / 1_000_000} MB`;
    reporter.report('FILE_TOO_LARGE', startOf(file.path), message, { help: 'share one context between several files' });
    return undefined;
  }
  const text = decodeUtf8(file, reporter);
  if (text === undefined) return undefined;
  const root = readPlain(file.path, text) ?? readWhole(file.path, text, reporter);
  return root === undefined ? undefined : { path: file.path, text, root };
}

/** Any YAML, and every mistake in it, by the library. */
export function readWhole(path: string, text: string, reporter: Reporter): SourceNode | undefined {
  const lines = createLineIndex(path, text);
  const document = readYaml(text, { path, lines, reporter });
  if (document === undefined) return undefined;
  const { contents } = document;
  if (contents === null || isBlank(contents)) {
    reporter.report('FILE_EMPTY', startOf(path), 'the file is empty', {
      help: 'a schema begins with `varve: 1` and `context: …`',
    });
    return undefined;
  }
  return convertNode(contents, { text, lines, reporter });
}

/** Nothing but comments. */
function isBlank(contents: Node): boolean {
  return isScalar(contents) && contents.source === '' && contents.anchor === undefined && contents.tag === undefined;
}
