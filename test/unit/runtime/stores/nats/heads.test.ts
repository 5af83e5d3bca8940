import { describe, expect, it } from 'vitest';
import { type Head, noHead } from '../../../../../src/runtime/stores/nats/commit.js';
import { createHeads } from '../../../../../src/runtime/stores/nats/heads.js';

const headAt = (sequence: number): Head => ({ ...noHead, sequence });

describe('the heads that are remembered', () => {
  it('are the latest of each stream, in whichever order they come', () => {
    const heads = createHeads(10);
    heads.set('a', headAt(5));
    heads.set('a', headAt(3));
    expect(heads.get('a')?.sequence).toBe(5);
    heads.set('a', headAt(6));
    expect(heads.get('a')?.sequence).toBe(6);
    heads.delete('a');
    expect(heads.get('a')).toBeUndefined();
  });

  it('are bounded, and those that are used stay', () => {
    const heads = createHeads(10);
    for (let number = 1; number <= 1000; number++) {
      heads.set(`stream ${number}`, headAt(number));
      expect(heads.get('stream 1')?.sequence).toBe(1);
    }
    const kept = Array.from({ length: 1000 }, (_, index) => heads.get(`stream ${index + 1}`)).filter(
      (head) => head !== undefined,
    );
    expect(kept.length).toBeGreaterThanOrEqual(10);
    expect(kept.length).toBeLessThanOrEqual(22);
  });
});
