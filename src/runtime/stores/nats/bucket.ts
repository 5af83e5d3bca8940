import { type KV, type KvEntry, Kvm } from '@nats-io/kv';
import { invalidArgument } from '../arguments.js';
import { isOvertaken } from './failure.js';
import type { Server } from './server.js';

export interface BucketSettings {
  readonly replicas: number;
  readonly storage: 'file' | 'memory';
}

export interface Entry {
  /** Of the bucket, when the value was written. */
  readonly revision: number;
  readonly value: string;
  /** When it was written, by the server's clock. */
  readonly created: Date;
}

/** A key-value bucket of texts, made when it is first used. Its leader answers, so that one reads what one wrote. */
export interface Bucket {
  get(key: string): Promise<Entry | undefined>;
  put(key: string, value: string): Promise<void>;
  /**
   * Writes where the key still has this revision; 0: where it has no value. Gives the new revision; `undefined` where it
   * has another. No two writers may write the same value: a writer whose answer was lost knows its own by it.
   */
  swap(key: string, value: string, revision: number, deadline?: number): Promise<number | undefined>;
  /** Removes the value where the key still has this revision. */
  remove(key: string, revision: number): Promise<void>;
  /** Removes every key that begins with a token. */
  purge(token: string): Promise<void>;
}

export function createBucket(
  server: Server,
  name: string,
  { replicas, storage }: BucketSettings,
  operation: string,
): Bucket {
  let opening: Promise<KV> | undefined;
  const open = (): Promise<KV> => {
    const manager = new Kvm(server.jetStream);
    opening ??= manager.create(name, { replicas, storage, allow_direct: false, history: 1 }).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };

  const get = async (key: string): Promise<Entry | undefined> => {
    const entry = await (await open()).get(key);
    return entry === null || entry.operation !== 'PUT' ? undefined : entryOf(entry);
  };

  /** The revision that a key without a value has: that of the removal, where there was one. */
  const vacancy = async (key: string): Promise<number> => {
    const entry = await (await open()).get(key);
    return entry === null || entry.operation === 'PUT' ? 0 : entry.revision;
  };

  const write = async (key: string, value: string, revision: number): Promise<number> => {
    const bucket = await open();
    try {
      return await bucket.put(key, value, { previousSeq: revision });
    } catch (error) {
      const vacant = revision === 0 && isOvertaken(error) ? await vacancy(key) : 0;
      if (vacant === 0) throw error;
      return bucket.put(key, value, { previousSeq: vacant });
    }
  };

  return {
    get: (key) => server.patiently(operation, () => get(key)),
    async put(key, value) {
      checkSize(server, value);
      await server.patiently(operation, async () => (await open()).put(key, value));
    },
    async swap(key, value, revision, deadline) {
      checkSize(server, value);
      let tries = 0;
      const attempt = async (): Promise<number | undefined> => {
        tries += 1;
        try {
          return await write(key, value, revision);
        } catch (error) {
          if (!isOvertaken(error)) throw error;
          if (tries === 1) return undefined;
          const found = await get(key);
          return found?.value === value ? found.revision : undefined;
        }
      };
      return server.patiently(operation, attempt, deadline);
    },
    async remove(key, revision) {
      const attempt = async (): Promise<void> => {
        try {
          await (await open()).delete(key, { previousSeq: revision });
        } catch (error) {
          if (!isOvertaken(error)) throw error;
        }
      };
      await server.patiently(operation, attempt);
    },
    async purge(token) {
      const filter = `$KV.${name}.${token}.>`;
      await server.patiently(operation, async () => {
        await open();
        await server.manager.streams.purge(`KV_${name}`, { filter });
      });
    },
  };
}

function entryOf(entry: KvEntry): Entry {
  return { revision: entry.revision, value: entry.string(), created: entry.created };
}

/** What a message may need beside its data. */
const overhead = 1_024;

function checkSize({ connection }: Server, value: string): void {
  const limit = connection.info?.max_payload;
  const size = Buffer.byteLength(value);
  if (limit === undefined || size + overhead <= limit) return;
  throw invalidArgument(
    `the value is a message of ${size} bytes, and the server takes ${limit} with all headers: ` +
      `raise max_payload in the server's configuration`,
  );
}
