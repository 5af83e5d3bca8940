import { type NatsStore, openNatsStore } from '@varve/runtime/nats';
import { describeEventStore } from '@varve/runtime/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Link, openLink } from '../support/link.js';
import { because, type NatsServer, natsObstacle, startNatsServer } from '../support/nats-server.js';

const obstacle = natsObstacle();

describe.skipIf(obstacle !== undefined)(`NATS JetStream${because(obstacle)}`, () => {
  let server: NatsServer | undefined;
  let link: Link | undefined;
  beforeAll(async () => {
    server = await startNatsServer();
    link = await openLink(server.port);
  });
  afterAll(async () => {
    await link?.close();
    await server?.remove();
  });

  // One server for all cases: each has a log of its own.
  let count = 0;
  describeEventStore(
    'the NATS store',
    async (options) => {
      count += 1;
      const open = (port = 0): Promise<NatsStore> =>
        openNatsStore(`127.0.0.1:${port}`, { ...options, name: `case${count}`, retryTimeout: 30_000 });
      return {
        store: await open(link?.port),
        another: () => open(server?.port),
        interrupt: async () => link?.cut(),
      };
    },
    { describe, it },
    { without: ['appendMany'] },
  );
});
