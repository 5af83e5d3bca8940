import { type Bell, createBell } from '../bell.js';

/** A bell that also rings for what other processes append: it looks, while somebody waits. */
export interface Watch extends Bell {
  stop(): void;
}

/** @param interval between two looks, in milliseconds. */
export function createWatch(headPosition: () => bigint, interval: number): Watch {
  const bell = createBell();
  let seen = 0n;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = (): void => {
    timer = undefined;
    if (hasNews()) bell.ring();
    schedule();
  };

  // The timer keeps the process alive: who waits for other processes' events means to be there when they come.
  const schedule = (): void => {
    if (bell.waiting > 0) timer ??= setTimeout(look, interval);
  };

  const hasNews = (): boolean => {
    try {
      const head = headPosition();
      const news = head > seen;
      seen = head;
      return news;
    } catch {
      // Those who wait look for themselves, and meet the error where it can be reported.
      return true;
    }
  };

  return {
    ring: bell.ring,
    get rings() {
      return bell.rings;
    },
    get waiting() {
      return bell.waiting;
    },
    wait(heard, signal) {
      const woken = bell.wait(heard, signal);
      schedule();
      return woken;
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
