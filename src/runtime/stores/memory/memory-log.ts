import type { StoredRecord } from '../../store.js';
import type { AppendLog } from '../append.js';

/** Every event in memory. A position is a place in `records`, counted from 1. */
export interface MemoryLog extends AppendLog {
  readonly records: readonly StoredRecord[];
  readonly streams: ReadonlyMap<string, readonly StoredRecord[]>;
  /** Takes back what was inserted after the first `length` events. */
  truncate(length: number): void;
}

export function createMemoryLog(): MemoryLog {
  const records: StoredRecord[] = [];
  const streams = new Map<string, StoredRecord[]>();
  const byId = new Map<string, StoredRecord>();
  return {
    records,
    streams,
    find: (id) => byId.get(id),
    head: (stream) => streams.get(stream)?.at(-1),
    insert(fields) {
      const position = BigInt(records.length + 1);
      // Frozen, because readers are given the record itself.
      const record = Object.freeze({ ...fields, position });
      records.push(record);
      byId.set(record.id, record);
      const stream = streams.get(record.stream);
      if (stream === undefined) streams.set(record.stream, [record]);
      else stream.push(record);
      return position;
    },
    truncate(length) {
      for (const { id, stream } of records.splice(length).toReversed()) {
        byId.delete(id);
        const rest = streams.get(stream);
        rest?.pop();
        if (rest?.length === 0) streams.delete(stream);
      }
    },
  };
}
