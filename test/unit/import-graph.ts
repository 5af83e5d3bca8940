import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ts } from 'ts-morph';

/** A source file as the rules see it. Paths are relative to `src`, with forward slashes. */
export interface Module {
  readonly path: string;
  readonly text: string;
  /** Specifiers as written, of every kind of import: static, type-only, dynamic, `require`. */
  readonly imports: readonly string[];
}

export function readModules(src: string): readonly Module[] {
  return readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) =>
      posix.join(entry.parentPath.slice(src.length).split('\\').join('/'), entry.name).replace(/^\//u, ''),
    )
    .filter((path) => !/(?:^|\/)(?:node_modules|dist)\//u.test(path))
    .sort()
    .map((path) => moduleOf(path, readFileSync(join(src, path), 'utf8')));
}

export function moduleOf(path: string, text: string): Module {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  // `createRequire(import.meta.url)('ts-morph')` is a call like any other to the scanner.
  const required = [...text.matchAll(/createRequire\([^)]*\)\(\s*'([^']+)'/gu)].flatMap(([, name]) => name ?? []);
  return { path, text, imports: [...new Set([...importedFiles.map(({ fileName }) => fileName), ...required])] };
}

/** What each part may import beside itself. A part is a folder of `src`, or a file that stands in `src` itself. */
const directions: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  source: ['diagnostics'],
  language: ['diagnostics', 'source'],
  model: ['diagnostics', 'source', 'language'],
  evolution: ['diagnostics', 'source', 'language', 'model'],
  codegen: [],
  handwritten: ['diagnostics', 'source', 'language', 'model', 'evolution', 'codegen'],
  emit: ['diagnostics', 'source', 'language', 'model', 'evolution', 'codegen'],
  'compile.ts': ['diagnostics', 'source', 'language', 'model', 'evolution', 'emit'],
  output: ['diagnostics'],
  incremental: ['diagnostics', 'source', 'language', 'model', 'evolution', 'codegen', 'emit', 'compile.ts', 'output'],
  // A configuration in TypeScript is transpiled by the compiler that `codegen` holds.
  config: ['diagnostics', 'codegen'],
  laws: ['diagnostics', 'source', 'language', 'model', 'evolution', 'codegen', 'emit', 'compile.ts'],
  testing: ['diagnostics', 'source', 'language', 'model', 'evolution', 'emit', 'compile.ts', 'config', 'laws'],
  'index.ts': ['diagnostics', 'source', 'language', 'model', 'evolution', 'codegen', 'emit', 'compile.ts', 'config'],
  cli: [
    'diagnostics',
    'source',
    'language',
    'model',
    'evolution',
    'handwritten',
    'emit',
    'compile.ts',
    'output',
    'incremental',
    'config',
    'laws',
  ],
  runtime: [],
};

/** Where a package from outside may be imported: prefixes of paths. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'ts-morph': ['codegen/'],
  handlebars: ['codegen/'],
  yaml: ['source/'],
  ajv: ['language/'],
  'ajv-formats': ['language/'],
  commander: ['cli/'],
  'fast-check': ['laws/', 'testing/'],
  // Types alone: that what is generated and what the runtime exports fit together is compiled.
  '@varve/runtime': ['codegen/runtime-contract.ts'],
  'better-sqlite3': ['runtime/stores/sqlite/'],
  'node:sqlite': ['runtime/stores/sqlite/'],
  pg: ['runtime/stores/postgres/'],
  '@nats-io/jetstream': ['runtime/stores/nats/'],
  '@nats-io/kv': ['runtime/stores/nats/'],
  '@nats-io/transport-node': ['runtime/stores/nats/'],
  '@event-driven-io/emmett': ['runtime/emmett/'],
  '@opentelemetry/api': ['runtime/opentelemetry/'],
};

/** What is no module of ours and yet imported by a path. */
const data: Readonly<Record<string, string>> = { '../schemas/varve.schema.json': 'language' };

/** Where `runtime` may use Node: elsewhere it runs in a browser and at the edge. */
const runtimeWithNode = ['runtime/stores/sqlite/', 'runtime/stores/postgres/', 'runtime/stores/nats/'];

const entries =
  /^(?:index\.ts|testing\/index\.ts|runtime\/index\.ts|runtime\/(?:testing|emmett|opentelemetry)\/index\.ts|runtime\/stores\/[a-z]+\/index\.ts)$/u;

/** The commands that write into a user's project beside the output. */
const writers = new Set(['cli/init-project.ts']);

const writing =
  /^(?:write|append|copy|cp|create(?:WriteStream)|link|mkdir|mkdtemp|open|rename|rm|rmdir|symlink|truncate|unlink|utimes|chmod|chown|ftruncate|futimes|lutimes|fs|default|promises)/u;

