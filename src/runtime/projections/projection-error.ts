import { VarveError } from '../errors.js';

export interface ProjectionFacts {
  readonly projection: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  /** The type as stored. */
  readonly type: string;
}

/**
 * A projection cannot take an event: it cannot be read, its handler failed, or the row that it makes cannot be kept
 * (`cause` says which). Nothing of the batch that it was in is kept.
 */
export class ProjectionError extends VarveError implements ProjectionFacts {
  override readonly name = 'ProjectionError';
  readonly code = 'PROJECTION';
  readonly projection: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly type: string;

  constructor({ projection, stream, revision, position, type }: ProjectionFacts, options?: ErrorOptions) {
    const why = options?.cause instanceof Error ? `: ${options.cause.message}` : '';
    super(
      `${projection} cannot take event ${revision} of stream ${JSON.stringify(stream)}, ${JSON.stringify(type)} at position ${position}${why}`,
      options,
    );
    this.projection = projection;
    this.stream = stream;
    this.revision = revision;
    this.position = position;
    this.type = type;
  }
}
