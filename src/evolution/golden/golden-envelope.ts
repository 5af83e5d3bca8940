import type { Aggregate } from '../../model/model.js';
import { type Types, underlying } from '../../model/type-lookup.js';

/** What a store adds to an event of a golden stream. */
export interface GoldenEnvelope {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly recordedAt: string;
}

/**
 * The envelope of an event of a golden stream. Golden states were made with it: it stays as it is for ever.
 *
 * @param index the event's place in the stream, from 0.
 */
export function goldenEnvelope(stream: string, index: number): GoldenEnvelope {
  return {
    id: '0190163d-8694-739b-aea5-966c26f8ad90',
    stream,
    revision: index + 1,
    position: BigInt(index + 1),
    recordedAt: '2026-11-23T09:30:00.000Z',
  };
}

/** The name of a stream that could be the aggregate's. Its id is read as a number where that is what ids are. */
export function goldenStreamName({ id, stream }: Aggregate, types: Types): string {
  const { kind } = underlying(id, types);
  const text = kind === 'int' || kind === 'long' ? '7' : '0190163d-8694-7a3b-8ea5-966c26f8ad91';
  return `${stream.prefix}${text}${stream.suffix}`;
}
