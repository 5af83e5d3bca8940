import type { EmitAggregate } from '../emit/emit-input.js';
import { numbered } from '../emit/names.js';
import type { Chain } from './chain.js';
import { type EmittedAggregate, openEmitted } from './emitted/emitted-aggregate.js';
import type { EmittedCode } from './emitted/load-emitted.js';
import type { HandWritten } from './hand-written.js';
import { openChains } from './open-chain.js';
import { createValues } from './values/create-values.js';
import type { Instants } from './values/time-values.js';
import type { NoValues, Values } from './values/values.js';

/** An aggregate whose generated code runs. */
export interface OpenedAggregate {
  readonly code: EmittedAggregate;
  /** Of each event that is read at all. */
  readonly chains: readonly Chain[];
  /** Values of a version of an event, as they are stored. */
  valuesOf(chain: Chain, version: number): Values | NoValues;
}

/** @param written what is hand-written, where it is there: ways through it are left out otherwise. */
export function openAggregate(
  emit: EmitAggregate,
  code: EmittedCode,
  written: HandWritten | undefined,
): OpenedAggregate {
  const emitted = openEmitted(emit, code, written);
  const values = createValues(emit.context.types, instantsOf(emit));
  return {
    code: emitted,
    chains: openChains({ emit, code: emitted, written }),
    valuesOf: ({ event }, version) => values(numbered(event.versions, version).shape),
  };
}

/** A text of an instant that is written otherwise comes back in another form of the same. */
function instantsOf({ options }: EmitAggregate): Instants {
  switch (options.timestamps) {
    case 'string':
      return 'any';
    case 'date':
      return 'milliseconds';
    case 'temporal':
      return 'shortest';
  }
}
