import { type KV, type KvEntry, Kvm } from '@nats-io/kv';
import { headers } from '@nats-io/transport-node';
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
  /** Removes the values of all keys that begin with a token. */
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

  /** As a commit is published: the id sees to it that one message follows a revision, also where a cluster compares too early. */
  const publish = async (
    key: string,
    value: string,
    revision: number,
    removes = false,
  ): Promise<number | undefined> => {
    await open();
    const options = { msgID: `${key} ${revision}`, expect: { lastSubjectSequence: revision } };
    const operationHeader = headers();
    if (removes) operationHeader.set('KV-Operation', 'DEL');
    try {
      const { seq, duplicate } = await server.jetStream.publish(`$KV.${name}.${key}`, value, {
        ...options,
        headers: operationHeader,
      });
      return duplicate ? undefined : seq;
    } catch (error) {
      if (isOvertaken(error)) return undefined;
      throw error;
    }
  };

  const swap = async (key: string, value: string, revision: number): Promise<number | undefined> => {
    const written = await publish(key, value, revision);
    if (written !== undefined) return written;
    const found = await (await open()).get(key);
    // Where the value was removed, the removal has a revision too.
    if (revision === 0 && found !== null && found.operation !== 'PUT') return publish(key, value, found.revision);
    return found?.operation === 'PUT' && found.string() === value ? found.revision : undefined;
  };

  return {
    get: (key) => server.patiently(operation, () => get(key)),
    async put(key, value) {
      checkSize(server, value);
      await server.patiently(operation, async () => (await open()).put(key, value));
    },
    async swap(key, value, revision, deadline) {
      checkSize(server, value);
      return server.patiently(operation, () => swap(key, value, revision), deadline);
    },
    async remove(key, revision) {
      await server.patiently(operation, () => publish(key, '', revision, true));
    },
    async purge(token) {
      await server.patiently(operation, async () => {
        await open();
        const { state } = await server.manager.streams.info(`KV_${name}`, {
          subjects_filter: `$KV.${name}.${token}.>`,
        });
        const keys = Object.keys(state.subjects ?? {}).map((subject) => subject.slice(`$KV.${name}.`.length));
        await Promise.all(keys.map(async (key) => (await open()).delete(key)));
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
