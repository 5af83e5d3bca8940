import type { ConsumeOptions, PageHandler } from '../store.js';
import { sleep } from './back-off.js';
import type { SubscriptionSource } from './subscription.js';

/** A store's side of a consumption: how its consumers take turns. */
export interface ConsumerSource<Context> extends SubscriptionSource {
  /**
   * Runs a job while nobody else, in this process or another, runs one under the name; `false` where somebody does. The
   * job is given how far the name has come, `undefined` where it is new, and gives how far it has come then; that is
   * stored with the end of the turn where it is another. Where the job or the storing fails, the error is thrown and nothing is stored.
   */
  inTurn(name: string, job: (checkpoint: bigint | undefined, context: Context) => Promise<bigint>): Promise<boolean>;
  /** Those under way: who closes the store waits for them, when it has aborted them. */
  readonly consuming: Set<Promise<void>>;
  /** How long to wait, in milliseconds, before one looks again whether it is one's turn. */
  readonly patience: number;
}

/** Hands pages to one of the consumers of a name at a time, until the signal is aborted or the store is closed. */
export async function consumePages<Context>(
  source: ConsumerSource<Context>,
  name: string,
  handle: PageHandler<Context>,
  options: ConsumeOptions,
): Promise<void> {
  source.begin();
  const consumption = takeTurns(source, name, handle, options);
  source.consuming.add(consumption);
  try {
    await consumption;
  } finally {
    source.consuming.delete(consumption);
  }
}

async function takeTurns<Context>(
  source: ConsumerSource<Context>,
  name: string,
  handle: PageHandler<Context>,
  { after = 0n, signal }: ConsumeOptions,
): Promise<void> {
  if (signal?.aborted === true) return;
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  signal?.addEventListener('abort', abort);
  source.running.add(stop);
  let isHandling = false;
  try {
    while (!stop.signal.aborted) {
      const heard = source.bell.rings;
      let isAtEnd = false;
      const hadTurn = await source.inTurn(name, async (checkpoint, context) => {
        const position = checkpoint ?? after;
        const { records, scanned, more } = await source.readBehind(position);
        if (stop.signal.aborted) return position;
        isAtEnd = records.length === 0 && !more;
        isHandling = true;
        if (records.length > 0) await handle(records, context);
        return scanned;
      });
      isHandling = false;
      if (!hadTurn) await sleep(source.patience, stop.signal);
      else if (isAtEnd) await source.bell.wait(heard, stop.signal);
    }
  } catch (error) {
    // What fails because the store is being closed under it is no failure of a consumption that is to end.
    if (!stop.signal.aborted || isHandling) throw error;
  } finally {
    source.running.delete(stop);
    signal?.removeEventListener('abort', abort);
    await source.end?.();
  }
}
