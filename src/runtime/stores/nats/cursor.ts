import { AckPolicy, DeliverPolicy, ReplayPolicy } from '@nats-io/jetstream';
import { createInbox, type Msg, nanos, type Subscription } from '@nats-io/transport-node';
import { sleep } from '../back-off.js';
import type { Bell } from '../bell.js';
import { type Commit, decodeCommit } from './commit.js';
import { failureOf, PassingError } from './failure.js';
import { inboxPrefixOf } from './requests.js';
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
const capacity = 1_000;
/** The most bytes asked for at once. */
const maxBytes = 8_000_000;
/** For how many milliseconds one request to the server stands. */
const expires = 30_000;
/** How often the server says that it is there while it has nothing to send, in milliseconds. */
const heartbeat = 1_000;
/** After how many milliseconds without a sign the server counts as gone. */
const patience = 3_500;
/** How long to wait behind a consumer that brought nothing, in milliseconds. */
const restartDelay = 100;
/** For how many milliseconds the server keeps a consumer that nobody asks for anything. */
const inactivity = 60_000;

/** One life of a cursor: a consumer on the server. It ends with the first irregularity, and another one goes on. */
interface Life {
  readonly consumer: string;
  readonly inbox: string;
  readonly subscription: Subscription;
  /** How many requests were made; one stands at a time. */
  requests: number;
  /** How many messages the last one may still bring. */
  expected: number;
  delivered: number;
  heard: number;
}

/**
 * Opens a cursor over a pull consumer that the server forgets by itself. A consumer lives on one server, acknowledges
 * nothing and numbers what it sends: a gap, a silence or a new connection ends it, and the next one begins behind the last
 * message that came.
 *
 * @param bell rung when something came, and when `take` would throw.
 */
export function openCursor(server: Server, { log, filter, from }: CursorPlace, bell: Pick<Bell, 'ring'>): Cursor {
  const { connection, manager } = server;
  let next = from;
  let waiting: Commit[] = [];
  let life: Life | undefined;
  let failure: Error | undefined;
  let [isStarting, isClosed] = [false, false];

  const start = async (): Promise<void> => {
    if (isStarting || isClosed) return;
    isStarting = true;
    try {
      const consumer = await server.patiently('subscribe', async () => {
        const config = {
          ack_policy: AckPolicy.None,
          deliver_policy: DeliverPolicy.StartSequence,
          opt_start_seq: next,
          replay_policy: ReplayPolicy.Instant,
          filter_subject: filter,
          inactive_threshold: nanos(inactivity),
          num_replicas: 1,
          mem_storage: true,
        };
        return (await server.whileConnected(() => manager.consumers.add(log, config))).name;
      });
      if (isClosed) forget(consumer);
      else begin(consumer);
    } catch (error) {
      fail(error);
    } finally {
      isStarting = false;
    }
  };

  const begin = (consumer: string): void => {
    const inbox = createInbox(inboxPrefixOf(connection));
    const subscription = connection.subscribe(`${inbox}.*`, {
      callback: (error, message) => {
        if (life?.inbox !== inbox) return;
        if (error === null) hear(life, message);
        else restart();
      },
    });
    life = { consumer, inbox, subscription, requests: 0, expected: 0, delivered: 0, heard: performance.now() };
    ask(life);
  };

  const ask = (current: Life): void => {
    const room = capacity - waiting.length;
    if (current.expected === 0 && room >= capacity / 2) request(current, room, maxBytes);
  };

  const request = (current: Life, batch: number, bytes: number | undefined): void => {
    current.requests += 1;
    current.expected = batch;
    current.heard = performance.now();
    const body = {
      batch,
      expires: nanos(expires),
      idle_heartbeat: nanos(heartbeat),
      ...(bytes && { max_bytes: bytes }),
    };
    try {
      connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${log}.${current.consumer}`, JSON.stringify(body), {
        reply: `${current.inbox}.${current.requests}`,
      });
    } catch (error) {
      fail(error);
    }
  };

  const hear = (current: Life, message: Msg): void => {
    current.heard = performance.now();
    // No commit is empty. Headers are not looked at where there is no need: that costs as much as the rest.
    if (message.data.length === 0) return hearStatus(current, message);
    const place = placeOf(message);
    if (place === undefined || place.delivery !== current.delivered + 1) return restart();
    current.delivered = place.delivery;
    current.expected = Math.max(0, current.expected - 1);
    next = place.sequence + 1;
    try {
      waiting.push(decodeCommit(place.sequence, message.data));
    } catch (error) {
      fail(error);
    }
    bell.ring();
  };

  const hearStatus = (current: Life, { subject, headers }: Msg): void => {
    if (headers?.code === 100 || subject !== `${current.inbox}.${current.requests}`) return;
    current.expected = 0;
    if (headers?.code === 404 || headers?.code === 408) return ask(current);
    // One message alone is larger than all that was asked for.
    const isTooLarge = headers?.code === 409 && /message size exceeds maxbytes/i.test(headers.description);
    if (isTooLarge) request(current, 1, undefined);
    else restart();
  };

  const restart = (): void => {
    const isUseless = life?.delivered === 0;
    end();
    // A server that makes consumers and lets none read is not asked without a pause.
    if (isUseless) void sleep(restartDelay).then(start);
    else void start();
  };

  const end = (): void => {
    if (life === undefined) return;
    const { subscription, consumer } = life;
    life = undefined;
    subscription.unsubscribe();
    forget(consumer);
  };

  // Where this does not reach the server, it forgets the consumer by itself.
  const forget = (consumer: string): void => void manager.consumers.delete(log, consumer).catch(() => undefined);

  const fail = (error: unknown): void => {
    failure ??= failureOf(error);
    close();
    bell.ring();
  };

  const close = (): void => {
    isClosed = true;
    clearInterval(watch);
    end();
  };

  let reconnects = server.reconnects;
  const watch = setInterval(() => {
    const isNew = reconnects !== server.reconnects;
    reconnects = server.reconnects;
    if (life === undefined || isStarting) return;
    if (connection.isClosed()) return fail(new PassingError('the connection is closed'));
    const isSilent = life.expected > 0 && performance.now() - life.heard > patience;
    if (isNew || isSilent) restart();
  }, heartbeat / 4);

  void start();

  return {
    take() {
      if (waiting.length === 0 && failure !== undefined) throw failure;
      const taken = waiting;
      waiting = [];
      if (life !== undefined) ask(life);
      return taken;
    },
    close,
  };
}

interface Place {
  readonly sequence: number;
  /** The how many-th message of the consumer it is. */
  readonly delivery: number;
}

/** The end of `$JS.ACK.….<deliveries>.<sequence>.<delivery>.<time>.<pending>`, behind which newer servers write a token more. */
function placeOf({ reply = '' }: Msg): Place | undefined {
  const tokens = reply.split('.');
  const start = tokens.length === 9 ? 5 : 7;
  const [sequence, delivery] = [Number(tokens[start]), Number(tokens[start + 1])];
  return Number.isSafeInteger(sequence) && Number.isSafeInteger(delivery) ? { sequence, delivery } : undefined;
}
