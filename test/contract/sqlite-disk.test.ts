import { execFileSync, spawn } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../src/runtime/store.js';
import { type CompiledPrograms, compilePrograms } from './processes/compile.js';

// What a disk can do to a file: have no room, take no writes, keep only a part of what was written.

let programs: CompiledPrograms | undefined;
let folder: string;
let file: string;

beforeAll(() => {
  programs = compilePrograms();
});
afterAll(() => programs?.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-disk-'));
  file = join(folder, 'events.db');
});
afterEach(() => rm(folder, { recursive: true }));

const event = { type: 'ItemAdded', version: 1, data: '{"sku":"A1"}' };

interface Report {
  readonly acknowledged: number;
  readonly failed: unknown;
  readonly count: number | undefined;
}

/** Appends until the store refuses, in a process of its own. */
async function untilFailure(
  size: number,
  limits: { readonly blocks?: number; readonly uid?: number },
): Promise<Report> {
  if (programs === undefined) throw new Error('the programs are compiled before the tests');
  const args = [process.execPath, programs.program('until-failure'), file, `${size}`];
  const { blocks, uid } = limits;
  const command = blocks === undefined ? 'exec "$@"' : `ulimit -f ${blocks}; exec "$@"`;
  const child = spawn('/bin/sh', ['-c', command, 'sh', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await new Promise((resolve) => child.on('close', resolve));
  const lines = output
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line) => JSON.parse(line) as { readonly revision?: number; readonly failed?: unknown; readonly count?: number },
    );
  const last = lines.at(-1);
  return { acknowledged: lines.filter(({ revision }) => revision).length, failed: last?.failed, count: last?.count };
}

async function readAll(path: string): Promise<StoredRecord[]> {
  const store = await openSqliteStore(path);
  const records: StoredRecord[] = [];
  for await (const page of store.readAll()) records.push(...page);
  await store.close();
  return records;
}

/** Every event that is there is whole, in its place, and so is the append that it came with. */
function expectSound(records: readonly StoredRecord[], length: number): void {
  expect(records.map(({ revision }) => revision)).toEqual(records.map((_, index) => index + 1));
  expect(records.length % length).toBe(0);
}

describe('a file that may not grow', () => {
  it('fails an append, keeps what was acknowledged, can be read, and is sound for the next', async () => {
    const { acknowledged, failed, count } = await untilFailure(20_000, { blocks: 2000 });
    expect(failed).toBe('FAILED');
    expect(acknowledged).toBeGreaterThan(3);
    expect(count).toBe(acknowledged * 2);
    const stored = await readAll(file);
    expect(stored).toHaveLength(acknowledged * 2);
    expectSound(stored, 2);
    const store = await openSqliteStore(file);
    expect((await store.append('Cart-1', [event], { expected: stored.length })).revision).toBe(stored.length + 1);
    await store.close();
  });
});

/** Why no disk of a few megabytes can be made here; `undefined` where one can. */
function obstacleToMounting(): string | undefined {
  const probe = `/tmp/varve-mount-${process.pid}`;
  try {
    execFileSync(
      '/bin/sh',
      [
        '-c',
        `mkdir ${probe} && mount -t tmpfs -o size=1m tmpfs ${probe}; s=$?; umount ${probe}; rmdir ${probe}; exit $s`,
      ],
      { stdio: 'ignore' },
    );
    return undefined;
  } catch {
    return 'a small disk cannot be mounted here';
  }
}

const unmountable = obstacleToMounting();

describe('a disk that is full', () => {
  // oxlint-disable-next-line vitest/no-disabled-tests, vitest/no-conditional-tests -- what cannot be tried is listed, not passed over
  it.skipIf(unmountable !== undefined)(
    `is FULL, keeps what was acknowledged, and goes on when there is room again${unmountable ? ` (skipped: ${unmountable})` : ''}`,
    async () => {
      const disk = join(folder, 'disk');
      await mkdir(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
      try {
        await writeFile(join(disk, 'ballast'), Buffer.alloc(1_500_000));
        file = join(disk, 'events.db');
        const { acknowledged, failed, count } = await untilFailure(20_000, {});
        expect(failed).toBe('FULL');
        expect(acknowledged).toBeGreaterThan(3);
        expect(count).toBe(acknowledged * 2);
        expectSound(await readAll(file), 2);
        await rm(join(disk, 'ballast'));
        const store = await openSqliteStore(file);
        expect((await store.append('Cart-1', [event], { expected: acknowledged * 2 })).revision).toBe(
          acknowledged * 2 + 1,
        );
        await store.close();
      } finally {
        execFileSync('umount', [disk]);
      }
    },
  );
});

const isRoot = process.getuid?.() === 0;
/** Root may write everywhere: then the process is run as nobody. */
const reader = isRoot ? { uid: 65_534 } : {};

describe('a file that is read-only', () => {
  beforeEach(async () => {
    const store = await openSqliteStore(file);
    await store.append('Cart-1', [event, event]);
    await store.close();
  });

  it('is READ_ONLY, and can be read, where its folder takes writes', async () => {
    await chmod(folder, 0o777);
    await chmod(file, 0o444);
    expect(await untilFailure(10, reader)).toEqual({ acknowledged: 0, failed: 'READ_ONLY', count: 2 });
    await chmod(file, 0o644);
    expectSound(await readAll(file), 2);
  });

  it('is READ_ONLY where its folder takes no writes either', async () => {
    await chmod(file, 0o444);
    await chmod(folder, 0o555);
    const report = await untilFailure(10, reader);
    await chmod(folder, 0o755);
    expect(report).toMatchObject({ acknowledged: 0, failed: 'READ_ONLY' });
    expectSound(await readAll(file), 2);
  });
});

describe('a write-ahead log of which only a part was kept', () => {
  const appends = 40;

  /** The files as a process leaves them that is killed: with a write-ahead log. */
  async function leaveLog(): Promise<string> {
    const store = await openSqliteStore(file);
    for (let index = 0; index < appends; index++) await store.append('Cart-1', [event, event, event]);
    const copy = join(folder, 'copy.db');
    await copyFile(file, copy);
    await copyFile(`${file}-wal`, `${copy}-wal`);
    await store.close();
    return copy;
  }

  it('loses the last appends, never a part of one, wherever it was cut', async () => {
    const copy = await leaveLog();
    const { size } = await stat(`${copy}-wal`);
    const kept: number[] = [];
    for (let part = 0; part <= 20; part++) {
      const path = join(folder, `cut-${part}.db`);
      await copyFile(copy, path);
      await copyFile(`${copy}-wal`, `${path}-wal`);
      await truncate(`${path}-wal`, Math.floor((size * part) / 20));
      const stored = await readAll(path);
      expectSound(stored, 3);
      kept.push(stored.length);
      const store = await openSqliteStore(path);
      expect((await store.append('Cart-1', [event])).revision).toBe(stored.length + 1);
      await store.close();
    }
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    expect([kept[0], kept.at(-1)]).toEqual([0, appends * 3]);
  });

  it('loses what stands behind damage, never a part of an append', async () => {
    const copy = await leaveLog();
    const log = await readFile(`${copy}-wal`);
    for (let part = 1; part < 10; part++) {
      const path = join(folder, `damaged-${part}.db`);
      await copyFile(copy, path);
      const damaged = Buffer.from(log);
      damaged.fill(0x5a, Math.floor((log.length * part) / 10), Math.floor((log.length * part) / 10) + 64);
      await writeFile(`${path}-wal`, damaged);
      expectSound(await readAll(path), 3);
    }
  });
});
