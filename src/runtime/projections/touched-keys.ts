import type { AnyEvent } from '../event.js';
import type { StoredRow } from '../projection-table.js';
import type { Projection } from '../projection.js';
import type { StoredRecord } from '../store.js';
import { categoryOf } from '../stores/category.js';
import type { EventDecoders } from './event-decoders.js';

/** What is known of the rows that records touch. */
export interface TouchedKeys {
  /** Each once. */
  readonly keys: readonly StoredRow[];
  /** Whether these are all: no handler decides, and everything could be read. */
  readonly isComplete: boolean;
}

/** The keys that records touch. What cannot be read is passed over: who applies it will meet the error. */
export function touchedKeys<Row, Key, Event extends AnyEvent>(
  { table, keyText, touches }: Pick<Projection<Row, Key, Event, string>, 'table' | 'keyText' | 'touches'>,
  decoders: EventDecoders<Event>,
  records: readonly StoredRecord[],
): TouchedKeys {
  const keys = new Map<string, StoredRow>();
  let isComplete = true;
  for (const record of records) {
    try {
      for (const event of decoders.get(categoryOf(record.stream))?.decode([record]) ?? []) {
        const key = touches(event);
        if (key === 'custom') isComplete = false;
        else if (key !== undefined) keys.set(keyText(key), table.writeKey(key));
      }
    } catch {
      isComplete = false;
    }
  }
  return { keys: [...keys.values()], isComplete };
}
