import { StoreError } from '../../errors.js';
import { type Commit, decodeCommit, maxBack } from './commit.js';
import { PassingError } from './failure.js';
import type { Server } from './server.js';
import { fetchMessage, type MessageQuery } from './stored-message.js';
import { subjectOf, subjectsOf } from './tokens.js';

/** Around so many bytes are fetched at once where a stream is read back. */
const windowSize = 4_000_000;

/** What is asked of the log about single messages. Each is tried again until the deadline. */
export interface Log {
  /** The JetStream stream's name, with which all of its subjects begin. */
  readonly name: string;
  /**
   * The last commit of a stream, as the log's leader knows it. One that was just elected may not have caught up with itself:
   * an answer that is older than `known` counts as none, unless the messages were removed.
   */
  last(stream: string, known: number, deadline?: number): Promise<Commit | undefined>;
  /** Is told of a message that was stored. */
  saw(sequence: number): void;
  /** The last commit of a category, or of all streams: of these, none that is older than one that was given before. */
  lastOf(category: string | undefined): Promise<Commit | undefined>;
  /** The commit with this sequence; `undefined` where somebody removed it. Any replica may answer: a message never changes. */
  at(sequence: number): Promise<Commit | undefined>;
  /** Whether a message that was stored is there no more. */
  isRemoved(sequence: number): Promise<boolean>;
  /** A commit and those before it in its stream, the newest first, as long as their sequences are above `after`. */
  backFrom(last: Commit, after: number): AsyncGenerator<Commit, void, undefined>;
}

export function createLog(server: Server, name: string): Log {
  /** Of the messages that were seen. */
  let highest = 0;
  const saw = (sequence: number): void => {
    highest = Math.max(highest, sequence);
  };

  const fromLeader = async (query: MessageQuery): Promise<Commit | undefined> => {
    const message = await fetchMessage(server, name, query);
    if (message === undefined) return undefined;
    saw(message.sequence);
    return decodeCommit(message.sequence, message.data);
  };

  const at = (sequence: number): Promise<Commit | undefined> =>
    server.patiently('read', async () => {
      const { data } = await server.requests.ask(`$JS.API.DIRECT.GET.${name}`, `{"seq":${sequence}}`, server.timeout);
      // No commit is empty: what is empty says why it is. A replica that lags does not have it yet.
      return data.length === 0 ? fromLeader({ seq: sequence }) : decodeCommit(sequence, data);
    });

  const caughtUp = async (sequence: number): Promise<void> => {
    const { state } = await server.whileConnected(() => server.manager.streams.info(name));
    if (state.last_seq < sequence) throw new PassingError(`the leader has not caught up to message ${sequence}`);
  };

  return {
    name,
    saw,
    last: (stream, known, deadline) =>
      server.patiently(
        'read',
        async () => {
          const query: MessageQuery = { last_by_subj: subjectOf(name, stream) };
          let commit = await fromLeader(query);
          if ((commit?.head.sequence ?? 0) < known) {
            await caughtUp(known);
            commit = await fromLeader(query);
          }
          if (commit !== undefined && commit.stream !== stream) throw misplaced(commit);
          return commit;
        },
        deadline,
      ),
    lastOf: (category) =>
      server.patiently('read', async () => {
        const query: MessageQuery = { last_by_subj: subjectsOf(name, category) };
        const commit = await fromLeader(query);
        if (category !== undefined || (commit?.head.sequence ?? 0) >= highest) return commit;
        await caughtUp(highest);
        return fromLeader(query);
      }),
    at,
    async isRemoved(sequence) {
      if ((await at(sequence)) !== undefined) return false;
      // A leader that was just elected may not have it yet.
      await server.patiently('read', () => caughtUp(sequence));
      return (await at(sequence)) === undefined;
    },
    async *backFrom(last, after) {
      let [oldest, size] = [last, last.size];
      while (oldest.head.sequence > after) {
        if (oldest === last) yield last;
        const width = Math.max(1, Math.min(maxBack, Math.floor(windowSize / size)));
        const sequences = oldest.head.back.slice(0, width).filter((sequence) => sequence > after);
        if (sequences.length === 0) return;
        const commits = await Promise.all(sequences.map(at));
        for (const [index, commit] of commits.entries()) {
          if (commit === undefined || commit.stream !== last.stream) throw broken(last.stream, sequences[index]);
          oldest = commit;
          size = commit.size;
          yield commit;
        }
      }
    },
  };
}

function misplaced({ stream, head }: Commit): StoreError {
  return new StoreError('CORRUPT', `message ${head.sequence} of the log is of "${stream}", and on another's subject`);
}

function broken(stream: string, sequence: number | undefined): StoreError {
  return new StoreError('CORRUPT', `message ${sequence} of the log, a commit of "${stream}", is gone`);
}
