import type { Span } from '../../diagnostics/span.js';
import { numbered } from '../../emit/names.js';
import { type GoldenFile, placeInGolden, stateLineOf } from '../../evolution/golden/golden-file.js';
import { goldenFlow } from '../../evolution/golden/golden-flow.js';
import type { StreamLine } from '../../evolution/golden/golden-line.js';
import type { Placed } from '../../evolution/locked-lines.js';
import type { Json } from '../../language/syntax.js';
import { canonicalJson } from '../../model/canonical-json.js';
import type { Chain } from '../chain.js';
import { shownLine, shownOutcome } from '../counterexample-text.js';
import { foldStream, isHandMadeWay, isReadable } from './fold-stream.js';
import type { GoldenSubject } from './golden-subject.js';

/** A golden stream that is not read as it was when it was written. */
export interface GoldenFinding {
  /** In the golden file. */
  readonly span: Span;
  /** A sentence without a final stop. */
  readonly message: string;
  /** The version of which the stream is: `ItemAdded@1`, by the event's own name, and where it is declared. */
  readonly version: { readonly label: string; readonly span: Span };
  /** The events, what was expected and what was found. */
  readonly shown: readonly string[];
}

/**
 * Reads the golden streams of an aggregate, and compares what they come to with the golden states. Ways through what is
 * hand-written are left out where the aggregate was opened without it.
 *
 * @param files those of any aggregate.
 */
export function readGolden(subject: GoldenSubject, files: Iterable<GoldenFile>): readonly GoldenFinding[] {
  const { emit, opened } = subject;
  const { context, aggregate } = emit;
  return [...files]
    .filter((file) => file.context === context.name && file.aggregate === aggregate.name)
    .flatMap((file) => {
      const chain = opened.chains.find(({ event }) => event.name === file.event || event.was.includes(file.event));
      if (chain === undefined) return [];
      return file.lines.flatMap((line) =>
        line.kind === 'stream' && line.version <= chain.newest && isReadable(chain, line.version)
          ? readStream(subject, chain, file, line)
          : [],
      );
    });
}

function readStream(
  subject: GoldenSubject,
  chain: Chain,
  file: GoldenFile,
  line: Placed<StreamLine>,
): readonly GoldenFinding[] {
  const { context, plans, aggregate, options } = subject.emit;
  const { version, events } = line;
  const { event } = chain;
  const flow = isHandMadeWay(chain, version)
    ? undefined
    : goldenFlow({ context, plans, aggregate, event }, version, options.timestamps);
  const stateLine = flow && stateLineOf(file, version, flow.print);
  const { span } = numbered(event.versions, version);
  const place = { label: `${event.name}@${version}`, span };
  const stored = `${file.event}@${version}`;
  const found = foldStream(subject, { chain, version, events }, stateLine === undefined ? [] : (flow?.fields ?? []));
  if (found.kind === 'unread') {
    const at = placeInGolden(line, ['stream', 'events', found.index]);
    const message = `the golden stream of ${stored} is not read any more: its event ${found.index + 1} is ${
      found.outcome.kind === 'refused' ? 'refused' : 'not read'
    }`;
    const json = events[found.index] ?? null;
    return [
      { span: at, message, version: place, shown: [shownLine(stored, json), shownOutcome('read', found.outcome)] },
    ];
  }
  if (stateLine === undefined || canonicalJson(stateLine.state) === canonicalJson(found.state)) return [];
  const changed = changedField(stateLine.state, found.state);
  return [
    {
      span: placeInGolden(stateLine, ['state', changed]),
      message: `the golden stream of ${stored} comes to another state: "${changed}" is not what it was`,
      version: place,
      shown: [shownLine('stream', events), shownLine('expected', stateLine.state), shownLine('found', found.state)],
    },
  ];
}

type State = { readonly [field: string]: Json };

/** The first field that differs. */
function changedField(expected: State, found: State): string {
  const text = (state: State, field: string): string =>
    Object.hasOwn(state, field) ? canonicalJson(state[field] ?? null) : '';
  const fields = [...Object.keys(expected), ...Object.keys(found)];
  return fields.find((field) => text(expected, field) !== text(found, field)) ?? '';
}
