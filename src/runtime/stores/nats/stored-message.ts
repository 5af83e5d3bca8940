import { type ApiError, JetStreamApiError } from '@nats-io/jetstream';
import { PassingError } from './failure.js';
import type { Server } from './server.js';

/** A message as JetStream keeps it. */
export interface StoredMessage {
  readonly sequence: number;
  readonly data: Uint8Array;
  /** As on the wire; empty where there are none. */
  readonly headers: string;
  /** When it was stored, by the server's clock. */
  readonly time: Date;
}

/** Which message: the one with a sequence, or a subject's last, where the subject may be a pattern. */
export type MessageQuery = { readonly seq: number } | { readonly last_by_subj: string };

/** JetStream's code for a message that is not there. */
const notFound = 10037;

/** Asks the leader of a JetStream stream, who has every message that was acknowledged. */
export async function fetchMessage(
  { requests, timeout }: Server,
  stream: string,
  query: MessageQuery,
): Promise<StoredMessage | undefined> {
  const answer = await requests.ask(`$JS.API.STREAM.MSG.GET.${stream}`, JSON.stringify(query), timeout);
  const body: unknown = answer.json();
  if (typeof body !== 'object' || body === null) throw unexpected();
  if ('error' in body && isApiError(body.error)) {
    if (body.error.err_code === notFound) return undefined;
    throw new JetStreamApiError(body.error);
  }
  if (!('message' in body) || typeof body.message !== 'object' || body.message === null) throw unexpected();
  const { seq, data = '', hdrs = '', time }: Partial<Record<string, unknown>> = { ...body.message };
  if (typeof seq !== 'number' || typeof data !== 'string' || typeof hdrs !== 'string' || typeof time !== 'string')
    throw unexpected();
  return {
    sequence: seq,
    data: Buffer.from(data, 'base64'),
    headers: Buffer.from(hdrs, 'base64').toString('utf8'),
    time: new Date(time),
  };
}

export function isApiError(error: unknown): error is ApiError {
  return typeof error === 'object' && error !== null && 'code' in error && 'description' in error;
}

function unexpected(): PassingError {
  return new PassingError('the answer is not what JetStream answers');
}
