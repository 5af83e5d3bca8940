import { createInbox, type Msg, nanos } from '@nats-io/transport-node';
import { type Commit, decodeCommit } from './commit.js';
import { inboxPrefixOf } from './requests.js';
import type { Server } from './server.js';

/** What one consumer on the server sends, until the first irregularity. */
export interface Delivery {
  /** Whether nothing is asked for. */
  readonly isIdle: boolean;
  /** Whether the server has given no sign for too long, although something is asked for. */
  readonly isSilent: boolean;
  /** Whether anything came. */
  readonly isUseful: boolean;
  /** Asks for so many messages more; where something is asked for still, not. */
  ask(count: number): void;
  close(): void;
}

export interface DeliveryListener {
  /** The next commit. */
  commit(commit: Commit): void;
  /** All that was asked for has come, or will not. */
  idle(): void;
  /** Something is missing: the consumer is of no use any more. */
  end(): void;
  fail(error: unknown): void;
}

export interface DeliveryPlace {
  /** The JetStream stream. */
  readonly log: string;
  /** The consumer's name. */
  readonly consumer: string;
}

/** The most bytes asked for at once. */
const maxBytes = 8_000_000;
/** For how many milliseconds one request to the server stands. */
const expires = 30_000;
/** How often the server says that it is there while it has nothing to send, in milliseconds. */
const heartbeat = 1_000;
/** After how many milliseconds without a sign the server counts as gone. */
const patience = 3_500;

/** One request stands at a time, so that what the server says of one is said of this. */
export function openDelivery(
  { connection }: Server,
  { log, consumer }: DeliveryPlace,
  listener: DeliveryListener,
): Delivery {
  const inbox = createInbox(inboxPrefixOf(connection));
  const placeIn = createPlaceReader();
  let [requests, expected, delivered] = [0, 0, 0];
  let heard = performance.now();
  let isClosed = false;

  const request = (batch: number, bytes: number | undefined): void => {
    requests += 1;
    expected = batch;
    heard = performance.now();
    const body = {
      batch,
      expires: nanos(expires),
      idle_heartbeat: nanos(heartbeat),
      ...(bytes && { max_bytes: bytes }),
    };
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${log}.${consumer}`;
    try {
      connection.publish(subject, JSON.stringify(body), { reply: `${inbox}.${requests}` });
    } catch (error) {
      listener.fail(error);
    }
  };

  const hear = (message: Msg): void => {
    heard = performance.now();
    // No commit is empty. Headers are not looked at where there is no need: that costs as much as the rest.
    if (message.data.length === 0) return hearStatus(message);
    const place = placeIn(message.reply ?? '');
    if (place === undefined || place.delivery !== delivered + 1) return listener.end();
    delivered = place.delivery;
    expected = Math.max(0, expected - 1);
    try {
      listener.commit(decodeCommit(place.sequence, message.data));
    } catch (error) {
      listener.fail(error);
    }
  };

  const hearStatus = ({ subject, headers }: Msg): void => {
    if (headers?.code === 100 || subject !== `${inbox}.${requests}`) return;
    expected = 0;
    // Used up: nothing came for a while, or nothing more.
    if (headers?.code === 404 || headers?.code === 408) return listener.idle();
    // One message alone is larger than all that was asked for.
    const isTooLarge = headers?.code === 409 && /message size exceeds maxbytes/i.test(headers.description);
    if (isTooLarge) request(1, undefined);
    else listener.end();
  };

  const subscription = connection.subscribe(`${inbox}.*`, {
    callback: (error, message) => {
      if (isClosed) return;
      if (error === null) hear(message);
      else listener.end();
    },
  });

  return {
    get isIdle() {
      return expected === 0;
    },
    get isSilent() {
      return expected > 0 && performance.now() - heard > patience;
    },
    get isUseful() {
      return delivered > 0;
    },
    ask(count) {
      if (expected === 0) request(count, maxBytes);
    },
    close() {
      isClosed = true;
      subscription.unsubscribe();
    },
  };
}

interface Place {
  readonly sequence: number;
  /** The how many-th message of the consumer it is. */
  readonly delivery: number;
}

/**
 * Reads the end of `$JS.ACK.….<deliveries>.<sequence>.<delivery>.<time>.<pending>`, behind which newer servers write a token
 * more. What stands before the sequence is the same in all messages of a consumer that delivers each once.
 */
function createPlaceReader(): (reply: string) => Place | undefined {
  let common = '';
  const begin = (reply: string): string => {
    const tokens = reply.split('.');
    return `${tokens.slice(0, tokens.length === 9 ? 5 : 7).join('.')}.`;
  };
  return (reply) => {
    if (common === '' || !reply.startsWith(common)) common = begin(reply);
    const end = reply.indexOf('.', common.length);
    const sequence = Number(reply.slice(common.length, end));
    const delivery = Number(reply.slice(end + 1, reply.indexOf('.', end + 1)));
    return Number.isSafeInteger(sequence) && Number.isSafeInteger(delivery) ? { sequence, delivery } : undefined;
  };
}
