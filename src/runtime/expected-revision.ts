/**
 * What an append expects of its stream: a revision (0 is an empty stream), `'absent'` (no event yet), `'present'` (one
 * event at least) or `'any'`.
 */
export type ExpectedRevision = number | 'absent' | 'present' | 'any';
