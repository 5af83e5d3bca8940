import { tableSql } from '@varve/runtime';
import { describe, expect, it } from 'vitest';
import { sampleTable } from '../../../support/sample-projection.js';

describe('the SQL of a table', () => {
  it('has types, key, indexes and comments in PostgreSQL', () => {
    expect(tableSql(sampleTable, 'postgres', { schema: 'read side' }))
      .toBe(`CREATE TABLE "read side"."sample ""rows""" (
  "name" text COLLATE "C" NOT NULL,
  "place" bigint NOT NULL,
  "count" bigint NOT NULL,
  "ratio" double precision NOT NULL,
  "price" numeric NOT NULL,
  "is_open" boolean NOT NULL,
  "seen_at" timestamptz NOT NULL,
  "day" date NOT NULL,
  "blob" bytea NOT NULL,
  "tags" json NOT NULL,
  "owner" uuid,
  "note" text COLLATE "C",
  "maybe" json,
  "due_at" timestamptz,
  PRIMARY KEY ("name", "place")
);
CREATE INDEX ON "read side"."sample ""rows""" ("is_open", "seen_at");
CREATE INDEX ON "read side"."sample ""rows""" ("price");
COMMENT ON TABLE "read side"."sample ""rows""" IS 'One of each.
It''s a "sample".';
COMMENT ON COLUMN "read side"."sample ""rows"""."count" IS E'How many; 100% of \\\\them';
`);
  });

  it('has comments as comments in SQLite', () => {
    const table = { ...sampleTable, name: 'rows', columns: sampleTable.columns.slice(0, 3), indexes: [['count']] };
    expect(tableSql(table, 'sqlite')).toBe(`CREATE TABLE "rows" (
  -- One of each.
  -- It's a "sample".
  "name" TEXT NOT NULL,
  "place" INTEGER NOT NULL,
  -- How many; 100% of \\them
  "count" INTEGER NOT NULL,
  PRIMARY KEY ("name", "place")
) STRICT, WITHOUT ROWID;
CREATE INDEX "rows(count)" ON "rows" ("count");
`);
  });

  it.each([
    ['an empty name', { name: '' }],
    ['a name that PostgreSQL would cut', { name: 'ü'.repeat(32) }],
    ['a name of the store', { name: 'varve_events' }],
    ['a name of SQLite', { name: 'SQLite_master' }],
    ['no key', { columns: sampleTable.columns.slice(2, 4) }],
    ['a column twice', { columns: [...sampleTable.columns, { ...sampleTable.columns[0], name: 'NAME' }] }],
    ['an index of a column that is not there', { indexes: [['nothing']] }],
  ])('is refused for %s', (_, wrong) => {
    const table = { ...sampleTable, ...wrong } as typeof sampleTable;
    expect(() => tableSql(table, 'sqlite')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => tableSql(table, 'postgres')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
