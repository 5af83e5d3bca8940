import { splitNeeds, upcastNeeds } from '../../emit/upcast-call.js';
import { type GoldenEnvelope, goldenEnvelope, goldenStreamName } from '../../evolution/golden/golden-envelope.js';
import type { Json } from '../../language/syntax.js';
import type { Chain } from '../chain.js';
import { type Outcome, outcomeOf } from '../outcome.js';
import { copyOf, storedForm } from '../stored-form.js';
import type { GoldenSubject } from './golden-subject.js';

/** What came of reading a stream, and of folding what was read. */
export type FoldedStream =
  | { readonly kind: 'folded'; readonly state: { readonly [field: string]: Json } }
  /** An event that must be read is not; `index` is its place in the stream. */
  | { readonly kind: 'unread'; readonly index: number; readonly outcome: Outcome };

/** Whether all of the way from a version to what it is read as is there to be run. */
export function isReadable(chain: Chain, version: number): boolean {
  if (version < chain.oldest) return false;
  return chain.event.retired?.kind !== 'split' || chain.split !== undefined;
}

/** Whether something hand-written stands on the way from a version to what it is read as. */
export function isHandMadeWay(chain: Chain, version: number): boolean {
  return chain.isHandMade(version) || (chain.split?.parts ?? []).some((part) => part.chain.isHandMade(part.version));
}

/**
 * Reads a stream by generated code and folds it, from the state before the first event. An event that a rule on its way
 * refuses, as it may, is not in the state.
 *
 * @param fields those of the state that the events are folded into; none where they are only read.
 */
export function foldStream(
  { emit, opened, fold }: GoldenSubject,
  { chain, version, events }: { readonly chain: Chain; readonly version: number; readonly events: readonly Json[] },
  fields: readonly string[],
): FoldedStream {
  const stream = goldenStreamName(emit.aggregate, emit.context.types);
  const reader = opened.code.reader(chain.event.name);
  const { event } = chain;
  const mayRefuse = [
    upcastNeeds(event, version, emit),
    ...(chain.split === undefined ? [] : [splitNeeds(event, emit)]),
  ];
  const isRefusing = mayRefuse.some(({ throws }) => throws);
  let state = fold.initial;
  for (const [index, json] of events.entries()) {
    const envelope = goldenEnvelope(stream, index);
    const outcome = outcomeOf(() => {
      const read =
        chain.split === undefined
          ? [
              {
                type: event.name,
                version: chain.newest,
                index: 0,
                data: reader.versions?.[version]?.(copyOf(json), envelope),
              },
            ]
          : (reader.parts?.[version]?.(copyOf(json), envelope) ?? []);
      if (fields.length > 0) state = folded(state, read, { fold, version, envelope });
      return read.map(({ data }) => data);
    });
    const isRefused = outcome.kind === 'refused' && !outcome.handMade && isRefusing;
    if (outcome.kind !== 'made' && !isRefused) return { kind: 'unread', index, outcome };
  }
  return { kind: 'folded', state: storedFields(state, fields) };
}

interface Folding {
  readonly fold: GoldenSubject['fold'];
  readonly version: number;
  readonly envelope: GoldenEnvelope;
}

interface ReadEvent {
  readonly type: string;
  readonly version: number;
  readonly index: number;
  readonly data: unknown;
}

/** All that one stored event was read as. */
function folded(before: unknown, read: readonly ReadEvent[], { fold, version, envelope }: Folding): unknown {
  return read.reduce(
    (state, { type, version: own, index, data }) =>
      fold.reduce(state, { ...envelope, type, version: own, storedVersion: version, index, data }),
    before,
  );
}

/** As they are stored, without the checks that a snapshot makes: what events come to may be out of them. */
function storedFields(state: unknown, fields: readonly string[]): { readonly [field: string]: Json } {
  const stored = new Map<string, unknown>(Object.entries(storedForm(state) ?? {}));
  return Object.fromEntries(fields.flatMap((name) => (stored.has(name) ? [[name, jsonOf(stored.get(name))]] : [])));
}

/** Numbers that JSON does not have, which sums of large ones come to, by their names. */
function jsonOf(value: unknown): Json {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, jsonOf(member)]));
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  throw new Error(`a state holds ${typeof value}`);
}
