/** What the commands use of the project's own `@varve/runtime`, which may be of another version than this one. */
export interface ProjectionsRuntime {
  projectionStatus(request: Request & { readonly countRows: boolean }): Promise<readonly BuildStatus[]>;
  verifyProjection(request: Place & { readonly projection: RunnableProjection }): Promise<Verified>;
  runProjections(request: Request & RunnerHooks): Promise<Runner>;
  rebuildInlineProjection(request: Pick<Place, 'store'> & { readonly projection: RunnableProjection }): Promise<void>;
}

/** What an `asyncProjection` is. */
export interface RunnableProjection {
  readonly name: string;
  readonly fingerprint: string;
}

export interface Place {
  readonly store: Closable;
  readonly tables: unknown;
}

export interface Closable {
  close(): Promise<void>;
}

export interface Request extends Place {
  readonly projections: readonly RunnableProjection[];
}

export interface RunnerHooks {
  readonly onError: (projection: string, error: unknown) => void;
}

export interface BuildStatus {
  readonly projection: string;
  readonly fingerprint: string;
  readonly partition: number;
  readonly state: string;
  readonly isCurrent: boolean;
  readonly table: string;
  readonly position: bigint;
  readonly lag: bigint;
  readonly rows?: number;
  readonly parked: number;
}

export interface Verified {
  readonly projection: string;
  readonly position: bigint;
  readonly rows: number;
  readonly differing: number;
  readonly differences: readonly {
    readonly key: unknown;
    readonly found?: unknown;
    readonly expected?: unknown;
  }[];
}

export interface Runner {
  caughtUp(options: { readonly timeout: number }): Promise<void>;
  rebuild(projection: string): Promise<void>;
  stop(): Promise<void>;
}

/** Why it cannot be done, for whoever called the command. */
export class ProjectionsProblem extends Error {
  override readonly name = 'ProjectionsProblem';
}
