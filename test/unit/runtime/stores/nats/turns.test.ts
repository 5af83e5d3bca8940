import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../../../src/runtime/stores/nats/turns.js';

describe('turns', () => {
  it('run jobs of one key in order, one at a time, and of others beside them', async () => {
    const turns = createTurns();
    const log: string[] = [];
    const job = (name: string, delay: number) => async (): Promise<string> => {
      log.push(`begin ${name}`);
      await new Promise((resolve) => setTimeout(resolve, delay));
      log.push(`end ${name}`);
      return name;
    };
    const results = [
      turns.take('a', job('a1', 20)),
      turns.take('a', job('a2', 0)),
      turns.take('b', job('b1', 5)),
      turns.take('a', job('a3', 0)),
    ];
    expect(await Promise.all(results)).toEqual(['a1', 'a2', 'b1', 'a3']);
    expect(log).toEqual(['begin a1', 'begin b1', 'end b1', 'end a1', 'begin a2', 'end a2', 'begin a3', 'end a3']);
  });

  it('go on behind a job that fails, and are drained when nothing is under way', async () => {
    const turns = createTurns();
    const failing = turns.take('a', () => Promise.reject(new Error('no')));
    let isDone = false;
    const next = turns.take('a', async () => {
      await Promise.resolve();
      isDone = true;
    });
    await expect(failing).rejects.toThrow('no');
    await turns.drained();
    expect(isDone).toBe(true);
    await next;
    await createTurns().drained();
  });
});
