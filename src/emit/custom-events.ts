import { type Aggregate, type Event, readableEvents } from '../model/model.js';

/** The events of an aggregate whose reducers are hand-written. */
export function customEvents(aggregate: Aggregate): readonly Event[] {
  return readableEvents(aggregate).filter(({ name }) => aggregate.state.folds.get(name)?.kind === 'custom');
}
