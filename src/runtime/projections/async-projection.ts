import type { AnyEvent } from '../event.js';
import type { Projection } from '../projection.js';
import { checkInteger, invalidArgument } from '../stores/arguments.js';
import { createProjector, type Projector, type ProjectorOptions } from './create-projector.js';
import { checkShape, checkTableName } from './dialect.js';
import type { TableShape } from './projection-tables.js';
import { partitionOf } from './runner/partition-of.js';

/** What becomes of an event that a projection cannot take, when trying again does not help. */
export type PoisonChoice = 'stop' | 'park';

export interface AsyncProjectionOptions<Event extends AnyEvent, Sources extends string> extends Pick<
  ProjectorOptions<Event, Sources>,
  'aggregates' | 'cachedRows'
> {
  /**
   * Into how many parts the rows are divided by their keys, from 1 (the default) to 256: as many processes can share the
   * work. With another number the projection is built anew. A projection whose custom handlers decide which rows an event
   * touches cannot be divided: it fails with a StoreError `UNSUPPORTED` at the first such event.
   */
  readonly partitions?: number;
  /**
   * Where an event cannot be taken: `'stop'` (the default) stops this projection with a ProjectionError, `'park'` puts
   * the event aside and goes on.
   */
  readonly onPoison?: PoisonChoice;
  /** How often to try an event before it counts as one that cannot be taken; from 1, 5 by default. */
  readonly attempts?: number;
  /**
   * Whether custom handlers are told `isReplay: false` also while the rows are built anew, so that whatever they do
   * outside of the database happens again; `false` by default.
   */
  readonly effectsInRebuild?: boolean;
  /**
   * Whether rows that appends keep are taken over from them; by default the runner fails with `UNSUPPORTED`, so that nobody
   * loses by mistake what inline rows are for. Those who append with the projection leave the rows alone from then on.
   */
  readonly fromInline?: boolean;
}

/** A projection that is to be kept by a runner, whatever its rows are. */
export interface AsyncProjection {
  readonly name: string;
  /** Of the projection's code and its partitions: rows of another one are built anew. */
  readonly fingerprint: string;
  readonly table: TableShape;
  readonly partitions: number;
  /** Of the streams whose events it reads. */
  readonly categories: readonly string[];
  readonly onPoison: PoisonChoice;
  readonly attempts: number;
  readonly effectsInRebuild: boolean;
  readonly fromInline: boolean;
  /** A projector that knows of no rows yet. */
  projector(partition: number): Projector;
}

/** A projection for `runProjections`. @throws StoreError `INVALID_ARGUMENT` */
export function asyncProjection<Row, Key, Event extends AnyEvent, Sources extends string>(
  projection: Projection<Row, Key, Event, Sources>,
  options: AsyncProjectionOptions<Event, Sources>,
): AsyncProjection {
  const { aggregates, cachedRows, partitions = 1, onPoison = 'stop', attempts = 5 } = options;
  const { effectsInRebuild = false, fromInline = false } = options;
  checkInteger('partitions', partitions, 1, 256);
  checkInteger('attempts', attempts, 1);
  if (onPoison !== 'stop' && onPoison !== 'park') throw invalidArgument(`onPoison must be 'stop' or 'park'`);
  checkShape(projection.table);
  checkTableName(projection.table.name);
  const projector = (partition: number): Projector =>
    createProjector(projection, {
      aggregates,
      ...(cachedRows === undefined ? {} : { cachedRows }),
      ...(partitions === 1 ? {} : { isMine: (keyText) => partitionOf(keyText, partitions) === partition }),
    });
  return {
    name: projection.name,
    fingerprint: partitions === 1 ? projection.fingerprint : `${projection.fingerprint}/${partitions}`,
    table: projection.table,
    partitions,
    categories: projector(0).categories,
    onPoison,
    attempts,
    effectsInRebuild,
    fromInline,
    projector,
  };
}
