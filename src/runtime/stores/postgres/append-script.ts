import type { IncomingAppend } from '../incoming.js';
import {
  type AppendCall,
  appendEventOutcome,
  appendEventText,
  appendEventValues,
  type AppendOutcome,
  appendOutcomes,
  appendText,
  appendValues,
} from './append-call.js';
import type { Row } from './connection.js';
import type { Names } from './names.js';
import { textOf } from './record.js';
import { type ScriptPart, scriptPart } from './script.js';

/** Where and when an event was stored: its revision, its position, its time. */
export type Place = readonly unknown[];

export interface Appended {
  readonly outcomes: readonly AppendOutcome[];
  /** By the ids of the events that are stored now. */
  readonly places: ReadonlyMap<string, Place>;
}

/** An append as a part of a longer script, which goes on to use what was stored. */
export interface AppendScript {
  readonly parts: readonly ScriptPart[];
  /** @param results the rows of each part. Undefined where nothing was stored, and why is to be asked otherwise. */
  read(results: readonly (readonly Row[])[]): Appended | undefined;
}

/** For one event that was not tried before. */
export function eventScript(names: Names, append: IncomingAppend, call: AppendCall): AppendScript {
  return {
    parts: [scriptPart((parameter) => appendEventText(names, parameter), appendEventValues(append, call))],
    read([rows]) {
      const row = rows?.[0];
      const outcome = appendEventOutcome(row);
      if (outcome === undefined) return undefined;
      const places = append.records.map(({ id }) => [id, textOf(row?.[0]).split(' ')] as const);
      return { outcomes: [outcome], places: new Map(places) };
    },
  };
}

export function batchScript(names: Names, appends: readonly IncomingAppend[], call: AppendCall): AppendScript {
  const ids = appends.flatMap(({ records }) => records.map(({ id }) => id));
  return {
    parts: [
      scriptPart((parameter) => appendText(names, parameter), appendValues(appends, call)),
      scriptPart(
        (parameter) =>
          `SELECT id, revision, position, recorded_at FROM ${names.events} WHERE id = ANY (${parameter(0)}::uuid[])`,
        [ids],
      ),
    ],
    read([rows, stored = []]) {
      const places = stored.map(([id, ...place]) => [textOf(id), place] as const);
      return { outcomes: appendOutcomes(rows?.[0], appends.length), places: new Map(places) };
    },
  };
}
