import type { AnyEvent, Codec, Projection, ProjectionTable, ProjectionTransaction, StoredRecord } from '@varve/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileSources } from '../../src/compile.js';
import type { EmitOptions } from '../../src/emit/emit-options.js';
import type { EmittedFile } from '../../src/emit/emitted-file.js';
import { columnName } from '../../src/emit/sql-names.js';
import { typeErrors } from '../support/type-errors.js';
import { createRandom } from './arbitraries/random.js';
import { randomEvents, randomProjection, type RandomProjection } from './arbitraries/random-projection.js';
import { loadGenerated } from './load-generated.js';

type Row = Readonly<Record<string, unknown>>;

interface Made {
  readonly seed: number;
  readonly declared: RandomProjection;
  readonly projection: Projection<Row, Row, AnyEvent, string>;
  readonly codec: Codec<never, AnyEvent>;
}

const seeds = Array.from({ length: 150 }, (_, index) => index + 1);
const transaction: ProjectionTransaction = { engine: 'memory', isReplay: true, query: () => Promise.resolve([]) };

let made: readonly Made[];

beforeAll(async () => {
  const declared = seeds.map((seed) => randomProjection(createRandom(seed)));
  const modules = await loadGenerated(
    declared.map(({ yaml }) => compiled(yaml, { timestamps: 'string', importExtension: '.ts' })),
    'random/index.ts',
  );
  made = modules.map((module, index) => ({
    seed: seeds[index] ?? 0,
    declared: declared[index] as RandomProjection,
    projection: (module['rows'] as () => Made['projection'])(),
    codec: module['thingCodec'] as Made['codec'],
  }));
}, 120_000);

function compiled(yaml: string, options: EmitOptions): readonly EmittedFile[] {
  const sources = [{ path: 'random.varve.yaml', bytes: new TextEncoder().encode(yaml) }];
  const { files, diagnostics } = compileSources(sources, options);
  if (diagnostics.length > 0) throw new Error(`${JSON.stringify(diagnostics)}\n${yaml}`);
  return files;
}

/** What is left of a random history, and what each event did to which rows. */
function fold({ seed, declared, projection, codec }: Made): {
  readonly rows: ReadonlyMap<string, Row>;
  readonly effects: readonly { readonly touches: string | undefined; readonly changed: readonly string[] }[];
} {
  const { keyText, keyOf } = projection;
  const rows = new Map<string, Row>();
  const records = randomEvents(declared, 60, createRandom(seed)).map((event, index): StoredRecord => ({
    ...event,
    id: `e${index}`,
    metadata: undefined,
    revision: index + 1,
    position: BigInt(index + 1),
    recordedAt: '2026-11-23T09:30:00.000Z',
  }));
  const effects = codec.decode(records).map((event) => {
    const changed: string[] = [];
    const note = (key: Row): string => {
      const text = keyText(key);
      changed.push(text);
      return text;
    };
    const touched = projection.touches(event);
    void projection.handle(
      {
        get: (key) => rows.get(keyText(key)),
        put: (row) => void rows.set(note(keyOf(row)), row),
        delete: (key) => void rows.delete(note(key)),
      },
      event,
      transaction,
    );
    return { touches: touched === undefined || touched === 'custom' ? undefined : keyText(touched), changed };
  });
  return { rows, effects };
}

describe('a random projection', () => {
  it.each(['string', 'date', 'temporal'] as const)('compiles, with timestamps as %s', (timestamps) => {
    const files = made.slice(0, 40).flatMap(({ declared, seed }) =>
      compiled(declared.yaml, { timestamps, importExtension: '.js' }).map(({ path, text }) => ({
        path: `${seed}/${path}`,
        text,
      })),
    );
    expect(typeErrors(files)).toEqual([]);
  });

  it('changes the row that it says it touches, and no other', () => {
    let counted = 0;
    for (const one of made) {
      for (const { touches, changed } of fold(one).effects) {
        expect(changed, one.declared.yaml).toEqual(touches === undefined ? [] : [touches]);
        counted += changed.length;
      }
    }
    expect(counted).toBeGreaterThan(seeds.length);
  });

  it('has rows that come back from their stored form, through JSON, with their keys', () => {
    for (const one of made) {
      const { table, keyOf } = one.projection;
      for (const row of fold(one).rows.values()) {
        const stored = table.write(row);
        expect(table.parse(JSON.parse(JSON.stringify(stored))), one.declared.yaml).toEqual(row);
        expect(stored).toMatchObject(table.writeKey(keyOf(row)));
      }
    }
  });

  it('has columns that say what the stored form of a field is', () => {
    for (const one of made) {
      const { table } = one.projection;
      const expected = one.declared.columns.map(({ name, isKey }) => [columnName(name), name, isKey]);
      expect(table.columns.map(({ name, field, isKey }) => [name, field, isKey])).toEqual(expected);
      for (const row of fold(one).rows.values()) expectColumns(table, table.write(row), one.declared.yaml);
    }
  });
});

function expectColumns({ columns }: ProjectionTable<Row, Row>, stored: Row, yaml: string): void {
  for (const { field, type, nullable, optional } of columns) {
    const value = stored[field];
    if (value === undefined) expect(optional && nullable, `${field} of ${yaml}`).toBe(true);
    else if (type === 'json') continue;
    else if (value === null) expect(nullable && !optional, `${field} of ${yaml}`).toBe(true);
    else expect(typeof value, `${field} of ${yaml}`).toBe(formOf[type]);
  }
}

const formOf = {
  text: 'string',
  uuid: 'string',
  integer: 'number',
  long: 'string',
  number: 'number',
  decimal: 'string',
  boolean: 'boolean',
  timestamp: 'string',
  date: 'string',
  bytes: 'string',
} as const;
