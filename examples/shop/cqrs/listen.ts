import { once } from 'node:events';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';

/** A service that listens. */
export interface Listening {
  readonly url: string;
  /** Takes no more requests, and ends when those under way are answered. */
  readonly stop: () => Promise<void>;
}

/** @param port 0 for one that is free. */
export async function listen(service: Hono, port = 0): Promise<Listening> {
  const server: unknown = serve({ fetch: service.fetch, hostname: '127.0.0.1', port });
  if (!isHttpServer(server)) throw new TypeError('the services speak HTTP/1.1');
  if (!server.listening) await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

function isHttpServer(value: unknown): value is Server {
  return typeof value === 'object' && value !== null && 'closeIdleConnections' in value && 'listening' in value;
}
