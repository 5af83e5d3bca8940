import { StoreError } from '../../errors.js';
import type { Connection, Session } from './connection.js';
import { isMissing } from './failure.js';
import { type Names, quoteLiteral } from './names.js';
import { numberOf, textOf } from './record.js';
import { postgresSchemaSql, schemaVersion } from './schema.js';
import { type Statement, statement } from './statement.js';

/** PostgreSQL before has not all that the functions use. */
const oldestServer = 130_000;

/**
 * Brings the schema to this release's version. Of several processes that do so at once, one does.
 *
 * @throws StoreError `UNSUPPORTED` where the schema is of a newer release, or the server cannot hold a store.
 */
export async function migrateSchema(connection: Connection, schema: string, names: Names): Promise<void> {
  await connection.retrying('migrate', async () => {
    if ((await usableVersion(connection, names)) === schemaVersion) return;
    await connection.transact(async (session) => {
      await session.run(statement(`SELECT pg_advisory_xact_lock(hashtext('varve migrations'), hashtext($1))`), [
        schema,
      ]);
      const from = await versionIn(session, schema, names);
      checkNotNewer(from);
      if (from < schemaVersion) await session.client.query({ text: postgresSchemaSql({ schema, from }) });
    });
  });
}

/**
 * Makes sure that the schema is there without making it.
 *
 * @throws StoreError `UNSUPPORTED` where it is not there, or of another release.
 */
export async function checkSchema(connection: Connection, names: Names): Promise<void> {
  const version = await connection.retrying('open', () => usableVersion(connection, names));
  if (version === schemaVersion) return;
  const found = version === 0 ? 'is not there' : `is of version ${version}, and this release needs ${schemaVersion}`;
  throw new StoreError(
    'UNSUPPORTED',
    `the store's schema ${names.schema} ${found}: call migrate(), or run the SQL of postgresSchemaSql()`,
  );
}

/** The version of the schema; 0 where there is none. */
async function usableVersion(connection: Connection, names: Names): Promise<number> {
  await checkServer(connection);
  try {
    const [row] = await connection.once(versionStatement(names));
    const version = row === undefined ? 0 : numberOf(row[0]);
    checkNotNewer(version);
    return version;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/** Within a transaction a table that is missing must not be asked. */
async function versionIn(session: Session, schema: string, names: Names): Promise<number> {
  const exists = `SELECT 1 FROM pg_tables WHERE schemaname = ${quoteLiteral(schema)} AND tablename = 'varve_migrations'`;
  const [table] = await session.run(statement(exists));
  if (table === undefined) return 0;
  const [row] = await session.run(versionStatement(names));
  return row === undefined ? 0 : numberOf(row[0]);
}

function versionStatement(names: Names): Statement {
  return statement(`SELECT coalesce(max(version), 0) FROM ${names.migrations}`);
}

function checkNotNewer(version: number): void {
  if (version <= schemaVersion) return;
  throw new StoreError(
    'UNSUPPORTED',
    `the database has version ${version} of the store's schema, and this release of @varve/runtime knows up to ${schemaVersion}: install a newer one`,
  );
}

async function checkServer(connection: Connection): Promise<void> {
  const text = `SELECT current_setting('server_version_num'), current_setting('server_encoding'), current_setting('default_transaction_isolation')`;
  const [row] = await connection.once(statement(text));
  const [version, encoding, isolation] = (row ?? []).map(textOf);
  if (Number(version) < oldestServer) throw unsuitable('PostgreSQL 13 or newer is needed');
  if (encoding !== 'UTF8') throw unsuitable(`the database must be of the encoding UTF8; it is ${encoding}`);
  if (isolation !== 'read committed') {
    throw unsuitable(`default_transaction_isolation must be 'read committed'; it is '${isolation}'`);
  }
}

function unsuitable(why: string): StoreError {
  return new StoreError('UNSUPPORTED', why);
}
