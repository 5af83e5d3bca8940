import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import { type OutputFolder, shownPath } from './output-folder.js';

export const manifestName = '.varve-manifest.json';

const formatVersion = 1;

/**
 * What was written into an output folder: for each file the hashes of what Varve may have left there. That is one;
 * two while a run is under way, or after it was cut off: what stood there before and what should stand there.
 */
export type Manifest = ReadonlyMap<string, readonly string[]>;

/**
 * The manifest of an output folder, empty where there is none. One that cannot be read is reported, and `undefined`
 * returned.
 */
export function readManifest(folder: OutputFolder, reporter: Reporter): Manifest | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder.root, manifestName), 'utf8');
  } catch (error) {
    if (isMissing(error)) return new Map();
    throw error;
  }
  const files = parseManifest(text);
  if (typeof files !== 'string') return files;
  reporter.report(
    'MANIFEST_INVALID',
    startOf(shownPath(folder, manifestName)),
    `the manifest of generated files ${files}`,
    {
      help: 'run `varve generate --force`, which writes the generated files and the manifest anew',
    },
  );
  return undefined;
}

/** One file in a line, so that branches which generate different files merge; no dates and no paths of a machine. */
export function printManifest(manifest: Manifest): string {
  const files = [...manifest].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const lines = files.map(
    ([path, hashes]) => `    ${JSON.stringify(path)}: ${JSON.stringify(hashes.length === 1 ? hashes[0] : hashes)}`,
  );
  const body = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  return `{\n  "version": ${formatVersion},\n  "files": ${body}\n}\n`;
}

/** The manifest in a text, or what is wrong with it. */
export function parseManifest(text: string): Manifest | string {
  if (/^(?:<{7}|={7}|>{7})/mu.test(text)) return 'holds the marks of a merge conflict';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (!isRecord(json)) return 'is not an object';
  if (json['version'] !== formatVersion)
    return `has version ${JSON.stringify(json['version'])}, and this Varve knows version ${formatVersion}`;
  if (!isRecord(json['files'])) return 'has no list of files';
  const manifest = new Map<string, readonly string[]>();
  for (const [path, value] of Object.entries(json['files'])) {
    if (!isPlainPath(path)) return `lists ${JSON.stringify(path)}, which is no path inside the output folder`;
    const hashes: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!hashes.every(isHash)) return `has no hash for ${JSON.stringify(path)}`;
    manifest.set(path, hashes);
  }
  return manifest;
}

/** Whether a path stays inside the folder that it is relative to, spelled in the one way that there is. */
export function isPlainPath(path: string): boolean {
  return (
    path !== '' &&
    !/[\\:\0]/u.test(path) &&
    !posix.isAbsolute(path) &&
    posix.normalize(path) === path &&
    !/^\.\.?(?:\/|$)/u.test(path) &&
    !path.endsWith('/')
  );
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/u.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
