import { Kvm } from '@nats-io/kv';
import { invalidArgument } from '../arguments.js';
import { isOvertaken } from './failure.js';
import { publish } from './publish.js';
import type { Server } from './server.js';
import { fetchMessage, type StoredMessage } from './stored-message.js';

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
  /** Removes the values of all keys that begin with a token. */
  purge(token: string): Promise<void>;
}

export function createBucket(
  server: Server,
  name: string,
  { replicas, storage }: BucketSettings,
  operation: string,
): Bucket {
  let opening: Promise<unknown> | undefined;
  const open = async (): Promise<void> => {
    const buckets = new Kvm(server.jetStream);
    const make = (): Promise<unknown> => buckets.create(name, { replicas, storage, allow_direct: false, history: 1 });
    opening ??= server.whileConnected(make);
    try {
      await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };

  /** Also what marks that a value was removed. */
  const find = async (key: string): Promise<StoredMessage | undefined> => {
    await open();
    return fetchMessage(server, `KV_${name}`, { last_by_subj: `$KV.${name}.${key}` });
  };

  const get = async (key: string): Promise<Entry | undefined> => {
    const found = await find(key);
    return found === undefined || isRemoval(found) ? undefined : entryOf(found);
  };

  /** As a commit is published: the id sees to it that one message follows a revision, also where a cluster compares too early. */
  const follow = async (key: string, value: string, revision: number, removes = false): Promise<number | undefined> => {
    await open();
    const { timeout } = server;
    const subject = `$KV.${name}.${key}`;
    const guard = { behind: revision, id: `${key} ${revision}` };
    try {
      const published = await publish(server, { subject, data: value, guard, timeout, removes });
      return published.duplicate ? undefined : published.sequence;
    } catch (error) {
      if (isOvertaken(error)) return undefined;
      throw error;
    }
  };

  const swap = async (key: string, value: string, revision: number): Promise<number | undefined> => {
    const written = await follow(key, value, revision);
    if (written !== undefined) return written;
    const found = await find(key);
    if (found === undefined) return undefined;
    // Where the value was removed, the removal has a revision too.
    if (isRemoval(found)) return revision === 0 ? follow(key, value, found.sequence) : undefined;
    return entryOf(found).value === value ? found.sequence : undefined;
  };

  return {
    get: (key) => server.patiently(operation, () => get(key)),
    async put(key, value) {
      checkSize(server, value);
      await server.patiently(operation, async () => {
        await open();
        await publish(server, { subject: `$KV.${name}.${key}`, data: value, timeout: server.timeout });
      });
    },
    async swap(key, value, revision, deadline) {
      checkSize(server, value);
      return server.patiently(operation, () => swap(key, value, revision), deadline);
    },
    async remove(key, revision) {
      await server.patiently(operation, () => follow(key, '', revision, true));
    },
    async purge(token) {
      await server.patiently(operation, async () => {
        await open();
        const filter = { subjects_filter: `$KV.${name}.${token}.>` };
        const { state } = await server.whileConnected(() => server.manager.streams.info(`KV_${name}`, filter));
        for (const subject of Object.keys(state.subjects ?? {})) {
          await publish(server, { subject, data: '', timeout: server.timeout, removes: true });
        }
      });
    },
  };
}

function isRemoval({ headers }: StoredMessage): boolean {
  return /^KV-Operation: /m.test(headers);
}

function entryOf({ sequence, data, time }: StoredMessage): Entry {
  return { revision: sequence, value: new TextDecoder('utf-8', { ignoreBOM: true }).decode(data), created: time };
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
