import { StoreError } from '../../errors.js';

/** What is used of a `Pool` of pg. */
export interface PostgresPool {
  /** Not said more precisely, so that every release's type of a client fits. */
  connect(): Promise<object>;
  end(): Promise<unknown>;
}

/** A client of a pool, as the store uses it. */
export interface Client {
  query(query: Query): Promise<Result>;
  /** Gives it back; with an error or `true` it is closed. */
  release(broken?: boolean): void;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  removeListener(event: string, listener: (...args: unknown[]) => void): unknown;
}

export interface Query {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Under which it is prepared once for each connection. */
  readonly name?: string;
  readonly rowMode?: 'array';
  readonly types?: { getTypeParser(): (text: string) => unknown };
}

export interface Result {
  readonly rows: readonly unknown[];
  readonly rowCount: number | null;
}

export interface PoolSettings {
  readonly url: string;
  /** The most connections at a time. */
  readonly connections: number;
  /** For how many milliseconds to wait for a connection. */
  readonly connectionTimeout: number;
}

/** Not a literal: the compiler must not look for the types of a package that may not be there, nor a bundler for it. */
const packageName: string = 'pg';

/** @throws StoreError `UNSUPPORTED` where pg is not installed. */
export async function openPool({ url, connections, connectionTimeout }: PoolSettings): Promise<PostgresPool> {
  const pool: unknown = Reflect.construct(await loadPoolClass(), [
    {
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: connectionTimeout,
      keepAlive: true,
      fallback_application_name: 'varve',
    },
  ]);
  if (!isPool(pool)) throw unsupported();
  // A connection that is lost while nobody uses it is no news: the next use makes another.
  if (hasMethod(pool, 'on')) pool.on('error', () => undefined);
  return pool;
}

async function loadPoolClass(): Promise<new (...args: never[]) => unknown> {
  let module: { readonly default?: { readonly Pool?: unknown }; readonly Pool?: unknown };
  try {
    module = await import(/* @vite-ignore */ packageName);
  } catch (error) {
    throw new StoreError('UNSUPPORTED', 'PostgreSQL needs the package pg: npm install pg', { cause: error });
  }
  const pool = module.Pool ?? module.default?.Pool;
  if (!isClass(pool)) throw unsupported();
  return pool;
}

export function isPool(value: unknown): value is PostgresPool {
  return hasMethod(value, 'connect') && hasMethod(value, 'end');
}

/** @throws StoreError `UNSUPPORTED` */
export function asClient(value: object): Client {
  if (!isClient(value)) throw unsupported();
  return value;
}

/**
 * Sees to it that no error of a connection is without a listener. One that arrives together with the news that the
 * connection is made would be: the pool has taken its listener off by then, and whoever waits for the client is not told
 * yet. The error itself is not lost, for the client is of no use after it.
 *
 * @returns takes it back.
 */
export function guardConnections(pool: PostgresPool): () => void {
  if (!hasMethod(pool, 'on') || !hasMethod(pool, 'removeListener')) return () => undefined;
  const guard = (client: unknown): void => {
    if (hasMethod(client, 'on')) client.on('error', () => undefined);
  };
  pool.on('connect', guard);
  return () => void pool.removeListener('connect', guard);
}

/** How many connections a pool has at most, where it says so. */
export function limitOf(pool: PostgresPool): number | undefined {
  const options: unknown = Reflect.get(pool, 'options');
  const max: unknown = typeof options === 'object' && options !== null ? Reflect.get(options, 'max') : undefined;
  return typeof max === 'number' ? max : undefined;
}

function isClient(value: object): value is Client {
  return ['query', 'release', 'on', 'removeListener'].every((name) => hasMethod(value, name));
}

function isClass(value: unknown): value is new (...args: never[]) => unknown {
  return typeof value === 'function';
}

function hasMethod<Name extends string>(
  value: unknown,
  name: Name,
): value is Record<Name, (...args: unknown[]) => unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}

function unsupported(): StoreError {
  return new StoreError('UNSUPPORTED', 'pg has another interface than expected: a pool of pg 8.11 or newer is needed');
}
