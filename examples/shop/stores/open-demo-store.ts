import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '@varve/runtime';
import { openMemoryStore } from '@varve/runtime/memory';
import { openNatsStore } from '@varve/runtime/nats';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { type Clock, createClock, writeOldEvents } from '../old-events.js';
import type { Server } from './server.js';
import { startNats } from './start-nats.js';
import { startPostgres } from './start-postgres.js';

/** A store that holds the two carts of 2021 and 2023, and what is to be done when it is no longer needed. */
export interface DemoStore {
  readonly store: EventStore;
  readonly end: () => Promise<void>;
}

/** @param url of a server that is there already. Without one, a server is started, and ended with the demo. */
export const demoStores: Readonly<Record<string, (url: string | undefined) => Promise<DemoStore>>> = {
  sqlite: () => openOldDatabase(),
  memory: () => fillWithOldEvents({ url: '', stop: async () => undefined }, (_, clock) => openMemoryStore({ clock })),
  postgres: async (url) =>
    fillWithOldEvents(url === undefined ? await startPostgres() : running(url), (server, clock) =>
      openPostgresStore(server, { schema: newName(), clock }),
    ),
  nats: async (url) =>
    fillWithOldEvents(url === undefined ? await startNats() : running(url), (server, clock) =>
      openNatsStore(server, { name: newName(), clock }),
    ),
};

/** The database that code of 2021 and 2023 wrote. The demo works on a copy. */
async function openOldDatabase(): Promise<DemoStore> {
  const folder = await mkdtemp(join(tmpdir(), 'varve-shop-'));
  await copyFile('examples/shop/data/carts.db', join(folder, 'shop.db'));
  const store = await openSqliteStore(join(folder, 'shop.db'), { synchronous: 'normal' });
  return {
    store,
    async end() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function fillWithOldEvents(
  server: Server,
  open: (url: string, clock: Clock) => Promise<EventStore>,
): Promise<DemoStore> {
  try {
    const clock = createClock();
    const store = await open(server.url, clock);
    await writeOldEvents(store, clock);
    return {
      store,
      async end() {
        await store.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function running(url: string): Server {
  return { url, stop: async () => undefined };
}

/** On a server that others use: what an earlier demo left there is not in the way. */
function newName(): string {
  return `varve_demo_${Date.now()}`;
}
