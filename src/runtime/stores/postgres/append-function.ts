import { type Names, quoteBody, quoteLiteral } from './names.js';

/** What became of an append, as the function says it. */
export const outcomes = {
  stored: 0,
  /** The stream is not as expected. */
  conflict: 1,
  /** One of the ids that were to be looked for is stored already. */
  known: 2,
  /** Another writer was quicker. To be tried again. */
  overtaken: 3,
} as const;

/** Expectations that are no revision, as the function takes them. */
export const expectedAny: number = -1;
export const expectedPresent: number = -2;

/** Where the isolation of transactions is not the one that the functions are right in. */
export const wrongIsolation = 'VA001';

/**
 * Appends a batch in one transaction and one round trip. Appends refer to streams, and events to appends, by their
 * numbers from 1. Each append is judged on its own, or, where `p_atomic`, all of them are stored or none.
 *
 * Nothing is locked and nothing is updated. Whoever stores the first event behind a stream's last has the stream until
 * its transaction ends: another that wants the same revision waits in the unique index for the end of that transaction,
 * finds the revision taken, and is told so (`overtaken`). Writers of different streams do not meet. First events are
 * stored in the order of their streams' names, so that no two transactions wait for one another.
 *
 * Ids are looked for after the streams' last revisions were read, never before: a repeat whose first time is committed
 * between the two would be taken for a conflict.
 */
export function appendFunction(names: Names): string {
  return `CREATE FUNCTION ${names.append}(
  p_now text, p_patience text, p_atomic boolean,
  p_streams text[],
  p_stream_of integer[], p_expected bigint[], p_length integer[],
  p_named uuid[], p_named_in integer[],
  p_append_of integer[], p_id uuid[], p_type text[], p_version integer[], p_metadata text[], p_data text[],
  OUT outcomes integer[], OUT revisions bigint[], OUT positions bigint[]
) LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS ${quoteBody(body(names))};`;
}

function body(names: Names): string {
  return `${declarations}
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the isolation level must be READ COMMITTED' USING ERRCODE = '${wrongIsolation}';
  END IF;
  PERFORM set_config('lock_timeout', p_patience, true);
${lookUp(names)}
${judge}
  IF v_count > 0 THEN
${draw(names)}
${insert(names, '=')}
    ORDER BY p_streams[p_stream_of[r.append]] COLLATE "C"
    ON CONFLICT (stream, revision) DO NOTHING;
    GET DIAGNOSTICS v_inserted = ROW_COUNT;
${giveUpOvertaken(names)}
    IF v_count > v_begun THEN
${insert(names, '>')}
      ORDER BY r.number;
    END IF;
  END IF;
${answer}
END
`;
}

const declarations = `
DECLARE
  v_appends CONSTANT integer := cardinality(p_stream_of);
  -- Of each stream: its last event as stored, what its next is recorded at, and its revision as the batch goes on.
  v_head bigint[]; v_tail bigint[]; v_time text[]; v_running bigint[];
  -- Of each append that is let through: what to add to the number of an event for its revision, and for its place among v_positions.
  v_shift bigint[]; v_place bigint[];
  v_positions bigint[];
  -- How many events are to be stored, in how many streams, and how many events came before.
  v_count integer := 0; v_begun integer := 0; v_offset integer := 0;
  v_inserted integer; v_drawn bigint; v_actual bigint;
  v_append integer; v_stream integer; v_overtaken boolean[];`;

function lookUp(names: Names): string {
  return `
  SELECT array_agg(coalesce(head.revision, 0) ORDER BY given.number),
         array_agg(coalesce(head.position, 0) ORDER BY given.number),
         array_agg(greatest(head.recorded_at, p_now) ORDER BY given.number)
    INTO v_head, v_tail, v_time
    FROM unnest(p_streams) WITH ORDINALITY AS given (stream, number)
    LEFT JOIN LATERAL (
      SELECT e.revision, e.position, e.recorded_at FROM ${names.events} AS e
      WHERE e.stream = given.stream ORDER BY e.revision DESC LIMIT 1
    ) AS head ON true;
  v_running := v_head;

  outcomes := array_fill(${outcomes.stored}, ARRAY[v_appends]);
  revisions := array_fill(0::bigint, ARRAY[v_appends]);
  positions := revisions;
  v_shift := array_fill(NULL::bigint, ARRAY[v_appends]);
  v_place := v_shift;
  IF cardinality(p_named) > 0 THEN
    FOR v_append IN
      SELECT DISTINCT n.append FROM unnest(p_named, p_named_in) AS n (id, append)
      WHERE EXISTS (SELECT FROM ${names.events} AS e WHERE e.id = n.id)
    LOOP
      outcomes[v_append] := ${outcomes.known};
    END LOOP;
    IF p_atomic AND ${outcomes.known} = ANY (outcomes) THEN
      RETURN;
    END IF;
  END IF;`;
}

