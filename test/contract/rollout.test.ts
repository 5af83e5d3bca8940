import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../src/runtime/store.js';
import { createProject, type Project, repository } from '../cli/project.js';
import type { Command, Question, Seen } from './rollout/protocol.js';

const fixtures = join(import.meta.dirname, 'rollout');
const fixture = (name: string): string => readFileSync(join(fixtures, name), 'utf8');
const [ada, ben] = ['a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000002'];

/** The build from before the change; the new one that writes as the old; and the new one whose pins are lifted. */
type BuildName = 'old' | 'pinned' | 'lifted';

const builds = new Map<BuildName, Project>();
let folder: string;
let file: string;
const running = new Set<Build>();

beforeAll(async () => {
  const pinned = fixture('new.varve.yaml');
  const lifted = pinned.replaceAll(/^ +pin: 1\n/gmu, '');
  await build('old', fixture('old.varve.yaml'), 'old-bank.ts');
  await build('pinned', pinned, 'new-bank.ts');
  await build('lifted', lifted, 'new-bank.ts');
}, 120_000);
afterAll(() => builds.forEach((project) => project.dispose()));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-rollout-'));
  file = join(folder, 'bank.db');
});
afterEach(async () => {
  for (const each of running) each.child.kill('SIGKILL');
  running.clear();
  await rm(folder, { recursive: true });
});

/** Generated, compiled, and ready to start. */
async function build(name: BuildName, schema: string, bank: string): Promise<void> {
  const project = createProject({
    'schemas/bank.varve.yaml': schema,
    'src/bank.ts': fixture(bank),
    'src/protocol.ts': fixture('protocol.ts'),
    'src/program.ts': fixture('program.ts'),
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({
      extends: join(repository, 'tsconfig.base.json'),
      compilerOptions: {
        rootDir: '.',
        outDir: 'dist',
        declaration: false,
        isolatedDeclarations: false,
        types: ['node'],
      },
      include: ['src', 'generated'],
    }),
  });
  builds.set(name, project);
  symlinkSync(join(repository, 'node_modules/@types'), join(project.cwd, 'node_modules/@types'), 'dir');
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  for (const { code, stdout, stderr } of [
    await project.varve('generate', '--quiet'),
    await project.run(process.execPath, tsc),
  ]) {
    if (code !== 0) throw new Error(`the build ${name} fails:\n${stdout}${stderr}`);
  }
}

interface Build {
  readonly child: ChildProcess;
  ask(question: Question): Promise<unknown>;
  /** What it says instead of an answer. */
  fail(question: Question): Promise<unknown>;
  stop(): Promise<void>;
}

