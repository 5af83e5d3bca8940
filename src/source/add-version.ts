import { createReporter } from '../diagnostics/reporter.js';
import type { Span } from '../diagnostics/span.js';
import { appendVersion, type VersionedPlace } from './append-version.js';
import { copiedJson, type CopyRules } from './copy-rules.js';
import { createLineIndex } from './line-index.js';
import type { MappingNode, SourceDocument, SourceNode } from './node.js';
import { parseDocument } from './parse-document.js';
import { toJson } from './to-json.js';

export interface VersionAdded {
  /** Of the whole file. */
  readonly text: string;
  /** The new version's key in it. */
  readonly span: Span;
}

/**
 * The text of a document with another version of a declaration, which is a copy of its newest one; a declaration with
 * `fields` alone gets `versions`. `undefined` where this cannot be written without a change of something else, which is
 * so where aliases share the declaration. What comes out is parsed again and held against what was meant.
 *
 * @param rules paths begin at the version
 */
export function addVersion(
  document: SourceDocument,
  place: VersionedPlace,
  rules: CopyRules,
): VersionAdded | undefined {
  const appended = appendVersion(document.text, place, rules);
  if (appended === undefined) return undefined;
  const { text, offset } = appended;
  const edited = parseDocument({ path: document.path, bytes: new TextEncoder().encode(text) }, createReporter());
  if (edited === undefined) return undefined;
  const meant = withVersion(document.root, place.path, place.number, rules);
  const made = withoutShorthands(edited.root, place, rules);
  if (JSON.stringify(meant) !== JSON.stringify(made)) return undefined;
  const key = /^(?:"[^"]*"|'[^']*'|[^:\s]*)/.exec(text.slice(offset))?.[0] ?? '';
  return { text, span: createLineIndex(document.path, text).span(offset, offset + key.length) };
}

/** The JSON value of a document in which a declaration has a copy of its newest version. */
function withVersion(root: SourceNode, path: readonly string[], number: number, rules: CopyRules): unknown {
  return mapAt(root, path, (declaration) => {
    const entries = declaration.entries.flatMap(({ key, value }): (readonly [string, unknown])[] => {
      if (key === 'versions' && value.kind === 'mapping') {
        const newest = value.entries.at(-1)?.value;
        const copy = newest === undefined ? undefined : copiedJson(newest, [], rules);
        return [[key, { ...jsonEntries(value), [number]: copy }]];
      }
      if (key !== 'fields' || hasVersions(declaration)) return [[key, toJson(value)]];
      const only: MappingNode = {
        kind: 'mapping',
        entries: declaration.entries.filter((entry) => entry.key === 'fields'),
        span: value.span,
      };
      return [['versions', { 1: toJson(only), [number]: copiedJson(only, [], rules) }]];
    });
    return Object.fromEntries(entries);
  });
}

/** The JSON value of a document in which the version of that number is in its short form. */
function withoutShorthands(root: SourceNode, { path, number }: VersionedPlace, { shorthand }: CopyRules): unknown {
  const rules: CopyRules = { leavesOut: () => false, shorthand };
  return mapAt(root, [...path, 'versions'], (versions) =>
    Object.fromEntries(
      versions.entries.map(({ key, value }) => [
        key,
        key === String(number) ? copiedJson(value, [], rules) : toJson(value),
      ]),
    ),
  );
}

function hasVersions({ entries }: MappingNode): boolean {
  return entries.some(({ key }) => key === 'versions');
}

function jsonEntries({ entries }: MappingNode): Record<string, unknown> {
  return Object.fromEntries(entries.map(({ key, value }) => [key, toJson(value)]));
}

/** The JSON value of a node, with what a path leads to replaced. */
function mapAt(node: SourceNode, path: readonly string[], replace: (node: MappingNode) => unknown): unknown {
  if (node.kind !== 'mapping') return toJson(node);
  const [next, ...rest] = path;
  if (next === undefined) return replace(node);
  return Object.fromEntries(
    node.entries.map(({ key, value }) => [key, key === next ? mapAt(value, rest, replace) : toJson(value)]),
  );
}
