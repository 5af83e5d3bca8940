import { checkInteger } from './arguments.js';

/** How appends that wait together are committed together. */
export interface GroupCommitOptions {
  /** The most appends in one commit; 500 by default. 1 commits each on its own. */
  readonly maxBatch?: number;
  /**
   * For how many milliseconds an append may wait for others to join it; 0 by default. Those that come while a commit is
   * under way wait for it anyway, and go together then: that is enough under load, and costs nothing without.
   */
  readonly maxDelay?: number;
}

export interface GroupCommitLimits {
  readonly maxBatch: number;
  /** In milliseconds. */
  readonly maxDelay: number;
}

/**
 * `false` commits each append on its own.
 *
 * @throws StoreError `INVALID_ARGUMENT`
 */
export function groupCommitLimits(options: GroupCommitOptions | boolean = true): GroupCommitLimits {
  const { maxBatch = 500, maxDelay = 0 }: GroupCommitOptions =
    typeof options === 'boolean' ? (options ? {} : { maxBatch: 1 }) : options;
  checkInteger('groupCommit.maxBatch', maxBatch, 1, 10_000);
  checkInteger('groupCommit.maxDelay', maxDelay, 0, 60_000);
  return { maxBatch, maxDelay };
}

/** What became of one of the jobs that were committed together. */
export type Outcome<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface GroupCommit<Job, Result> {
  /** Settles with what became of this job, whatever becomes of those beside it. */
  submit(job: Job): Promise<Result>;
  /** The same for who keeps promises of their own. */
  enqueue(job: Job, tell: (outcome: Outcome<Result>) => void): void;
  /** Settles when nothing waits and nothing is under way any more. */
  drained(): Promise<void>;
}

const silent = 'a commit said nothing of one of its jobs';

interface Waiting<Job, Result> {
  readonly job: Job;
  /** When it came, in milliseconds on the clock of `performance.now()`. */
  readonly since: number;
  readonly tell: (outcome: Outcome<Result>) => void;
}

export interface GroupCommitLanes<Job> {
  /** How many batches may be under way at once; 1 by default. Each then has its share of the jobs that there are. */
  readonly lanes?: number;
  /**
   * Says which jobs are to be committed in the order of their calls: while one is under way, others with the same text
   * wait. Needed where there are several lanes, if the order matters at all.
   */
  readonly orderOf?: (job: Job) => string;
}

/**
 * Gathers jobs while others are committed (group commit: DeWitt et al., Implementation Techniques for Main Memory
 * Database Systems, SIGMOD 1984).
 *
 * @param commit commits jobs together, in their order, and says what became of each. Where it throws, none lasts and each
 * fails with that error.
 */
export function createGroupCommit<Job, Result>(
  commit: (jobs: readonly Job[]) => Promise<readonly Outcome<Result>[]>,
  { maxBatch, maxDelay }: GroupCommitLimits,
  { lanes = 1, orderOf }: GroupCommitLanes<Job> = {},
): GroupCommit<Job, Result> {
  let waiting: Waiting<Job, Result>[] = [];
  let underWay = 0;
  let jobsUnderWay = 0;
  const ordersUnderWay = new Set<string>();
  let isScheduled = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let idle: (() => void)[] = [];

  const schedule = (): void => {
    const [first] = waiting;
    if (isScheduled || first === undefined || underWay >= lanes) return;
    if (maxDelay > 0 && waiting.length < maxBatch) {
      timer ??= setTimeout(start, Math.max(0, first.since + maxDelay - performance.now()));
      return;
    }
    isScheduled = true;
    // After the calls that are being made right now have all been heard.
    queueMicrotask(start);
  };

  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    isScheduled = false;
    if (underWay >= lanes || waiting.length === 0) return;
    const batch = takeBatch();
    if (batch.length === 0) return;
    const orders = orderOf === undefined || lanes === 1 ? [] : batch.map(({ job }) => orderOf(job));
    for (const order of orders) ordersUnderWay.add(order);
    underWay += 1;
    jobsUnderWay += batch.length;
    void commitBatch(batch).then(() => {
      for (const order of orders) ordersUnderWay.delete(order);
      jobsUnderWay -= batch.length;
      finish();
    });
    schedule();
  };

  const takeBatch = (): readonly Waiting<Job, Result>[] => {
    const share = lanes === Infinity ? 1 : Math.ceil((waiting.length + jobsUnderWay) / lanes);
    const most = Math.min(maxBatch, share);
    if (ordersUnderWay.size === 0 || orderOf === undefined) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      return batch;
    }
    const batch: Waiting<Job, Result>[] = [];
    const rest: Waiting<Job, Result>[] = [];
    for (const each of waiting) {
      if (batch.length < most && !ordersUnderWay.has(orderOf(each.job))) batch.push(each);
      else rest.push(each);
    }
    waiting = rest;
    return batch;
  };

  const commitBatch = async (batch: readonly Waiting<Job, Result>[]): Promise<void> => {
    try {
      const outcomes = await commit(batch.map(({ job }) => job));
      batch.forEach(({ tell }, index) => tell(outcomes[index] ?? { kind: 'failed', error: new Error(silent) }));
    } catch (error) {
      for (const { tell } of batch) tell({ kind: 'failed', error });
    }
  };

  const finish = (): void => {
    underWay -= 1;
    schedule();
    if (underWay > 0 || waiting.length > 0) return;
    const told = idle;
    idle = [];
    for (const tell of told) tell();
  };

  const enqueue = (job: Job, tell: (outcome: Outcome<Result>) => void): void => {
    waiting.push({ job, since: maxDelay > 0 ? performance.now() : 0, tell });
    schedule();
  };

  return {
    submit: (job) =>
      new Promise((resolve, reject) => {
        enqueue(job, (outcome) => (outcome.kind === 'done' ? resolve(outcome.result) : reject(outcome.error)));
      }),
    enqueue,
    drained: () =>
      new Promise((resolve) => {
        if (underWay === 0 && waiting.length === 0) resolve();
        else idle.push(resolve);
      }),
  };
}
