import { AckPolicy, DeliverPolicy, ReplayPolicy } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { sleep } from '../back-off.js';
import type { Bell } from '../bell.js';
import type { Commit } from './commit.js';
import { type Delivery, openDelivery } from './delivery.js';
import { failureOf, PassingError } from './failure.js';
import type { Server } from './server.js';

/** Reads the log on and on, in order, each commit once, over lost connections and servers. */
export interface Cursor {
  /**
   * What has come and was not taken yet. What is not taken fills the cursor up, and then no more is asked for.
   *
   * @throws StoreError `UNAVAILABLE` where there was no server to ask for too long; `CORRUPT`
   */
  take(): readonly Commit[];
  close(): void;
}

export interface CursorPlace {
  /** The JetStream stream. */
  readonly log: string;
  /** Which subjects are read. */
  readonly filter: string;
  /** The first sequence to read. */
  readonly from: number;
}

/** The most messages asked for and not taken. */
const capacity = 8_000;
/** How many of them are asked for at first. Then twice as many each time: many readers want few. */
const firstBatch = 1_000;
/** How often to look whether the server is still there, in milliseconds. */
const watchInterval = 250;
/** How long to wait behind a consumer that brought nothing, in milliseconds. */
const restartDelay = 100;
/** For how many milliseconds the server keeps a consumer that nobody asks for anything. */
const inactivity = 60_000;

/**
 * Opens a cursor over a pull consumer that the server forgets by itself. A consumer lives on one server, acknowledges
 * nothing and numbers what it sends: a gap, a silence or a new connection ends it, and the next one begins behind the last
 * message that came.
 *
 * @param bell rung when something came, and when `take` would throw.
 */
export function openCursor(server: Server, place: CursorPlace, bell: Pick<Bell, 'ring'>): Cursor {
  let next = place.from;
  let waiting: Commit[] = [];
  let delivery: Delivery | undefined;
  let failure: Error | undefined;
  let batch = firstBatch;
  let [isStarting, isClosed] = [false, false];
  let end = (): void => undefined;

  const start = async (): Promise<void> => {
    if (isStarting || isClosed || delivery !== undefined) return;
    isStarting = true;
    try {
      const consumer = await createConsumer(server, place, next);
      const started = openDelivery(server, { log: place.log, consumer }, listener);
      delivery = started;
      end = () => {
        started.close();
        deleteConsumer(server, place.log, consumer);
        delivery = undefined;
        end = () => undefined;
      };
      if (isClosed) end();
      else ask();
    } catch (error) {
      fail(error);
    } finally {
      isStarting = false;
    }
  };

  const restart = (): void => {
    const isUseful = delivery?.isUseful !== false;
    end();
    // A server that makes consumers and lets none read is not asked without a pause.
    void sleep(isUseful ? 0 : restartDelay).then(start);
  };

  const ask = (): void => {
    if (delivery?.isIdle !== true || capacity - waiting.length < batch) return;
    delivery.ask(batch);
    batch = Math.min(batch * 2, capacity / 2);
  };

  const fail = (error: unknown): void => {
    failure ??= failureOf(error);
    close();
    bell.ring();
  };

  const listener = {
    commit(commit: Commit) {
      next = commit.head.sequence + 1;
      waiting.push(commit);
      bell.ring();
    },
    idle: ask,
    end: restart,
    fail,
  };

  let reconnects = server.reconnects;
  const watch = setInterval(() => {
    const isNew = reconnects !== server.reconnects;
    reconnects = server.reconnects;
    if (server.connection.isClosed()) return fail(new PassingError('the connection is closed'));
    if (delivery !== undefined && (isNew || delivery.isSilent)) restart();
  }, watchInterval);

  const close = (): void => {
    isClosed = true;
    clearInterval(watch);
    end();
  };

  void start();

  return {
    take() {
      if (waiting.length === 0 && failure !== undefined) throw failure;
      const taken = waiting;
      waiting = [];
      ask();
      return taken;
    },
    close,
  };
}

function createConsumer(server: Server, { log, filter }: CursorPlace, from: number): Promise<string> {
  const config = {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
    replay_policy: ReplayPolicy.Instant,
    filter_subject: filter,
    inactive_threshold: nanos(inactivity),
    num_replicas: 1,
    mem_storage: true,
  };
  return server.patiently('subscribe', async () => {
    const { name } = await server.whileConnected(() => server.manager.consumers.add(log, config));
    return name;
  });
}

/** Where this does not reach the server, it forgets the consumer by itself. */
function deleteConsumer({ manager }: Server, log: string, consumer: string): void {
  void manager.consumers.delete(log, consumer).catch(() => undefined);
}
