import { describe, expect, it } from 'vitest';
import { createGroupCommit, groupCommitLimits, type Outcome } from '../../../../src/runtime/stores/group-commit.js';

/** Commits numbers together; those below zero fail. A commit ends when it is told to. */
function committer(): {
  readonly batches: (readonly number[])[];
  readonly commit: (jobs: readonly number[]) => Promise<readonly Outcome<string>[]>;
  readonly end: (error?: Error) => Promise<void>;
} {
  const batches: (readonly number[])[] = [];
  const under: { readonly jobs: readonly number[]; resolve(error?: Error): void }[] = [];
  return {
    batches,
    commit: (jobs) =>
      new Promise((resolve, reject) => {
        batches.push(jobs);
        const outcomes = jobs.map((job): Outcome<string> =>
          job < 0 ? { kind: 'failed', error: new Error(`${job} failed`) } : { kind: 'done', result: `${job} done` },
        );
        under.push({ jobs, resolve: (error) => (error === undefined ? resolve(outcomes) : reject(error)) });
      }),
    async end(error) {
      under.shift()?.resolve(error);
      await settled();
    },
  };
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('group commit', () => {
  it('commits at once what comes alone, and together what comes meanwhile', async () => {
    const { batches, commit, end } = committer();
    const { submit } = createGroupCommit(commit, { maxBatch: 10, maxDelay: 0 });
    const first = submit(1);
    await settled();
    const others = [submit(2), submit(3), submit(4)];
    await settled();
    expect(batches).toEqual([[1]]);
    await end();
    expect(await first).toBe('1 done');
    expect(batches).toEqual([[1], [2, 3, 4]]);
    await end();
    expect(await Promise.all(others)).toEqual(['2 done', '3 done', '4 done']);
  });

  it("takes calls of one moment together, and makes one's failure nobody else's", async () => {
    const { batches, commit, end } = committer();
    const { submit } = createGroupCommit(commit, { maxBatch: 10, maxDelay: 0 });
    const results = Promise.allSettled([submit(1), submit(-2), submit(3)]);
    await settled();
    expect(batches).toEqual([[1, -2, 3]]);
    await end();
    expect(await results).toEqual([
      { status: 'fulfilled', value: '1 done' },
      { status: 'rejected', reason: new Error('-2 failed') },
      { status: 'fulfilled', value: '3 done' },
    ]);
  });

  it('fails all of a batch that fails as a whole, and goes on', async () => {
    const { commit, end } = committer();
    const { submit } = createGroupCommit(commit, { maxBatch: 2, maxDelay: 0 });
    const results = Promise.allSettled([submit(1), submit(2), submit(3)]);
    await settled();
    await end(new Error('the disk is gone'));
    await end();
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('keeps within the bound of a batch, and has as many under way as there are lanes', async () => {
    const { batches, commit, end } = committer();
    const { submit } = createGroupCommit(commit, { maxBatch: 2, maxDelay: 0 }, { lanes: 2 });
    const results = Promise.all([1, 2, 3, 4, 5].map(submit));
    await settled();
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await end();
    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
    await end();
    await end();
    expect(await results).toHaveLength(5);
  });

  it('gives each lane its share, and keeps what is to be in order apart', async () => {
    const { batches, commit, end } = committer();
    const { submit } = createGroupCommit(
      commit,
      { maxBatch: 10, maxDelay: 0 },
      { lanes: 2, orderOf: (job) => String(job % 10) },
    );
    // 11 and 21 come after 1, and 12 after 2.
    const results = Promise.all([1, 2, 3, 11, 21, 12].map(submit));
    await settled();
    expect(batches).toEqual([
      [1, 2, 3],
      // Whatever lane is free: those before them are under way.
    ]);
    const more = Promise.all([4, 13, 5].map(submit));
    await settled();
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    await end();
    await end();
    await end();
    await end();
    expect(batches.flat().filter((job) => job % 10 === 1)).toEqual([1, 11, 21]);
    expect(batches.flat().sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 11, 12, 13, 21]);
    expect([await results, await more].flat()).toHaveLength(9);
  });

  it('waits for company as long as it may, and no longer than until a batch is full', async () => {
    const { batches, commit, end } = committer();
    const { submit } = createGroupCommit(commit, { maxBatch: 3, maxDelay: 20 });
    const first = [submit(1)];
    await settled();
    first.push(submit(2));
    await settled();
    expect(batches).toEqual([]);
    while (batches.length === 0) await settled();
    expect(batches).toEqual([[1, 2]]);
    await end();
    const second = [submit(3), submit(4), submit(5)];
    await settled();
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    await end();
    await Promise.all([...first, ...second]);
  });

  it('is drained when nothing waits and nothing is under way', async () => {
    const { commit, end } = committer();
    const { submit, drained } = createGroupCommit(commit, { maxBatch: 1, maxDelay: 0 });
    await drained();
    const results = Promise.all([submit(1), submit(2)]);
    let isDrained = false;
    const draining = drained().then(() => (isDrained = true));
    await end();
    await end();
    await settled();
    expect(isDrained).toBe(false);
    await end();
    await draining;
    expect(await results).toEqual(['1 done', '2 done']);
  });
});

describe('its limits', () => {
  it('are said or given, and checked', () => {
    expect(groupCommitLimits()).toEqual({ maxBatch: 500, maxDelay: 0 });
    expect(groupCommitLimits(false)).toEqual({ maxBatch: 1, maxDelay: 0 });
    expect(groupCommitLimits({ maxBatch: 7, maxDelay: 3 })).toEqual({ maxBatch: 7, maxDelay: 3 });
    expect(() => groupCommitLimits({ maxBatch: 0 })).toThrow(
      'groupCommit.maxBatch must be a whole number from 1 to 10000; it is 0',
    );
    expect(() => groupCommitLimits({ maxDelay: -1 })).toThrow(
      'groupCommit.maxDelay must be a whole number from 0 to 60000; it is -1',
    );
  });
});
