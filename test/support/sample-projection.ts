import type {
  Json,
  NewRecord,
  Projection,
  ProjectionSource,
  ProjectionTable,
  ProjectionTransaction,
  RecordedEvent,
  Rows,
  StoredRow,
  TableColumn,
} from '@varve/runtime';
import { localDate, timestamp } from '@varve/runtime';

/** A row with a column of every type. The stored form is the row itself, but for `long`. */
export type SampleRow = {
  readonly name: string;
  readonly place: number;
  readonly count: bigint;
  readonly ratio: number;
  readonly price: string;
  readonly isOpen: boolean;
  readonly seenAt: string;
  readonly day: string;
  readonly blob: string;
  readonly tags: Json;
  readonly owner?: string;
  readonly note: string | null;
  readonly maybe?: Json;
  readonly dueAt?: string;
};

export type SampleKey = Pick<SampleRow, 'name' | 'place'>;

/** What an event sets; `by` is added to the count. */
export type Change = Partial<Omit<SampleRow, 'count' | keyof SampleKey>>;

export type SampleEvent =
  | { readonly type: 'Set'; readonly data: SampleKey & { readonly by: string; readonly change: Change } }
  | { readonly type: 'Removed'; readonly data: SampleKey }
  | { readonly type: 'Ignored'; readonly data: SampleKey }
  | { readonly type: 'Custom'; readonly data: SampleKey & { readonly other: SampleKey } };

export type SampleHandler = (
  rows: Rows<SampleRow, SampleKey>,
  event: RecordedEvent<Extract<SampleEvent, { type: 'Custom' }>>,
  transaction: ProjectionTransaction,
) => void | Promise<void>;

const column = (
  name: string,
  field: string,
  type: TableColumn['type'],
  more: Partial<TableColumn> = {},
): TableColumn => ({
  name,
  field,
  type,
  isKey: false,
  nullable: false,
  optional: false,
  ...more,
});

const optional = { nullable: true, optional: true };

export const sampleTable: ProjectionTable<SampleRow, SampleKey> = {
  name: 'sample "rows"',
  comment: 'One of each.\nIt\'s a "sample".',
  columns: [
    column('name', 'name', 'text', { isKey: true }),
    column('place', 'place', 'integer', { isKey: true }),
    column('count', 'count', 'long', { comment: 'How many; 100% of \\them' }),
    column('ratio', 'ratio', 'number'),
    column('price', 'price', 'decimal'),
    column('is_open', 'isOpen', 'boolean'),
    column('seen_at', 'seenAt', 'timestamp'),
    column('day', 'day', 'date'),
    column('blob', 'blob', 'bytes'),
    column('tags', 'tags', 'json'),
    column('owner', 'owner', 'uuid', optional),
    column('note', 'note', 'text', { nullable: true }),
    column('maybe', 'maybe', 'json', optional),
    column('due_at', 'dueAt', 'timestamp', optional),
  ],
  indexes: [['is_open', 'seen_at'], ['price']],
  write: ({ count, ...row }) => ({ ...row, count: String(count) }),
  parse(stored) {
    const { count, ...row } = stored as StoredRow & Omit<SampleRow, 'count'> & { readonly count: string };
    return { ...row, count: BigInt(count) };
  },
  writeKey: ({ name, place }) => ({ name, place }),
};

export const sampleSources: { readonly Sample: ProjectionSource<SampleEvent> } = {
  Sample: {
    category: 'Sample',
    codec: {
      decode: (records) =>
        records.map(({ type, data, version, ...envelope }) => ({
          ...envelope,
          ...({ type, data: JSON.parse(data) } as SampleEvent),
          recordedAt: timestamp(envelope.recordedAt),
          version,
          storedVersion: version,
          index: 0,
        })),
    },
  },
};

export function newSampleRow(key: SampleKey): SampleRow {
  return {
    ...key,
    count: 0n,
    ratio: 0,
    price: '0',
    isOpen: false,
    seenAt: timestamp('2026-11-28T00:00:00.000Z'),
    day: localDate('2026-11-28'),
    blob: '',
    tags: null,
    note: null,
  };
}

const nothing: SampleHandler = () => undefined;

export function sampleProjection(
  custom: SampleHandler = nothing,
): Projection<SampleRow, SampleKey, SampleEvent, 'Sample'> {
  return {
    name: 'Sample',
    of: ['Sample'],
    fingerprint: 'sample',
    table: sampleTable,
    keyText: ({ name, place }) => JSON.stringify([name, place]),
    keyOf: ({ name, place }) => ({ name, place }),
    touches({ type, data }) {
      if (type === 'Ignored') return undefined;
      return type === 'Custom' ? 'custom' : { name: data.name, place: data.place };
    },
    handle(rows, event, transaction) {
      if (event.type === 'Custom') return custom(rows, event, transaction);
      const key = { name: event.data.name, place: event.data.place };
      if (event.type === 'Removed') rows.delete(key);
      if (event.type !== 'Set') return undefined;
      const row = rows.get(key) ?? newSampleRow(key);
      rows.put({ ...row, ...event.data.change, count: row.count + BigInt(event.data.by) });
      return undefined;
    },
  };
}

export function recordOf(event: SampleEvent): NewRecord {
  return { type: event.type, version: 1, data: JSON.stringify(event.data) };
}

export function set(name: string, by: string | number | bigint = 1, change: Change = {}, place = 1): NewRecord {
  return recordOf({ type: 'Set', data: { name, place, by: String(by), change } });
}
