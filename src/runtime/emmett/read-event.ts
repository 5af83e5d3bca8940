import {
  type Event,
  type EventStoreReadSchemaOptions,
  type ReadEvent,
  upcastRecordedMessage,
} from '@event-driven-io/emmett';
import type { AnyEvent, RecordedEvent } from '../event.js';
import type { StoredRecord } from '../store.js';
import type { EmmettSource } from './emmett-source.js';
import type { VarveEventMetadata } from './event-metadata.js';

/** Records as the events that Emmett reads: in the newest version, and then as the caller's own `upcast` has them. */
export function readEvents<EventType extends Event, PayloadType extends Event>(
  { codec }: EmmettSource,
  records: readonly StoredRecord[],
  schema: EventStoreReadSchemaOptions<EventType, PayloadType> | undefined,
): ReadEvent<EventType, VarveEventMetadata>[] {
  return codec.decode(records).map((event) =>
    // The caller says what the codec reads; Emmett's own stores take that on trust too.
    upcastRecordedMessage(readEvent(event) as ReadEvent<PayloadType, VarveEventMetadata>, schema?.versioning),
  );
}

function readEvent(recorded: RecordedEvent<AnyEvent>): object {
  const { type, data, metadata, id, stream, revision, position, recordedAt, version, storedVersion, index } = recorded;
  const added: VarveEventMetadata = {
    messageId: index === 0 ? id : `${id}/${index}`,
    streamName: stream,
    streamPosition: BigInt(revision),
    globalPosition: position,
    varve: { recordedAt, version, storedVersion, index },
  };
  const own = typeof metadata === 'object' ? metadata : undefined;
  return { type, kind: 'Event', data, metadata: { ...own, ...added } };
}
