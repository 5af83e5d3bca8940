import * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';
import { isDate, isTimestamp } from '../../model/text-formats.js';
import { leafValues } from './leaf-values.js';
import type { NoValues, Values } from './values.js';

/**
 * Which texts of an instant are made: any that may be stored, or only those that are written where a `timestamp` is a
 * `Date` (three digits of a second) or a `Temporal.Instant` (as many as it takes).
 */
export type Instants = 'any' | 'milliseconds' | 'shortest';

const [first, last] = [new Date('0000-01-01T00:00:00.000Z'), new Date('9999-12-31T23:59:59.999Z')];
const moments = fc.date({ min: first, max: last, noInvalidDate: true });

const instants: Readonly<Record<Instants, readonly string[]>> = {
  milliseconds: [
    '2026-11-23T09:30:00.000Z',
    '1970-01-01T00:00:00.000Z',
    '0000-01-01T00:00:00.000Z',
    '2024-02-29T23:59:59.999Z',
    '9999-12-31T23:59:59.999Z',
  ],
  shortest: [
    '2026-11-23T09:30:00Z',
    '1970-01-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2024-02-29T23:59:59.999999999Z',
    '1969-12-31T23:59:59.5Z',
  ],
  any: [
    '2026-11-23T09:30:00.000Z',
    '1970-01-01T00:00:00Z',
    '0000-01-01T00:00:00.000Z',
    '2024-02-29T23:59:59.999999999Z',
    '1969-12-31T23:59:59.5Z',
    '2026-11-23T09:30:00.120Z',
  ],
};

export function timestampValues(form: Instants): Values | NoValues {
  const base = moments.map(
    (moment): Json => (form === 'shortest' ? moment.toISOString().replace(/\.?0*Z$/u, 'Z') : moment.toISOString()),
    momentOf,
  );
  return leafValues({ base, edges: instants[form], isValid: isText(isTimestamp), none: 'no instant was found' });
}

export function dateValues(): Values | NoValues {
  const base = moments.map((moment): Json => moment.toISOString().slice(0, 10), momentOf);
  const edges = ['2026-11-23', '1970-01-01', '2024-02-29', '0000-01-01', '9999-12-31'];
  return leafValues({ base, edges, isValid: isText(isDate), none: 'no day was found' });
}

function isText(isValid: (text: string) => boolean): (value: Json) => boolean {
  return (value) => typeof value === 'string' && isValid(value);
}

function momentOf(value: unknown): Date {
  const moment = new Date(String(value));
  if (Number.isNaN(moment.getTime())) throw new Error('only days and instants are made');
  return moment;
}
