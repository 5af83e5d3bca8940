import { sequenceOf, wrongIsolation } from './append-parts.js';
import { type Names, quoteBody } from './names.js';

/**
 * The horizon: a position up to which everything is settled, whatever transactions are open.
 *
 * A writer reads the highest position that was drawn so far, takes a shared advisory lock on it, its floor, which lasts
 * until its transaction has ended, and draws its positions only then: all of them are above the floor. A reader reads the
 * highest position that was drawn, H, and only then looks for floors that are held. A position up to H was drawn before
 * the reader read H, so its writer held its floor by then, below that position. Either it is held still, and then the
 * horizon is no higher; or the writer's transaction has ended, and then whoever looks now sees what it stored: PostgreSQL
 * makes a commit visible before it gives the locks of a transaction free.
 *
 * A lock is named by the sequence's oid, so that no other store's and hardly any other program's is taken for one, and
 * by the low 32 bits of the position, of which the position near H is made again.
 *
 * Each statement must see what is committed when it begins: this does not work with a snapshot of the whole transaction.
 */
export function horizonFunction(names: Names): string {
  const sequence = sequenceOf(names);
  return `CREATE FUNCTION ${names.horizon}() RETURNS bigint LANGUAGE plpgsql VOLATILE
AS ${quoteBody(`
DECLARE
  v_drawn bigint;
  v_below bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the isolation level must be READ COMMITTED' USING ERRCODE = '${wrongIsolation}';
  END IF;
  v_drawn := pg_sequence_last_value(${sequence});
  IF v_drawn IS NULL THEN
    -- Nothing was drawn, or who asks may not know: then this fails.
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO v_drawn FROM ${names.positions};
  END IF;
  SELECT min((l.objid::bigint - (v_drawn & 4294967295) + 6442450944) % 4294967296 - 2147483648) INTO v_below
    FROM pg_locks AS l
    WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
      AND l.classid = ${sequence}::oid
      AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database());
  RETURN v_drawn + least(v_below, 0);
END
`)};`;
}

/**
 * A page of all events behind a position. Its first row has only a position, up to which it was looked, and in the place
 * of a revision the position of the last event that is settled.
 *
 * Of events whose texts have more than `p_bytes` bytes the size stands there instead.
 *
 * Nobody is told of a position that no stored event has: after a crash PostgreSQL may draw again what it had drawn, where
 * nothing of it was committed, and a reader that had passed it over would miss the event that gets it then.
 */
export function pageFunction(names: Names): string {
  return `CREATE FUNCTION ${names.page}(
  p_after bigint, p_size bigint, p_bytes bigint, p_window bigint, p_category text, p_categories text[], p_types text[]
) RETURNS SETOF ${names.events} LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET enable_bitmapscan = off
AS ${quoteBody(`
DECLARE
  v_head bigint;
  v_end bigint;
  v_horizon CONSTANT bigint := ${names.horizon}();
BEGIN
  SELECT e.position INTO v_head FROM ${names.events} AS e
    WHERE e.position <= v_horizon ORDER BY e.position DESC LIMIT 1;
  v_head := coalesce(v_head, 0);
  v_end := CASE WHEN v_head - p_window > p_after THEN p_after + p_window ELSE v_head END;
  RETURN QUERY SELECT v_end, v_head, NULL::integer, NULL::uuid, NULL, NULL, NULL, NULL, NULL, NULL;
  IF p_after >= v_head THEN
    RETURN;
  END IF;
  IF p_category IS NOT NULL THEN
    RETURN QUERY ${page(names, 'e.category = p_category')};
  ELSE
    RETURN QUERY ${page(names, '(p_categories IS NULL OR e.category = ANY (p_categories))')};
  END IF;
END
`)};`;
}

function page(names: Names, condition: string): string {
  return `SELECT e.position, e.revision, e.version, e.id, e.stream, e.category, e.type, e.recorded_at, ${textsUpTo('e', 'p_bytes')}
      FROM ${names.events} AS e
      WHERE e.position > p_after AND e.position <= v_end AND ${condition}
        AND (p_types IS NULL OR e.type = ANY (p_types))
      ORDER BY e.position LIMIT p_size`;
}

/**
 * The metadata and the data of an event; where they have more bytes than that, how many in the place of the metadata, and
 * no data. PostgreSQL knows the size of a large text without fetching it.
 */
export function textsUpTo(row: string, bytes: string): string {
  const size = `octet_length(${row}.data) + coalesce(octet_length(${row}.metadata), 0)`;
  return `CASE WHEN ${size} <= ${bytes} THEN ${row}.metadata ELSE (${size})::text END AS metadata,
      CASE WHEN ${size} <= ${bytes} THEN ${row}.data END AS data`;
}
