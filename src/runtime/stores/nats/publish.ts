import { JetStreamApiError } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { PassingError } from './failure.js';
import type { Server } from './server.js';
import { isApiError } from './stored-message.js';

export interface Publication {
  readonly subject: string;
  readonly data: Uint8Array | string;
  /** The sequence that the subject's last message must have, 0: none; and the id, of which JetStream stores one message. */
  readonly guard?: { readonly behind: number; readonly id: string };
  /** For how many milliseconds to wait for the answer. */
  readonly timeout: number;
  /** In a bucket: removes the value. */
  readonly removes?: boolean;
}

export interface Published {
  readonly sequence: number;
  /** Whether it, or another message with its id, was stored before. */
  readonly duplicate: boolean;
}

/** @throws JetStreamApiError where JetStream refuses the message; PassingError where there is no answer. */
export async function publish(
  { requests }: Server,
  { subject, data, guard, timeout, removes = false }: Publication,
): Promise<Published> {
  const lines = headers();
  if (guard !== undefined) {
    lines.set('Nats-Expected-Last-Subject-Sequence', `${guard.behind}`);
    lines.set('Nats-Msg-Id', guard.id);
  }
  if (removes) lines.set('KV-Operation', 'DEL');
  const message = await requests.ask(subject, data, timeout, lines);
  const answer: unknown = message.json();
  if (typeof answer !== 'object' || answer === null) throw new PassingError('the answer is no acknowledgement');
  if ('error' in answer && isApiError(answer.error)) throw new JetStreamApiError(answer.error);
  if (!('seq' in answer) || typeof answer.seq !== 'number') throw new PassingError('the answer is no acknowledgement');
  return { sequence: answer.seq, duplicate: 'duplicate' in answer && answer.duplicate === true };
}
