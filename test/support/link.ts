import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut: each connection goes through it, byte for byte. */
export interface Link {
  readonly port: number;
  /** Cuts every connection, without a good-bye. New ones can be made. */
  cut(): void;
  /** Cuts every connection, and takes no others until it is mended. */
  fail(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Opens a link to a port of the loopback. */
export async function openLink(target: number): Promise<Link> {
  const sockets = new Set<Socket>();
  let isFailed = false;
  const server = createServer((near) => {
    if (isFailed) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('a link listens on a port');
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: address.port,
    cut,
    fail() {
      isFailed = true;
      cut();
    },
    mend: () => void (isFailed = false),
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
