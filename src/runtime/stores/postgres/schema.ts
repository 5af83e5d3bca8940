import { checkInteger } from '../arguments.js';
import { appendEventFunction } from './append-event-function.js';
import { appendFunction } from './append-function.js';
import { appendKeptFunction } from './append-kept-function.js';
import { appendOneFunction } from './append-one-function.js';
import { type Names, namesIn, quoteBody, quoteLiteral } from './names.js';
import { horizonFunction, pageFunction } from './read-functions.js';

/**
 * What each version of the schema adds to the one before it. A step that was released is never changed.
 *
 * Texts are compared by their bytes, whatever the database's collation is, and JSON is kept as text, to the letter.
 */
const steps: readonly ((names: Names) => string)[] = [
  (names) => `CREATE SEQUENCE ${names.positions} AS bigint CACHE 1;

CREATE TABLE ${names.events} (
  position bigint PRIMARY KEY,
  revision bigint NOT NULL,
  version integer NOT NULL,
  id uuid NOT NULL UNIQUE,
  stream text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  recorded_at text COLLATE "C" NOT NULL,
  metadata text COLLATE "C",
  data text COLLATE "C" NOT NULL,
  UNIQUE (stream, revision)
);
CREATE INDEX ON ${names.events} (category, position);
ALTER SEQUENCE ${names.positions} OWNED BY ${names.events}.position;

CREATE TABLE ${names.snapshots} (
  stream text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  state text COLLATE "C" NOT NULL,
  PRIMARY KEY (stream, fingerprint)
);

-- Without a position where events are handed on under the name, and none was handled yet.
CREATE TABLE ${names.checkpoints} (
  name text COLLATE "C" PRIMARY KEY,
  position bigint
);

${appendFunction(names)}

${appendOneFunction(names)}

${horizonFunction(names)}

${pageFunction(names)}`,
  (names) => `-- How far the builds of projections have come, and the events that they went on without.
CREATE TABLE ${names.builds} (
  projection text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  partition integer NOT NULL,
  state text COLLATE "C" NOT NULL,
  table_name text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  notes text COLLATE "C" NOT NULL,
  PRIMARY KEY (projection, fingerprint, partition)
);

CREATE TABLE ${names.deadLetters} (
  projection text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  partition integer NOT NULL,
  position bigint NOT NULL,
  stream text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  error text COLLATE "C" NOT NULL,
  parked_at text COLLATE "C" NOT NULL,
  PRIMARY KEY (projection, fingerprint, partition, position)
);`,
  (names) => `${appendEventFunction(names)}

${appendKeptFunction(names)}`,
];

/** The version of the schema that this release works with. */
export const schemaVersion: number = steps.length;

export interface PostgresSchemaOptions {
  /** The PostgreSQL schema that everything is made in; `varve` by default. */
  readonly schema?: string;
  /** The version of the store's schema that is there already; 0, none, by default. */
  readonly from?: number;
}

/**
 * The SQL that makes the store's schema, or brings it from an older version to this release's: for people who run their
 * own migrations. Run it in one transaction, and open the store with `migrate: false`.
 *
 * @throws StoreError `INVALID_ARGUMENT`
 */
export function postgresSchemaSql({ schema = 'varve', from = 0 }: PostgresSchemaOptions = {}): string {
  checkInteger('from', from, 0, schemaVersion);
  const names = namesIn(schema);
  const beginning = from > 0 ? [] : [createSchema(schema, names), createMigrations(names)];
  const parts = steps
    .slice(from)
    .map((step, index) => `${step(names)}\n\nINSERT INTO ${names.migrations} (version) VALUES (${from + index + 1});`);
  return `${[...beginning, ...parts].join('\n\n')}\n`;
}

/** `CREATE SCHEMA IF NOT EXISTS` asks for the right to make one also where it is there. */
function createSchema(schema: string, names: Names): string {
  return `DO ${quoteBody(`
BEGIN
  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = ${quoteLiteral(schema)}) THEN
    CREATE SCHEMA ${names.schema};
  END IF;
END
`)};`;
}

function createMigrations(names: Names): string {
  return `CREATE TABLE ${names.migrations} (
  version integer PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);`;
}
