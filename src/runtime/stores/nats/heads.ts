import type { Head } from './commit.js';

/** The last commits of streams, as far as this process knows. Others may have appended since: it is a guess. */
export interface Heads {
  get(stream: string): Head | undefined;
  /** Keeps the later one. */
  set(stream: string, head: Head): void;
  /** Of a stream whose guess was wrong for another reason than that others appended. */
  delete(stream: string): void;
}

/** @param limit how many are kept; those go first that were not used for longest. */
export function createHeads(limit: number): Heads {
  const heads = new Map<string, Head>();
  const touch = (stream: string, head: Head): void => {
    heads.delete(stream);
    heads.set(stream, head);
  };
  return {
    get(stream) {
      const head = heads.get(stream);
      if (head !== undefined) touch(stream, head);
      return head;
    },
    set(stream, head) {
      if (head.sequence < (heads.get(stream)?.sequence ?? 0)) return;
      touch(stream, head);
      if (heads.size <= limit) return;
      for (const oldest of heads.keys()) {
        heads.delete(oldest);
        return;
      }
    },
    delete: (stream) => void heads.delete(stream),
  };
}
