import { createInbox, type Msg, type MsgHdrs, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { PassingError, unheard } from './failure.js';

/**
 * Requests and answers over one subscription. The client has that too, and makes an error with its stack for each answer,
 * which costs more than all else that an append does here.
 */
export interface Requests {
  /** @throws PassingError where nobody answers in time. */
  ask(subject: string, data: Uint8Array | string, timeout: number, headers?: MsgHdrs): Promise<Msg>;
  /** For all who wait: nobody will answer them. */
  fail(error: Error): void;
  stop(): void;
}

interface Waiting {
  readonly resolve: (message: Msg) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

export function createRequests(connection: NatsConnection): Requests {
  const inbox = createInbox(inboxPrefixOf(connection));
  const waiting = new Map<string, Waiting>();
  let asked = 0;
  let subscription: Subscription | undefined;

  const take = (reply: string): Waiting | undefined => {
    const found = waiting.get(reply);
    waiting.delete(reply);
    clearTimeout(found?.timer);
    return found;
  };

  const fail = (error: Error): void => {
    for (const reply of waiting.keys()) take(reply)?.reject(error);
  };

  const hear = (error: Error | null, message: Msg): void => {
    if (error !== null) return fail(error);
    const asker = take(message.subject);
    if (asker === undefined) return;
    const isUnheard = message.data.length === 0 && message.headers?.code === 503;
    if (isUnheard) asker.reject(new PassingError(unheard));
    else asker.resolve(message);
  };

  return {
    ask(subject, data, timeout, headers) {
      // Made when it is first used: until then it would keep nothing but a name on the server.
      subscription ??= connection.subscribe(`${inbox}.*`, { callback: hear });
      asked += 1;
      const reply = `${inbox}.${asked}`;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(reply);
          reject(new PassingError(`no answer within ${timeout} ms`));
        }, timeout);
        waiting.set(reply, { resolve, reject, timer });
        try {
          connection.publish(subject, data, headers === undefined ? { reply } : { reply, headers });
        } catch (error) {
          take(reply)?.reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    },
    fail,
    stop: () => subscription?.unsubscribe(),
  };
}

/** Under which the connection may receive answers, where its owner said so. */
export function inboxPrefixOf(connection: NatsConnection): string | undefined {
  const options: unknown = Reflect.get(connection, 'options');
  if (typeof options !== 'object' || options === null || !('inboxPrefix' in options)) return undefined;
  return typeof options.inboxPrefix === 'string' ? options.inboxPrefix : undefined;
}
