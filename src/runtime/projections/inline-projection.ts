import type { AnyEvent } from '../event.js';
import type { Projection } from '../projection.js';
import { createProjector, type ProjectorOptions } from './create-projector.js';
import type { InlineTarget } from './inline.js';

/** A projection that is to be kept inline, whatever its rows are. */
export interface InlineProjection extends InlineTarget {
  readonly effectsInRebuild: boolean;
}

export interface InlineProjectionOptions<Event extends AnyEvent, Sources extends string> extends Pick<
  ProjectorOptions<Event, Sources>,
  'aggregates' | 'cachedRows'
> {
  /** The name of the table in the database; the declared one by default. */
  readonly tableName?: string;
  /**
   * Whether custom handlers are told `isReplay: false` also while the rows are built anew, so that whatever they do
   * outside of the database happens again; `false` by default.
   */
  readonly effectsInRebuild?: boolean;
}

/** A projection for `withInlineProjections`. @throws StoreError `INVALID_ARGUMENT` */
export function inlineProjection<Row, Key, Event extends AnyEvent, Sources extends string>(
  projection: Projection<Row, Key, Event, Sources>,
  options: InlineProjectionOptions<Event, Sources>,
): InlineProjection {
  const { tableName = projection.table.name, effectsInRebuild = false } = options;
  const projector = createProjector(projection, options);
  return {
    key: { projection: projection.name, fingerprint: projection.fingerprint, partition: 0 },
    table: { ...projection.table, name: tableName },
    categories: projector.categories,
    effectsInRebuild,
    apply: projector.apply,
    fold: (transaction, records) => projector.fold(transaction, tableName, records),
    forget: projector.forget,
    touchedBy: projector.touchedBy,
  };
}
