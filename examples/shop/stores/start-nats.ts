import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import type { Server } from './server.js';

/** Starts the `nats-server` that is on the PATH, with JetStream. */
export async function startNats(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'varve-demo-'));
  const port = await freePort();
  const server = spawn('nats-server', ['-a', '127.0.0.1', '-p', `${port}`, '-js', '-sd', folder], { stdio: 'ignore' });
  try {
    await once(server, 'spawn');
  } catch (error) {
    await rm(folder, { recursive: true });
    throw new Error(
      'there is no nats-server on the PATH: install it (Debian: apt-get install nats-server), or say where one runs that has JetStream: --url nats://localhost:4222',
      { cause: error },
    );
  }
  return {
    url: `nats://127.0.0.1:${port}`,
    async stop() {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
