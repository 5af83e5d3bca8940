import type { Span } from '../diagnostics/span.js';

/** A hand-written step, as it was found in TypeScript. */
export interface WrittenStep {
  /** `undefined` where nothing around it tells. */
  readonly direction: StepDirection | undefined;
  /** The names of the contexts that it may belong to; empty where nothing around it tells. */
  readonly contexts: readonly string[];
  /** Of `MoneyWithdrawn@2.amount`: `amount`; `undefined` for a whole version. */
  readonly field: string | undefined;
  readonly span: Span;
  /** Its own code, then what that uses. */
  readonly parts: readonly [WrittenPart, ...WrittenPart[]];
}

export interface WrittenPart {
  readonly name: string | undefined;
  readonly span: Span;
  /** The fingerprint of its syntax tree. */
  readonly print: string;
}

/** An upcast makes the version that its key names of the one before; a downcast makes it of the one behind. */
export type StepDirection = 'upcast' | 'downcast';

/** All that was found, by event and version: `MoneyWithdrawn@2`. */
export type CustomCode = ReadonlyMap<string, readonly WrittenStep[]>;