/** A process of a build over the database; it follows what is stored from its start. */
function start(name: BuildName): Build {
  const project = builds.get(name);
  if (project === undefined) throw new Error(`there is no build ${name}`);
  const child = spawn(process.execPath, [join(project.cwd, 'dist/src/program.js'), file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const say = async (question: Question): Promise<{ value?: unknown; error?: unknown }> => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${name} ended with ${await ended} instead of answering`);
    return JSON.parse(value) as { value?: unknown; error?: unknown };
  };
  const started: Build = {
    child,
    async ask(question) {
      const { value, error } = await say(question);
      expect(error).toBeUndefined();
      return value;
    },
    async fail(question) {
      const { value, error } = await say(question);
      expect(value).toBeUndefined();
      return error;
    },
    async stop() {
      child.stdin.end();
      expect(await ended).toBe(0);
      running.delete(started);
    },
  };
  running.add(started);
  return started;
}

const open = (owner: string, tier: 'basic' | 'pro' | 'trial'): Command => ({ event: 'open', owner, tier });
const deposit = (cents: number, currency: 'EUR' | 'USD' = 'EUR'): Command => ({ event: 'deposit', cents, currency });
const withdraw = (cents: number, country: string, ...tags: readonly string[]): Command => ({
  event: 'withdraw',
  cents,
  currency: 'EUR',
  tags,
  country,
});

async function stored(): Promise<readonly StoredRecord[]> {
  const store = await openSqliteStore(file);
  const records: StoredRecord[] = [];
  for await (const page of store.readAll()) records.push(...page);
  await store.close();
  return records;
}

async function storedVersions(): Promise<readonly string[]> {
  return [...new Set((await stored()).map(({ type, version }) => `${type}@${version}`))].sort();
}

/** All of them see the same: loaded, folded, event by event, followed and projected. */
async function expectAlike(together: readonly Build[], expected: Readonly<Record<string, Seen>>): Promise<void> {
  const records = await stored();
  for (const account of Object.keys(expected)) {
    const revision = records.filter(({ stream }) => stream === `Account-${account}`).length;
    const same = { revision, seen: expected[account], fromTheStart: expected[account], snapshotErrors: [] };
    const histories = await Promise.all(together.map((each) => each.ask({ ask: 'history', account })));
    for (const each of together) expect(await each.ask({ ask: 'load', account })).toEqual(same);
    for (const history of histories) expect(history).toEqual(histories[0]);
    expect(histories[0]).toHaveLength(revision);
  }
  const followed = records.map(({ id, type }) => `${id} ${type}`);
  const totals = await Promise.all(together.map((each) => each.ask({ ask: 'totals' })));
  for (const each of together) expect(await each.ask({ ask: 'follow', events: records.length })).toEqual(followed);
  for (const each of totals) expect(each).toEqual(totals[0]);
}

const allAtOne = ['Deposited@1', 'Opened@1', 'Withdrawn@1'];

describe('a deployment that rolls out, two builds over one database', () => {
  it('has a pinned build that differs from the one behind it in its pins alone', () => {
    const schemas = [...builds.values()].map((project) => project.read('schemas/bank.varve.yaml'));
    expect(schemas.map((schema) => [...schema.matchAll(/pin: 1/gu)].length)).toEqual([0, 3, 0]);
    expect(schemas[1]?.replaceAll(/^ +pin: 1\n/gmu, '')).toBe(schemas[2]);
  });

  it('from old to mixed to new, and back', async () => {
    const old = start('old');
    await old.ask({ ask: 'append', account: ada, commands: [open('Ada', 'pro'), deposit(1000)] });
    await old.ask({ ask: 'append', account: ada, commands: [withdraw(100, 'DE', 'rent')] });
    const adaAtFirst = { owner: 'Ada', tier: 'pro', euros: '900', tags: ['rent'], country: 'DE' };
    await expectAlike([old], { [ada]: adaAtFirst });

    // Mixed: both write to the same accounts.
    const pinned = start('pinned');
    await expectAlike([old, pinned], { [ada]: adaAtFirst });
    await pinned.ask({ ask: 'append', account: ben, commands: [open('Ben', 'pro'), deposit(500)] });
    await pinned.ask({ ask: 'append', account: ada, commands: [withdraw(50, 'PT', 'food'), deposit(7)] });
    await old.ask({ ask: 'append', account: ben, commands: [withdraw(20, 'FR', 'books')] });
    const adaMixed = { owner: 'Ada', tier: 'pro', euros: '857', tags: ['food'], country: 'PT' };
    const benMixed = { owner: 'Ben', tier: 'pro', euros: '480', tags: ['books'], country: 'FR' };
    await expectAlike([old, pinned], { [ada]: adaMixed, [ben]: benMixed });
    expect(await storedVersions()).toEqual(allAtOne);

    // New alone, and back to old: nothing was written that it could not read.
    await old.stop();
    await pinned.ask({ ask: 'append', account: ben, commands: [withdraw(30, 'IT', 'travel')] });
    await pinned.stop();
    const again = start('old');
    await again.ask({ ask: 'append', account: ben, commands: [deposit(1)] });
    const benAgain = { ...benMixed, euros: '451', tags: ['travel'], country: 'IT' };
    await expectAlike([again], { [ada]: adaMixed, [ben]: benAgain });
    await again.stop();

    // Forward once more, and the pins are lifted while the pinned build still runs.
    const [still, lifted] = [start('pinned'), start('lifted')];
    await expectAlike([still, lifted], { [ada]: adaMixed, [ben]: benAgain });
    expect(await storedVersions()).toEqual(allAtOne);
    const abroad = [deposit(3, 'USD'), withdraw(1, 'US', 'food', 'travel')];
    await lifted.ask({ ask: 'append', account: ben, commands: abroad });
    await still.ask({ ask: 'append', account: ben, commands: [deposit(10)] });
    const benLifted = { ...benAgain, euros: '460', tags: ['food', 'travel'], country: 'US' };
    await expectAlike([still, lifted], { [ada]: adaMixed, [ben]: benLifted });
    expect(await storedVersions()).toEqual([...allAtOne, 'Deposited@2', 'Withdrawn@3'].sort());

    // Now old readers are locked out of what they cannot know, and of nothing else.
    const late = start('old');
    expect(await late.fail({ ask: 'history', account: ben })).toMatchObject({
      name: 'UnknownVersionError',
      stream: `Account-${ben}`,
      revision: 6,
      type: 'Deposited',
      version: 2,
    });
    expect(await late.ask({ ask: 'load', account: ada })).toMatchObject({ seen: adaMixed, fromTheStart: adaMixed });
    // And the pins may be put back for those that were written with them.
    await lifted.stop();
    await still.ask({ ask: 'append', account: ada, commands: [deposit(3)] });
    expect(await late.ask({ ask: 'load', account: ada })).toMatchObject({ seen: { ...adaMixed, euros: '860' } });
    await Promise.all([late.stop(), still.stop()]);
  }, 120_000);

  it('with both writing to one account at once, neither losing anything', async () => {
    const [old, pinned] = [start('old'), start('pinned')];
    await old.ask({ ask: 'append', account: ada, commands: [open('Ada', 'basic')] });
    const often = (command: Command): readonly Command[] => Array.from({ length: 25 }, () => command);
    await Promise.all([
      old.ask({ ask: 'execute', account: ada, commands: often(deposit(3)) }),
      pinned.ask({ ask: 'execute', account: ada, commands: often(deposit(4)) }),
    ]);
    await pinned.ask({ ask: 'execute', account: ada, commands: [withdraw(5, 'ES', 'food')] });
    const expected = { owner: 'Ada', tier: 'basic', euros: '170', tags: ['food'], country: 'ES' };
    await expectAlike([old, pinned], { [ada]: expected });
    expect(await stored()).toHaveLength(52);
    expect(await storedVersions()).toEqual(allAtOne);
    await Promise.all([old.stop(), pinned.stop()]);
  }, 120_000);

  it.each([
    ['another currency', deposit(5, 'USD'), 'Deposited', 2, '/amount/currency'],
    ['several tags', withdraw(5, 'DE', 'food', 'travel'), 'Withdrawn', 3, '/tags'],
    ['no tag', withdraw(5, 'DE'), 'Withdrawn', 3, '/tags'],
    ['a member that is new', open('Cem', 'trial'), 'Opened', 2, '/tier'],
  ])(
    'refuses %s, which the pinned version cannot hold, and stores nothing',
    async (_what, command, type, fromVersion, pointer) => {
      const [old, pinned] = [start('old'), start('pinned')];
      await pinned.ask({ ask: 'append', account: ada, commands: [open('Ada', 'basic'), deposit(1)] });
      for (const ask of ['append', 'execute'] as const) {
        const commands = ask === 'append' ? [deposit(2), command] : [command];
        expect(await pinned.fail({ ask, account: ada, commands })).toMatchObject({
          name: 'DowncastError',
          code: 'DOWNCAST',
          type,
          fromVersion,
          toVersion: 1,
          pointer,
        });
      }
      expect((await stored()).map(({ type: name, version }) => `${name}@${version}`)).toEqual([
        'Opened@1',
        'Deposited@1',
      ]);
      await expectAlike([old, pinned], {
        [ada]: { owner: 'Ada', tier: 'basic', euros: '1', tags: [], country: '' },
      });
      await Promise.all([old.stop(), pinned.stop()]);
    },
    60_000,
  );
});
