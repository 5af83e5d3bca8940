import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { freePort } from './free-port.js';

/** A real server of its own, on the loopback. */
export interface NatsServer {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  /** Sends SIGKILL, and settles when the process is gone. */
  kill(): Promise<void>;
  /** Starts it again, over the same files. Settles when it takes connections. */
  start(): Promise<void>;
  /** Ends it for good, and removes its files. */
  remove(): Promise<void>;
}

export interface NatsCluster {
  readonly servers: readonly NatsServer[];
  readonly urls: readonly string[];
  remove(): Promise<void>;
}

export interface NatsServerOptions {
  /** In bytes. */
  readonly maxPayload?: number;
  /** Whether it has JetStream. */
  readonly jetStream?: boolean;
}

/** Why no server can be started here; `undefined` where one can. */
export function natsObstacle(): string | undefined {
  const { error } = spawnSync('nats-server', ['--version']);
  if (error === undefined) return undefined;
  if (process.env['VARVE_REQUIRE_ALL'] !== undefined)
    throw new Error('nats-server must be on the PATH', { cause: error });
  return 'there is no nats-server on the PATH';
}

/** For the name of what is tested: the reason where it is skipped. */
export function because(obstacle: string | undefined): string {
  return obstacle === undefined ? '' : `: skipped, because ${obstacle}`;
}

export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const server = await createNatsServer('n1', await freePort(), '', options);
  await server.start();
  return server;
}

/** Three servers that replicate to one another. Settles when they have a leader. */
export async function startNatsCluster(options: NatsServerOptions = {}): Promise<NatsCluster> {
  const ports = await Promise.all(Array.from({ length: 6 }, freePort));
  const routes = ports.slice(3).map((port) => `nats-route://127.0.0.1:${port}`);
  const servers = await Promise.all(
    [0, 1, 2].map((index) => {
      const cluster = `cluster { name: varve, listen: "127.0.0.1:${ports[index + 3]}", routes: [${routes.join(', ')}] }`;
      return createNatsServer(`n${index + 1}`, ports[index] ?? 0, cluster, options);
    }),
  );
  await Promise.all(servers.map((server) => server.start()));
  const cluster: NatsCluster = {
    servers,
    urls: servers.map(({ url }) => url),
    remove: async () => void (await Promise.all(servers.map((server) => server.remove()))),
  };
  await untilLed(cluster);
  return cluster;
}

async function createNatsServer(
  name: string,
  port: number,
  cluster: string,
  { maxPayload = 32 * 1024 * 1024, jetStream = true }: NatsServerOptions,
): Promise<NatsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'varve-nats-'));
  const config = join(folder, 'server.conf');
  await writeFile(
    config,
    `server_name: ${name}\nlisten: "127.0.0.1:${port}"\nmax_payload: ${maxPayload}\nmax_pending: 268435456\n${jetStream ? `jetstream { store_dir: "${folder}" }` : ''}\n${cluster}\n`,
  );
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    name,
    port,
    url: `nats://127.0.0.1:${port}`,
    kill,
    async start() {
      child = spawn('nats-server', ['-c', config], { stdio: 'ignore' });
      await untilListening(`nats://127.0.0.1:${port}`);
    },
    async remove() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilListening(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      const connection = await connect({ servers: url, reconnect: false });
      await connection.close();
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await pause(25);
    }
  }
}

/** A cluster chooses a leader for what is asked of JetStream itself. */
async function untilLed({ urls }: NatsCluster): Promise<void> {
  await untilSo(urls, 'the cluster has no leader', async (connection) => {
    const answer = await connection.request('$JS.API.INFO', '', { timeout: 500 });
    return !('error' in answer.json<object>());
  });
}

/** Settles when every stream of a cluster has a leader, and replicas that have caught up with it. */
export async function untilWhole({ urls }: NatsCluster): Promise<void> {
  await untilSo(urls, 'the cluster does not recover', async (connection) => {
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: 1_000 });
    for await (const { cluster } of manager.streams.list()) {
      if (cluster?.leader === undefined) return false;
      const isWhole = cluster.replicas?.every(({ current, offline }) => current && offline !== true);
      if (isWhole !== true) return false;
    }
    return true;
  });
}

async function untilSo(
  urls: readonly string[],
  problem: string,
  isSo: (connection: NatsConnection) => Promise<boolean>,
): Promise<void> {
  const connection = await connect({ servers: [...urls] });
  try {
    for (let tries = 0; tries < 600; tries++) {
      if (await isSo(connection).catch(() => false)) return;
      await pause(50);
    }
    throw new Error(problem);
  } finally {
    await connection.close();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
