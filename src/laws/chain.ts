import type { Json } from '../language/syntax.js';
import type { Event } from '../model/model.js';

/**
 * The history of one event as what runs it: generated code on the one hand, the plans that it was generated from on the
 * other. Versions are 1 to `newest`. Typed data is what TypeScript sees; what is `Json` is as it is stored. Whatever is
 * given a value may refuse it by a typed error, and nothing keeps or shares what it is given.
 */
export interface Chain {
  readonly event: Event;
  /** `Cart.ItemAdded` */
  readonly label: string;
  readonly newest: number;
  /** The oldest version of which the way to the newest is there: hand-written steps may not be. */
  readonly oldest: number;
  /** Whether a way goes through what is hand-written. */
  isHandMade(version: number): boolean;

  /** Stored data as typed. */
  parse(version: number, json: Json): unknown;
  /** What a version's check says of a value as it is stored. */
  problem(version: number, stored: unknown): string | undefined;
  /** To the next version. */
  step(version: number, data: unknown): unknown;
  /** Straight to the newest version, by one function; of the newest, as it is. */
  straight(version: number, data: unknown): unknown;
  /** As a codec reads it. Not there where the event is read as others. */
  readonly read: ((version: number, json: Json) => unknown) | undefined;
  /** Whether stored data of the newest version is read as it is, because its types look the same in TypeScript. */
  readonly isReadAsStored: boolean;

  /** To the version before; `undefined` where there is no way. */
  stepBack(version: number): ((json: Json) => unknown) | undefined;
  /** From the newest straight to an older version. */
  straightBack(version: number): ((json: Json) => unknown) | undefined;

  /** What the plans say that it comes to. */
  readonly planned: PlannedChain;
  /** What it is read as, where that is other events. */
  readonly split: ChainSplit | undefined;
}

/** The interpreter of plans, on data as it is stored. */
export interface PlannedChain {
  step(version: number, json: Json): Json;
  stepBack(version: number, json: Json): Json;
  /** Whether some rule on the way from a version to a newer one may refuse a value, as `parse` may. */
  mayRefuse(from: number, to: number): boolean;
  /** Whether the step to the next version keeps all there is, so that it can be undone to the letter. */
  isExact(version: number): boolean;
}

export interface ChainSplit {
  /** The events that it may be read as, in order, each with the version that a part is made in. */
  readonly parts: readonly { readonly chain: Chain; readonly version: number }[];
  /** As a codec reads it. */
  read(version: number, json: Json): readonly ReadPart[];
  /** What the plan makes of data of the event's newest version: the parts that there are, by their place in the list. */
  planned(json: Json): readonly { readonly index: number; readonly data: Json }[];
}

export interface ReadPart {
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
  readonly index: number;
}
