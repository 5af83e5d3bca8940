import { StoreError } from '../../errors.js';
import type { StoredRecord } from '../../store.js';
import { uuidv7 } from '../../uuid.js';
import type { IncomingAppend } from '../incoming.js';
import type { Bucket, Entry } from './bucket.js';
import type { Head } from './commit.js';
import { PassingError } from './failure.js';
import type { Log } from './log.js';
import type { Server } from './server.js';

/**
 * Which stream an id that a caller named belongs to. It is claimed before the event is stored, so that nobody else stores it
 * elsewhere, and so that a repeat knows where to look.
 */
interface Claim {
  readonly stream: string;
  /** The events with this id, if any, are in commits of the stream with higher sequences. */
  readonly after: number;
  /** Known to nobody but the append that claims. */
  readonly by: string;
}

export interface Claims {
  /**
   * Claims the ids of an append that its caller named.
   *
   * @param after the sequence of a commit of the stream that was its last before this call, or an earlier one.
   * @throws StoreError `DUPLICATE_ID` where another stream's append, not long ago, claimed one and has not stored it.
   */
  claim(append: IncomingAppend, after: number, deadline: number): Promise<Search>;
}

/** What the ids of an append are found by. */
export interface Search {
  /** The events with these ids: those of other streams, and those of this stream up to `head`. */
  upTo(head: Head): Promise<ReadonlyMap<string, StoredRecord>>;
  /** Gives up the claims that this append was the first to make, where nobody else counts on them. */
  release(): Promise<void>;
}

/** After how many milliseconds the claim of an append that was cut off may be taken for another stream. */
const claimTime = 60_000;

type Held =
  | { readonly kind: 'new'; readonly key: string; readonly revision: number }
  | { readonly kind: 'known'; readonly after: number }
  | { readonly kind: 'stored'; readonly record: StoredRecord };

export function createClaims(server: Server, log: Log, bucket: Bucket): Claims {
  /** The event with an id in another stream. */
  const find = async (id: string, { stream, after }: Claim): Promise<StoredRecord | undefined> => {
    const last = await log.last(stream, 0);
    if (last === undefined) return undefined;
    for await (const { records } of log.backFrom(last, after)) {
      const found = records.find((record) => record.id === id);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const claimOne = async (id: string, own: Claim, deadline: number): Promise<Held> => {
    const first = await bucket.swap(id, JSON.stringify(own), 0, deadline);
    if (first !== undefined) return { kind: 'new', key: id, revision: first };
    const entry = await bucket.get(id);
    if (entry === undefined) throw new PassingError(`the claim of ${id} was just given up`);
    const claim = claimIn(id, entry);
    if (claim.stream === own.stream) {
      // It counts on the claim from now on: whoever made it can no longer give it up.
      const shared = await bucket.swap(id, JSON.stringify({ ...claim, by: own.by }), entry.revision, deadline);
      if (shared === undefined) throw new PassingError(`the claim of ${id} was just changed`);
      return { kind: 'known', after: claim.after };
    }
    const record = await find(id, claim);
    if (record !== undefined) return { kind: 'stored', record };
    if (Date.now() - entry.created.getTime() < claimTime + server.retryTimeout) {
      throw new StoreError(
        'DUPLICATE_ID',
        `an append to "${claim.stream}" has just claimed ${id}, and not stored it yet`,
      );
    }
    const taken = await bucket.swap(id, JSON.stringify(own), entry.revision, deadline);
    if (taken === undefined) throw new PassingError(`the claim of ${id} was just taken`);
    return { kind: 'new', key: id, revision: taken };
  };

  const giveUp = async (held: readonly Held[]): Promise<void> => {
    const removing = held.map((claim) => (claim.kind === 'new' ? bucket.remove(claim.key, claim.revision) : undefined));
    // One that cannot be given up now keeps its id for its stream, and why the append failed is what matters.
    await Promise.allSettled(removing);
  };

  return {
    async claim({ stream, records }, after, deadline) {
      const own: Claim = { stream, after, by: uuidv7() };
      const ids = records.filter(({ named }) => named).map(({ id }) => id);
      const outcomes = await Promise.allSettled(
        ids.map((id) => server.patiently('append', () => claimOne(id, own, deadline), deadline)),
      );
      const held = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      const refused = outcomes.find((outcome) => outcome.status === 'rejected');
      if (refused !== undefined) {
        await giveUp(held);
        throw refused.reason;
      }
      const found = new Map<string, StoredRecord>();
      let searched = after;
      for (const claim of held) {
        if (claim.kind === 'stored') found.set(claim.record.id, claim.record);
        if (claim.kind === 'known') searched = Math.min(searched, claim.after);
      }
      return {
        async upTo(head) {
          if (head.sequence > searched) await collect(log, new Set(ids), head, searched, found);
          searched = Math.max(searched, head.sequence);
          return found;
        },
        release: () => giveUp(held),
      };
    },
  };
}

/** Finds the events with some ids in a stream's commits between two sequences. */
async function collect(
  log: Log,
  ids: ReadonlySet<string>,
  head: Head,
  after: number,
  found: Map<string, StoredRecord>,
): Promise<void> {
  const last = await log.at(head.sequence);
  if (last === undefined) return;
  for await (const { records } of log.backFrom(last, after)) {
    for (const record of records) if (ids.has(record.id)) found.set(record.id, record);
  }
}

/** @throws StoreError `CORRUPT` */
function claimIn(id: string, { value }: Entry): Claim {
  const claim: unknown = JSON.parse(value);
  if (!isClaim(claim)) throw new StoreError('CORRUPT', `the claim of the id ${id} is none: ${value.slice(0, 100)}`);
  return claim;
}

function isClaim(value: unknown): value is Claim {
  return (
    typeof value === 'object' &&
    value !== null &&
    'stream' in value &&
    typeof value.stream === 'string' &&
    'after' in value &&
    typeof value.after === 'number' &&
    'by' in value &&
    typeof value.by === 'string'
  );
}
