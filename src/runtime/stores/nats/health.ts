import { StoreError } from '../../errors.js';
import type { StoreHealth } from '../../store.js';
import { failureOf } from './failure.js';
import type { Server } from './server.js';

/** Asks the leader of the log, once, without a further try. */
export async function healthOf(server: Server, log: string, isClosed: boolean): Promise<StoreHealth> {
  const start = performance.now();
  const problem = isClosed ? new StoreError('CLOSED', 'the store is closed') : await problemOf(server, log);
  const latency = performance.now() - start;
  return problem === undefined ? { healthy: true, latency } : { healthy: false, latency, problem };
}

async function problemOf({ manager, whileConnected }: Server, log: string): Promise<StoreError | undefined> {
  try {
    const { cluster } = await whileConnected(() => manager.streams.info(log));
    // A server that stands alone leads what it has.
    const isLed = cluster === undefined || cluster.leader !== undefined;
    return isLed ? undefined : new StoreError('UNAVAILABLE', 'no server of the cluster leads the log');
  } catch (error) {
    const failure = failureOf(error);
    return failure instanceof StoreError ? failure : new StoreError('FAILED', failure.message, { cause: error });
  }
}
