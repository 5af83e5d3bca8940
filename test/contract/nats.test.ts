import { type NatsStore, openNatsStore } from '@varve/runtime/nats';
import { describeEventStore } from '@varve/runtime/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { because, type NatsServer, natsObstacle, startNatsServer } from '../support/nats-server.js';

const obstacle = natsObstacle();

describe.skipIf(obstacle !== undefined)(`NATS JetStream${because(obstacle)}`, () => {
  let server: NatsServer | undefined;
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server?.remove());

  // One server for all cases: each has a log of its own.
  let count = 0;
  describeEventStore(
    'the NATS store',
    async (options) => {
      count += 1;
      const name = `case${count}`;
      const open = (): Promise<NatsStore> => openNatsStore(server?.url ?? '', { ...options, name });
      return { store: await open(), another: open };
    },
    { describe, it },
    { without: ['appendMany', 'consume', 'interrupt'] },
  );
});
