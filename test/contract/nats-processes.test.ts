import { type ChildProcess, spawn } from 'node:child_process';
import { type NatsStore, openNatsStore } from '@varve/runtime/nats';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../src/runtime/store.js';
import { because, type NatsServer, natsObstacle, startNatsServer } from '../support/nats-server.js';
import { type CompiledPrograms, compilePrograms } from './processes/compile.js';

interface Acknowledgement {
  readonly stream: string;
  readonly revision: number;
  readonly data: string;
}

const obstacle = natsObstacle();

describe.skipIf(obstacle !== undefined)(`Processes with one store in NATS${because(obstacle)}`, () => {
  let programs: CompiledPrograms;
  let server: NatsServer;
  let store: NatsStore | undefined;
  const running = new Set<ChildProcess>();
  beforeAll(async () => {
    programs = compilePrograms(['nats-writer', 'nats-consumer']);
    server = await startNatsServer();
  });
  afterAll(async () => {
    await server.remove();
    programs.remove();
  });
  afterEach(async () => {
    for (const child of running) child.kill('SIGKILL');
    await store?.close();
  });

  const start = (program: string, args: readonly string[]): Running => {
    const started = startProgram(programs.program(program), [server.url, ...args]);
    running.add(started.child);
    return started;
  };

  it(
    'leave no half append, lose none and repeat none, killed at a random moment a hundred times',
    { timeout: 240_000 },
    async () => {
      const length = 3;
      const acknowledged: Acknowledgement[] = [];
      let next = 1;
      for (let round = 0; round < 50; round++) {
        // Two at a time, of which one goes on with the chain.
        const victims = [next, 0].map((link, index) =>
          start('nats-writer', ['killed', `${round}${'ab'[index]}`, `${length}`, `${link}`]),
        );
        for (const victim of victims) {
          await victim.ready;
          await pause(Math.random() * 60);
          victim.child.kill('SIGKILL');
        }
        // What it was saying when it died may be cut short.
        const lines = (await Promise.all(victims.map((victim) => victim.lines))).flat();
        const said = lines.filter((line) => line.endsWith('}')).map(acknowledgementOf);
        const links = said.filter(({ stream }) => stream === 'Chain-1').length;
        // Every second time also the last one that was acknowledged is appended again.
        next += Math.max(0, links - (round % 2));
        acknowledged.push(...said);
      }
      store = await openNatsStore(server.url, { name: 'killed' });
      const stored = await drain(store.readAll());

      expect(acknowledged.length).toBeGreaterThan(300);
      expectGapless(stored);
      const dataAt = new Map(stored.map(({ stream, revision, data }) => [`${stream} ${revision}`, data]));
      for (const { stream, revision, data } of acknowledged)
        for (let back = 0; back < length; back++) expect(dataAt.get(`${stream} ${revision - back}`)).toBe(data);
      const counts = new Map<string, number>();
      for (const { data } of stored) counts.set(data, (counts.get(data) ?? 0) + 1);
      expect(new Set(counts.values())).toEqual(new Set([length]));
      // Each process went on where the last one was killed, and was told what was stored already.
      const chain = stored.filter(({ stream }) => stream === 'Chain-1').map(({ data }) => data);
      expect(chain.length).toBeGreaterThan(10 * length);
      expect(chain).toEqual(chain.map((_, index) => JSON.stringify({ number: Math.floor(index / length) + 1 })));
    },
  );

  it('that consume under one name handle each event once, in order, and take over from one that is killed', async () => {
    store = await openNatsStore(server.url, { name: 'shared' });
    const consumers = [1, 2, 3].map(() => start('nats-consumer', ['shared']));
    await Promise.all(consumers.map(({ ready }) => ready));
    const handled = (): string[] => consumers.flatMap(({ positions }) => positions());
    const append = async (count: number): Promise<void> => {
      for (let number = 0; number < count; number++)
        await store?.append(`Cart-${number % 7}`, [{ type: 'ItemAdded', version: 1, data: '{}' }]);
    };
    await append(200);
    await until(() => handled().length >= 200);
    // The one that has the turn dies while it waits for more: it has recorded all that it handled.
    await pause(300);
    const holder = consumers.find(({ positions }) => positions().length > 0);
    holder?.child.kill('SIGKILL');
    await append(200);
    await until(() => handled().length >= 400);
    for (const { child } of consumers) child.stdin?.end();
    await Promise.all(consumers.map(({ lines }) => lines));
    const stored = (await drain(store.readAll())).map(({ position }) => `${position}`);
    expect(handled().toSorted((a, b) => Number(BigInt(a) - BigInt(b)))).toEqual(stored);
    for (const { positions } of consumers)
      expect(positions()).toEqual(positions().toSorted((a, b) => Number(BigInt(a) - BigInt(b))));
    expect(await store.checkpoints.read('reader')).toBe(BigInt(stored.at(-1) ?? 0));
  });
});

interface Running {
  readonly child: ChildProcess;
  /** The lines of its output, when it has ended. It must end well, or be killed by the test. */
  readonly lines: Promise<string[]>;
  /** Settles when it has said that it is ready. */
  readonly ready: Promise<void>;
  /** What a consumer has said so far. */
  positions(): string[];
}

function startProgram(file: string, args: readonly string[]): Running {
  const child = spawn(process.execPath, [file, ...args], { stdio: 'pipe' });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ready = new Promise<void>((resolve) =>
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
      if (errors.includes('ready')) resolve();
    }),
  );
  const lines = new Promise<string[]>((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve(output.split('\n').filter((line) => line !== ''));
      else reject(new Error(`${file} ended with ${code ?? signal}: ${errors}`));
    });
  });
  return { child, lines, ready, positions: () => output.split(/\s/).filter((word) => word !== '') };
}

function acknowledgementOf(line: string): Acknowledgement {
  return JSON.parse(line) as Acknowledgement;
}

function expectGapless(stored: readonly StoredRecord[]): void {
  const lengths = new Map<string, number>();
  for (const { stream, revision } of stored) {
    expect(revision).toBe((lengths.get(stream) ?? 0) + 1);
    lengths.set(stream, revision);
  }
  expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
}

async function drain(pages: AsyncIterable<readonly StoredRecord[]>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of pages) records.push(...page);
  return records;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
