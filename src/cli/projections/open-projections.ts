import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Exports } from '../../laws/emitted/exports.js';
import type { ProjectionsOptions } from './projections-options.js';
import {
  type Closable,
  ProjectionsProblem,
  type ProjectionsRuntime,
  type RunnableProjection,
} from './projections-runtime.js';

/** A project's projections, and its database, opened with the project's own runtime and drivers. */
export interface OpenedProjections {
  readonly runtime: ProjectionsRuntime;
  readonly projections: readonly RunnableProjection[];
  readonly store: Closable;
  readonly tables: unknown;
  close(): Promise<void>;
}

/**
 * @param names of the projections that are asked for; all where there is none.
 * @throws ProjectionsProblem where something is not there, or the database cannot be opened.
 */
export async function openProjections(
  names: readonly string[],
  { cwd, module, store: storeUrl, tables: tablesUrl }: ProjectionsOptions,
): Promise<OpenedProjections> {
  const file = resolve(cwd, module);
  if (!existsSync(file)) {
    throw new ProjectionsProblem(
      `there is no ${module}: give --module, a file of JavaScript that exports \`projections\`, a list of asyncProjection(…)`,
    );
  }
  const projections = chosen(projectionsOf(await load(file, module), module), names);
  const runtime = await loadRuntime(file);
  const store = await openUrl(file, storeUrl, cwd, 'store');
  try {
    const opened = tablesUrl === undefined ? undefined : await openUrl(file, tablesUrl, cwd, 'tables');
    const tables = opened ?? store['tables'];
    if (tables === undefined)
      throw new ProjectionsProblem('this store keeps no tables: say with --tables where they are');
    return {
      runtime,
      projections,
      store,
      tables,
      async close() {
        await store.close();
        await opened?.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function load(file: string, name: string): Promise<Exports> {
  try {
    return (await import(pathToFileURL(file).href)) as Exports;
  } catch (error) {
    throw new ProjectionsProblem(`${name} cannot be loaded: ${wordsOf(error)}`, { cause: error });
  }
}

function projectionsOf({ projections }: Exports, module: string): readonly RunnableProjection[] {
  if (Array.isArray(projections) && projections.length > 0 && projections.every(isRunnable)) return projections;
  throw new ProjectionsProblem(`${module} exports no \`projections\`, a list of asyncProjection(…)`);
}

function isRunnable(value: unknown): value is RunnableProjection {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'fingerprint' in value &&
    typeof value.fingerprint === 'string' &&
    'projector' in value &&
    typeof value.projector === 'function'
  );
}

function chosen(projections: readonly RunnableProjection[], names: readonly string[]): readonly RunnableProjection[] {
  const unknown = names.find((name) => !projections.some((projection) => projection.name === name));
  if (unknown !== undefined) {
    const known = projections.map(({ name }) => name).join(', ');
    throw new ProjectionsProblem(`there is no projection ${unknown}; there are ${known}`);
  }
  return names.length === 0 ? projections : projections.filter(({ name }) => names.includes(name));
}

async function loadRuntime(file: string): Promise<ProjectionsRuntime> {
  const runtime = await importBeside(file, '@varve/runtime');
  const used = ['projectionStatus', 'verifyProjection', 'runProjections', 'rebuildInlineProjection'];
  if (used.some((name) => typeof runtime[name] !== 'function')) {
    throw new ProjectionsProblem('the @varve/runtime of the project is too old: it runs no projections');
  }
  return runtime as Exports & ProjectionsRuntime;
}

type Opened = Exports & Closable;
type Opener = (target: string, options: object) => Promise<Exports>;

/** Opens a store or tables by a URL. Nothing is made where nothing is. */
async function openUrl(file: string, url: string, cwd: string, what: 'store' | 'tables'): Promise<Opened> {
  const [kind, name, target, options] = targetOf(url, cwd, what);
  const open = (await importBeside(file, `@varve/runtime/${kind}`))[name];
  if (typeof open !== 'function') throw new ProjectionsProblem(`the @varve/runtime of the project has no ${name}`);
  try {
    const opened = await (open as Opener)(target, options);
    if (!isClosable(opened)) throw new Error(`what ${name} gives cannot be closed`);
    return opened;
  } catch (error) {
    throw new ProjectionsProblem(`${shown(url)} cannot be opened: ${wordsOf(error)}`, { cause: error });
  }
}

function targetOf(
  url: string,
  cwd: string,
  what: 'store' | 'tables',
): readonly [kind: string, opener: string, target: string, options: object] {
  if (/^postgres(?:ql)?:/u.test(url)) {
    return ['postgres', what === 'store' ? 'openPostgresStore' : 'openPostgresTables', url, { migrate: false }];
  }
  if (url.startsWith('nats:') && what === 'store') {
    const { protocol, host, pathname } = new URL(url);
    const name = pathname.slice(1);
    return ['nats', 'openNatsStore', `${protocol}//${host}`, name === '' ? {} : { name }];
  }
  const path = resolve(cwd, url.replace(/^sqlite:(?:\/\/)?/u, ''));
  if (/^[a-z]+:\/\//u.test(url) && !url.startsWith('sqlite:')) {
    throw new ProjectionsProblem(`--${what} cannot be ${shown(url)}`);
  }
  if (!existsSync(path)) throw new ProjectionsProblem(`there is no ${path}`);
  return ['sqlite', what === 'store' ? 'openSqliteStore' : 'openSqliteTables', path, {}];
}

async function importBeside(file: string, name: string): Promise<Exports> {
  try {
    return (await import(pathToFileURL(createRequire(file).resolve(name)).href)) as Exports;
  } catch (error) {
    throw new ProjectionsProblem(`${name} cannot be loaded beside ${file}: ${wordsOf(error)}`, { cause: error });
  }
}

function isClosable(opened: Exports): opened is Exports & Closable {
  return typeof opened['close'] === 'function';
}

/** Without a password. */
function shown(url: string): string {
  return url.replace(/\/\/[^@/]*@/u, '//…@');
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