const judge = `
  FOR v_append IN 1 .. v_appends LOOP
    v_stream := p_stream_of[v_append];
    v_actual := v_running[v_stream];
    IF outcomes[v_append] = ${outcomes.known} THEN
      NULL;
    ELSIF p_expected[v_append] = ${expectedAny} OR p_expected[v_append] = v_actual
       OR (p_expected[v_append] = ${expectedPresent} AND v_actual > 0) THEN
      v_shift[v_append] := v_actual - v_offset;
      v_place[v_append] := v_count - v_offset;
      IF p_length[v_append] > 0 AND v_actual = v_head[v_stream] THEN
        v_begun := v_begun + 1;
      END IF;
      v_actual := v_actual + p_length[v_append];
      v_running[v_stream] := v_actual;
      revisions[v_append] := v_actual;
      v_count := v_count + p_length[v_append];
    ELSE
      outcomes[v_append] := ${outcomes.conflict};
      revisions[v_append] := v_actual;
      IF p_atomic THEN
        RETURN;
      END IF;
    END IF;
    v_offset := v_offset + p_length[v_append];
  END LOOP;`;

/** The floor first, then positions, which are all above it: see the function of the horizon. */
function draw(names: Names): string {
  const sequence = `${quoteLiteral(names.positions)}::regclass`;
  return `
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO v_drawn FROM ${names.positions};
    PERFORM pg_advisory_xact_lock_shared(${asInteger(`${sequence}::oid::bigint`)}, ${asInteger('v_drawn')});
    SELECT array_agg(nextval(${sequence})) INTO v_positions FROM generate_series(1, v_count);`;
}

/** The signed 32-bit integer of the low 32 bits of a bigint. */
function asInteger(value: string): string {
  return `(((${value} + 2147483648) & 4294967295) - 2147483648)::integer`;
}

/** Of each stream the first event, or the others. */
function insert(names: Names, comparison: '=' | '>'): string {
  return `
    INSERT INTO ${names.events}
      (position, revision, version, id, stream, category, type, recorded_at, metadata, data)
    SELECT v_positions[(v_place[r.append] + r.number)::integer], v_shift[r.append] + r.number, r.version, r.id,
           p_streams[p_stream_of[r.append]], split_part(p_streams[p_stream_of[r.append]], '-', 1), r.type,
           v_time[p_stream_of[r.append]], r.metadata, r.data
    FROM unnest(p_append_of, p_id, p_type, p_version, p_metadata, p_data) WITH ORDINALITY
      AS r (append, id, type, version, metadata, data, number)
    WHERE v_shift[r.append] + r.number ${comparison} v_head[p_stream_of[r.append]] + 1`;
}

/** Also those that were found in conflict, because that may have been with an event that is not stored now. */
function giveUpOvertaken(names: Names): string {
  return `
    IF v_inserted < v_begun THEN
      IF p_atomic THEN
        RAISE EXCEPTION 'another writer was quicker' USING ERRCODE = 'serialization_failure';
      END IF;
      SELECT array_agg(
               v_running[s.number] > v_head[s.number] AND NOT EXISTS (
                 SELECT FROM ${names.events} AS e
                 WHERE e.stream = s.stream AND e.revision = v_head[s.number] + 1 AND e.position = ANY (v_positions))
               ORDER BY s.number)
        INTO v_overtaken
        FROM unnest(p_streams) WITH ORDINALITY AS s (stream, number);
      FOR v_append IN 1 .. v_appends LOOP
        IF outcomes[v_append] <> ${outcomes.known} AND v_overtaken[p_stream_of[v_append]] THEN
          outcomes[v_append] := ${outcomes.overtaken};
          v_shift[v_append] := NULL;
        END IF;
      END LOOP;
    END IF;`;
}

const answer = `
  v_offset := 0;
  FOR v_append IN 1 .. v_appends LOOP
    IF outcomes[v_append] = ${outcomes.stored} THEN
      v_stream := p_stream_of[v_append];
      IF p_length[v_append] > 0 THEN
        v_tail[v_stream] := v_positions[(v_place[v_append] + v_offset + p_length[v_append])::integer];
      END IF;
      positions[v_append] := v_tail[v_stream];
    END IF;
    v_offset := v_offset + p_length[v_append];
  END LOOP;`;
