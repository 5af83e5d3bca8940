import type { EmitAggregate } from '../../emit/emit-input.js';
import type { EmittedCode } from '../emitted/load-emitted.js';
import type { OpenedAggregate } from '../open-aggregate.js';

/** An aggregate whose golden streams can be read. */
export interface GoldenSubject {
  readonly emit: EmitAggregate;
  readonly opened: OpenedAggregate;
  readonly fold: GoldenFold;
}

/** How events become a state, both as TypeScript sees them. */
export interface GoldenFold {
  readonly initial: unknown;
  reduce(state: unknown, event: object): unknown;
}

/**
 * The fold that was generated for an aggregate.
 *
 * @param reducers what is hand-written of it, by the event's name.
 */
export function openFold({ own }: EmitAggregate, { load }: EmittedCode, reducers: object = {}): GoldenFold {
  const { [own.initialState.name]: initial, [own.reduce.name]: reduce } = load(own.paths.state);
  if (typeof reduce !== 'function') throw new Error(`nothing generated is called ${own.reduce.name}`);
  return { initial, reduce: (state, event) => reduce(state, event, reducers) };
}