/** Everything that breaks a rule of the architecture, in sentences. */
export function checkArchitecture(modules: readonly Module[]): readonly string[] {
  const known = new Set(modules.map(({ path }) => path));
  return [
    ...modules.flatMap((module) => module.imports.flatMap((specifier) => checkImport(module, specifier, known))),
    ...modules.flatMap(checkEffects),
    ...modules.flatMap(checkPlace),
    ...checkEmitters(modules),
    ...findCycles(modules, known).map((cycle) => `cycle: ${cycle.join(' → ')}`),
  ];
}

function checkImport({ path }: Module, specifier: string, known: ReadonlySet<string>): readonly string[] {
  const from = partOf(path);
  if (specifier.startsWith('.')) {
    const target = resolveRelative(path, specifier);
    if (data[target] === from) return [];
    if (!known.has(target)) return [`${path} imports ${specifier}, which is no file of src`];
    const to = partOf(target);
    return to === from || directions[from]?.includes(to) === true
      ? []
      : [`${path} imports ${target}: ${from} may not import ${to}`];
  }
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? '');
  const places = packages[name];
  if (places !== undefined)
    return isBelow(path, places) ? [] : [`${path} imports ${name}, which belongs in ${places.join(', ')}`];
  if (!name.startsWith('node:')) return [`${path} imports ${name}, which has no place of its own`];
  return from === 'runtime' && !isBelow(path, runtimeWithNode)
    ? [`${path} imports ${name}: the core of runtime does not know Node`]
    : [];
}

function checkEffects({ path, text }: Module): readonly string[] {
  const found: string[] = [];
  const from = partOf(path);
  if (from !== 'cli' && /\bprocess\.exit(?:Code)?\b/u.test(text))
    found.push(`${path} ends the process, which only cli may`);
  if (from !== 'cli' && from !== 'emit' && /\bconsole\.\w+\(/u.test(withoutComments(text)))
    found.push(`${path} prints, which only cli may`);
  if (from === 'output' || from === 'runtime' || writers.has(path)) return found;
  for (const [, clause = ''] of text.matchAll(/import\s+([^'";]+?)\s+from\s+'node:fs(?:\/promises)?'/gu)) {
    const names = clause.replaceAll(/[{}*]/gu, ' ').split(/[\s,]+/u);
    for (const name of names.filter((each) => writing.test(each)))
      found.push(`${path} writes to the disk (${name}), which only output may`);
  }
  return found;
}

function checkPlace({ path }: Module): readonly string[] {
  const found: string[] = [];
  if (/(?:^|\/)index\.ts$/u.test(path) && !entries.test(path)) found.push(`${path} is a barrel, and no public entry`);
  if (/(?:^|\/)(?:utils?|helpers?|common|misc|shared|lib)\//u.test(path))
    found.push(`${path}: a thing lives where its noun lives`);
  if (directions[partOf(path)] === undefined) found.push(`${path} stands in no part of the architecture`);
  return found;
}

/** An emitter exports `emit…`; only the file that runs them all imports it. */
function checkEmitters(modules: readonly Module[]): readonly string[] {
  const emitters = new Set(
    modules
      .filter(({ path, text }) => path.startsWith('emit/') && /^export function emit[A-Z]/mu.test(text))
      .map(({ path }) => path),
  );
  return modules
    .filter(({ path }) => path.startsWith('emit/') && path !== 'emit/emit-context.ts')
    .flatMap(({ path, imports }) =>
      imports
        .map((specifier) => resolveRelative(path, specifier))
        .filter((target) => emitters.has(target))
        .map((target) => `${path} imports ${target}: emitters do not import each other`),
    );
}

/** One cycle for each group of files that reach each other. */
function findCycles(modules: readonly Module[], known: ReadonlySet<string>): readonly (readonly string[])[] {
  const edges = new Map(
    modules.map(({ path, imports }) => [
      path,
      imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => resolveRelative(path, specifier))
        .filter((target) => known.has(target)),
    ]),
  );
  const done = new Set<string>();
  const way: string[] = [];
  const cycles: string[][] = [];
  const visit = (path: string): void => {
    const at = way.indexOf(path);
    if (at !== -1) cycles.push([...way.slice(at), path]);
    if (at !== -1 || done.has(path)) return;
    way.push(path);
    for (const target of edges.get(path) ?? []) visit(target);
    way.pop();
    done.add(path);
  };
  for (const path of edges.keys()) visit(path);
  return cycles;
}

function resolveRelative(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/u, '.ts');
}

function partOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function isBelow(path: string, places: readonly string[]): boolean {
  return places.some((place) => path.startsWith(place));
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, '');
}
