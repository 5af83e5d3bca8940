import type { Head } from './commit.js';

/** The last commits of streams, as far as this process knows. Others may have appended since: it is a guess. */
export interface Heads {
  get(stream: string): Head | undefined;
  /** Keeps the later one. */
  set(stream: string, head: Head): void;
  /** Of a stream whose messages were removed. */
  delete(stream: string): void;
}

/**
 * @param limit how many are kept at least, where there are so many: those that were used last. Twice as many may be, because
 * they go by generations and not one by one, which costs nothing when they are used.
 */
export function createHeads(limit: number): Heads {
  let young = new Map<string, Head>();
  let old = new Map<string, Head>();
  const keep = (stream: string, head: Head): void => {
    young.set(stream, head);
    if (young.size <= limit) return;
    old = young;
    young = new Map();
  };
  return {
    get(stream) {
      const head = young.get(stream);
      if (head !== undefined) return head;
      const before = old.get(stream);
      if (before !== undefined) keep(stream, before);
      return before;
    },
    set(stream, head) {
      const before = young.get(stream) ?? old.get(stream);
      if (before === undefined || before.sequence <= head.sequence) keep(stream, head);
    },
    delete(stream) {
      young.delete(stream);
      old.delete(stream);
    },
  };
}
