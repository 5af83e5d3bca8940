import { invalidArgument } from '../arguments.js';
import type { Head } from './commit.js';
import { isOvertaken, PassingError } from './failure.js';
import type { Log } from './log.js';
import { publish } from './publish.js';
import type { Server } from './server.js';
import { subjectOf } from './tokens.js';

export interface CommitMessage {
  /** Known to no other message. */
  readonly id: string;
  readonly stream: string;
  /** What the stream must still end with. */
  readonly behind: Head;
  readonly data: Uint8Array;
}

/** What a message may need beside its data: the subject, the headers and the inbox for the answer. */
const overhead = 1_024;

/** How many bytes a slow link carries in a millisecond, for the time that an answer may take. */
const slowLink = 500;

/**
 * Stores a commit once, and gives its sequence; `undefined` where another commit stands there, so that this one never will.
 *
 * Two things see to it that of those that are to follow one commit, one is stored. The message carries the sequence that
 * its subject's last one must have. And its id for JetStream's own removal of duplicates is that of the place it is for:
 * of those under way at once only one is stored, also by servers that compare the sequence before they replicate a message
 * and not when they store it (nats-io/nats-server issue 4320: before 2.9.21, and only in clusters).
 *
 * An answer that is lost leaves open whether the message is stored. It is sent again then: where it, or another, is stored,
 * the server says so, and the commit's own id tells which.
 *
 * @throws StoreError `INVALID_ARGUMENT` where the server does not take messages of this size; `UNAVAILABLE` where whether
 * it is stored is still not known at the deadline.
 */
export async function publishCommit(
  server: Server,
  log: Log,
  { id, stream, behind, data }: CommitMessage,
  deadline: number,
): Promise<number | undefined> {
  checkSize(server, data);
  const subject = subjectOf(log.name, stream);
  const timeout = server.timeout + Math.ceil(data.length / slowLink);
  let place = behind.sequence === 0 ? `0 ${subject}` : `${behind.sequence}`;
  let tries = 0;
  return server.patiently(
    'append',
    async () => {
      tries += 1;
      try {
        const guard = { behind: behind.sequence, id: place };
        const { sequence, duplicate } = await publish(server, { subject, data, guard, timeout });
        if (!duplicate) return sequence;
        // JetStream remembers ids for a while, also of messages that somebody removed.
        if (await log.isRemoved(sequence)) {
          place = `${place} ${sequence}`;
          throw new PassingError(`message ${sequence} stood there, and was removed`);
        }
        if (tries === 1) return undefined;
      } catch (error) {
        if (!isOvertaken(error)) throw error;
        if (tries === 1) return undefined;
      }
      return sequenceOfCommit(log, stream, behind, id);
    },
    deadline,
  );
}

/**
 * Looks for a commit by its id among those that came since. As long as none came, one that was sent may still arrive: no
 * other may be sent in its place.
 */
async function sequenceOfCommit(log: Log, stream: string, behind: Head, id: string): Promise<number | undefined> {
  const last = await log.last(stream, behind.sequence);
  if ((last?.head.sequence ?? 0) === behind.sequence) throw new PassingError('refused, and nothing else came');
  if (last === undefined) return undefined;
  for await (const commit of log.backFrom(last, behind.sequence)) if (commit.id === id) return commit.head.sequence;
  return undefined;
}

function checkSize({ connection }: Server, data: Uint8Array): void {
  const limit = connection.info?.max_payload;
  if (limit === undefined || data.length + overhead <= limit) return;
  throw invalidArgument(
    `the append is a message of ${data.length} bytes, and the server takes ${limit} with all headers: ` +
      `append less at once, or raise max_payload in the server's configuration`,
  );
}
