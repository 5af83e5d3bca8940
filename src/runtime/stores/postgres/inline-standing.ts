import { StoreError } from '../../errors.js';
import type { InlineTarget } from '../../projections/inline.js';
import type { Row } from './connection.js';
import { codeOf } from './failure.js';
import type { LockedRows } from './inline-locks.js';
import type { Names } from './names.js';
import { type ScriptPart, scriptPart } from './script.js';

/** What becomes of the rows of targets, as the builds say. */
export interface Standing {
  /** Whose rows this process keeps. */
  readonly kept: readonly InlineTarget[];
  /** Those of them in whose rows something is missing that others appended. */
  readonly behind: readonly InlineTarget[];
  /** Projections whose rows another version keeps, with the tables of these. */
  readonly others: readonly LockedRows[];
  /** Tells standings apart. */
  readonly text: string;
}

/** How it is when nobody has made other rows. */
export function usualStanding(targets: readonly InlineTarget[]): Standing {
  return standing(targets, [], []);
}

/** How it is when what is behind was taken up. */
export function takenUp({ kept, others }: Standing): Standing {
  return standing(kept, [], others);
}

/** What `standingOf` reads. To be asked when the builds cannot change any more: whoever changes them keeps appends away. */
export function buildsPart({ builds }: Names, targets: readonly InlineTarget[]): ScriptPart {
  return scriptPart(
    (parameter) => `SELECT projection, fingerprint, table_name, state FROM ${builds}
      WHERE state IN ('inline', 'behind', 'live') AND projection = ANY (${parameter(0)}::text[])`,
    [targets.map(({ key }) => key.projection)],
  );
}

/** @throws StoreError `FAILED` where a projection has no rows any more. */
export function standingOf(targets: readonly InlineTarget[], builds: readonly Row[]): Standing {
  const [kept, behind, others]: [InlineTarget[], InlineTarget[], LockedRows[]] = [[], [], []];
  for (const target of targets) {
    const { key, table } = target;
    const all = builds.filter(([projection]) => projection === key.projection);
    const inline = all.filter(([, , , state]) => state !== 'live');
    const mine = inline.find(([, fingerprint, name]) => fingerprint === key.fingerprint && name === table.name);
    if (mine !== undefined) {
      kept.push(target);
      if (mine[3] === 'behind') behind.push(target);
    } else if (all.length === 0) {
      throw new StoreError('FAILED', `${key.projection} has no rows any more`);
    }
    if (mine !== undefined) continue;
    for (const [, , name] of inline)
      others.push({ table: { ...table, name: String(name) }, keys: [], isComplete: false });
  }
  return standing(kept, behind, others);
}

/**
 * Says of the rows that another version keeps that they are behind from an event on. Their tables must be locked as wholes
 * since before the position was drawn: then every event in front of it is in the rows.
 */
export function behindPart({ builds }: Names, { others }: Standing, position: bigint): ScriptPart {
  return scriptPart(
    (parameter) => `UPDATE ${builds} SET state = 'behind', position = ${parameter(0)}::bigint
      WHERE state = 'inline' AND table_name = ANY (${parameter(1)}::text[])`,
    [position - 1n, others.map(({ table }) => table.name)],
  );
}

/** Whether an error may come of a table that others have put in the place of the one that was meant. */
export function mayBeOfOtherRows(error: unknown): boolean {
  return /^(?:22|42)/u.test(codeOf(error) ?? '');
}

function standing(
  kept: readonly InlineTarget[],
  behind: readonly InlineTarget[],
  others: readonly LockedRows[],
): Standing {
  const names = [
    kept.map(({ key }) => key.projection),
    behind.map(({ key }) => key.projection),
    others.map(({ table }) => table.name),
  ];
  return { kept, behind, others, text: JSON.stringify(names) };
}
