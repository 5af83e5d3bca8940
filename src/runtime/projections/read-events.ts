import type { AnyEvent, RecordedEvent } from '../event.js';
import type { StoredRecord } from '../store.js';
import { categoryOf } from '../stores/category.js';
import type { EventDecoders } from './event-decoders.js';

/** An event, and the record that it was read from; one record may be read as several events. */
export interface ReadEvent<Event extends AnyEvent> {
  readonly record: StoredRecord;
  readonly event: RecordedEvent<Event>;
}

/**
 * The events of the records that are a projection's, in their order.
 *
 * @param refuse makes the error for a record that cannot be read.
 */
export function readEvents<Event extends AnyEvent>(
  decoders: EventDecoders<Event>,
  records: readonly StoredRecord[],
  refuse: (record: StoredRecord, cause: unknown) => Error,
): readonly ReadEvent<Event>[] {
  const events: ReadEvent<Event>[] = [];
  for (const record of records) {
    const codec = decoders.get(categoryOf(record.stream));
    if (codec === undefined) continue;
    try {
      for (const event of codec.decode([record])) events.push({ record, event });
    } catch (error) {
      throw refuse(record, error);
    }
  }
  return events;
}
