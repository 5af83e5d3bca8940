import type { AnyEvent, RecordedEvent } from './event.js';

/** An event as CloudEvents 1.0 wants it, to be sent as JSON. */
export interface CloudEvent<Type extends string = string, Data = unknown> {
  readonly specversion: '1.0';
  /** Unique under `source`: the stored event's id, with `/1`, `/2`, … behind it for the further parts of a split event. */
  readonly id: string;
  readonly source: string;
  readonly type: Type;
  /** The stream. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Data;
  /** Extension attributes; their names are in lower case because the specification allows no other. */
  readonly dataversion: number;
  readonly streamrevision: number;
  /** In digits: CloudEvents' integers end at 32 bits. */
  readonly storeposition: string;
  readonly correlationid?: string;
  readonly causationid?: string;
  readonly traceparent?: string;
}

export interface CloudEventOptions {
  /** A URI reference that names the store or service: `/shop`. */
  readonly source: string;
}

/**
 * A recorded event as a CloudEvent. `data` is passed on as it is: an event that holds a `long` or `bytes` is made JSON by
 * whoever sends it.
 */
export function toCloudEvent<Event extends AnyEvent>(
  event: RecordedEvent<Event>,
  { source }: CloudEventOptions,
): CloudEvent<Event['type'], Event['data']> {
  const { correlationId, causationId, traceparent } = commonOf(event.metadata);
  return {
    specversion: '1.0',
    id: event.index === 0 ? event.id : `${event.id}/${event.index}`,
    source,
    type: event.type,
    subject: event.stream,
    time: event.recordedAt,
    datacontenttype: 'application/json',
    data: event.data,
    dataversion: event.version,
    streamrevision: event.revision,
    storeposition: String(event.position),
    ...(typeof correlationId === 'string' && { correlationid: correlationId }),
    ...(typeof causationId === 'string' && { causationid: causationId }),
    ...(typeof traceparent === 'string' && { traceparent }),
  };
}

function commonOf(metadata: unknown): { correlationId?: unknown; causationId?: unknown; traceparent?: unknown } {
  return typeof metadata === 'object' && metadata !== null ? metadata : {};
}
