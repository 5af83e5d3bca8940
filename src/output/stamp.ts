import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { contentHash } from './content-hash.js';
import { manifestName, parseManifest } from './manifest.js';
import type { OutputFolder } from './output-folder.js';
import { writeWhole } from './write-output.js';

/**
 * What lets an unchanged run answer without compiling: which inputs gave which manifest, and what there was to say. It is
 * a memory of this machine, in `node_modules/.cache` or the user's own cache, and not part of the manifest, which is committed: there it would
 * change with every edit of any schema, and no two branches would merge.
 */
export interface Stamp {
  /** Of the schemas, the configuration and Varve itself. */
  readonly inputs: string;
  /** Hash of the manifest's text. */
  readonly manifest: string;
  /** What was found: never an error. */
  readonly diagnostics: readonly Diagnostic[];
}

const formatVersion = 1;

/** Everything but the schemas that the output depends on, as one hash: the configuration, and Varve itself. */
export function environmentHash(config: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([formatVersion, config, ownState()]))
    .digest('hex');
}

/** Everything that the output depends on, as one hash. */
export function inputsHash(
  sources: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  environment: string,
): string {
  const hash = createHash('sha256').update(environment);
  for (const { path, bytes } of sources) hash.update(`\n${JSON.stringify(path)} ${bytes.length}\n`).update(bytes);
  return hash.digest('hex');
}

/**
 * Where the stamp of an output folder is kept: in the nearest `node_modules`, or where there is none, in the user's own
 * cache. `undefined` where there is no place at all.
 */
export function stampFile(
  folder: OutputFolder,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const cache = cacheOfProject(cwd) ?? cacheOfUser(env);
  if (cache === undefined) return undefined;
  const name = createHash('sha256')
    .update(JSON.stringify([resolve(cwd), folder.root]))
    .digest('hex')
    .slice(0, 16);
  return join(cache, 'varve', `${name}.json`);
}

/** Where beside the stamp a run leaves what the next one need not do again. */
export function memoryFile(stamp: string): string {
  return stamp.replace(/\.json$/u, '.memory');
}

function cacheOfProject(cwd: string): string | undefined {
  for (let at = resolve(cwd); ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    if (existsSync(modules)) return join(modules, '.cache');
    if (dirname(at) === at) return undefined;
  }
}

/** By the XDG Base Directory Specification, which wants a relative path there ignored. */
function cacheOfUser(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env['XDG_CACHE_HOME'];
  if (named !== undefined && isAbsolute(named)) return named;
  try {
    const home = homedir();
    return isAbsolute(home) ? join(home, '.cache') : undefined;
  } catch {
    // A user without a home, as in some containers.
    return undefined;
  }
}

/**
 * How many files the output has and what was said of them, where the inputs are those of the last run and every file is
 * as that run left it.
 */
export function readStamp(
  file: string,
  inputs: string,
  folder: OutputFolder,
): { readonly total: number; readonly diagnostics: readonly Diagnostic[] } | undefined {
  try {
    const stamp: Stamp = JSON.parse(readFileSync(file, 'utf8'));
    if (stamp.inputs !== inputs) return undefined;
    const text = readFileSync(join(folder.root, manifestName), 'utf8');
    if (contentHash(text) !== stamp.manifest) return undefined;
    const manifest = parseManifest(text);
    if (typeof manifest === 'string') return undefined;
    for (const [path, hashes] of manifest) {
      if (!hashes.includes(contentHash(readFileSync(join(folder.root, path), 'utf8')))) return undefined;
    }
    return { total: manifest.size, diagnostics: stamp.diagnostics };
  } catch {
    // No stamp, no manifest, or a file is gone: the long way will say what is the matter.
    return undefined;
  }
}

/** Remembers a run. A memory that cannot be kept is none; nothing depends on it. */
export function writeStamp(file: string, stamp: Stamp): void {
  try {
    writeWhole(file, JSON.stringify(stamp));
  } catch {
    // A read-only folder, for instance.
  }
}

/** Tells one build of Varve from another: sizes and times of its own files. */
function ownState(): readonly (readonly [string, number, number])[] {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const code = fileURLToPath(new URL('..', import.meta.url));
  return [
    'package.json',
    ...filesBelow(code),
    ...filesBelow(join(root, 'templates')),
    ...filesBelow(join(root, 'schemas')),
  ].map((path) => {
    const { size, mtimeMs } = statSync(resolve(root, path));
    return [path, size, mtimeMs];
  });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
    })
    .sort();
}
