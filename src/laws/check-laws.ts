import type { Mode } from '../diagnostics/mode.js';
import type { Reporter } from '../diagnostics/reporter.js';
import type { Span } from '../diagnostics/span.js';
import { numbered } from '../emit/names.js';
import type { SeverityByMode } from '../evolution/check/severities.js';
import type { Tree } from '../evolution/check/rule.js';
import { eventShape, fingerprint } from '../evolution/fingerprint.js';
import type { Aggregate, Context } from '../model/model.js';
import type { Chain } from './chain.js';
import { counterexampleLines, counterexampleTitle } from './counterexample-text.js';
import type { Law } from './law/law.js';
import { type OpenContext, openAggregateIn } from './open-context.js';
import { type Counterexample, tryLaws } from './try-laws.js';

/** How grave it is that a law does not hold. */
export const lawSeverities: Readonly<Record<Law['code'], SeverityByMode>> = {
  BACK_INCOHERENT: { replay: undefined, deploy: 'error', publish: 'error' },
  LAW_BROKEN: { replay: 'error', deploy: 'error', publish: 'error' },
};

/** How many values are drawn for all versions together, so that a thousand events take no more time than a hundred. */
const allDraws = 6_000;
const [fewestDraws, mostDraws] = [4, 60];

export interface LawsRequest {
  readonly mode: Mode;
  /** What generated code is run with. */
  readonly open: OpenContext;
  /** Draws other values than those that belong to the schema. */
  readonly seed?: number | undefined;
}

/**
 * Tries the laws on generated code, with values of each version of each event that has a history. What is hand-written
 * is not there: ways through it are left out. Always finds the same in the same schemas.
 *
 * @param tree without errors.
 */
export function checkLaws({ model }: Tree, request: LawsRequest, reporter: Reporter): void {
  const subjects = model.contexts.flatMap((context) =>
    context.aggregates.filter(hasHistory).map((aggregate) => ({ context, aggregate })),
  );
  const versions = subjects.flatMap(({ aggregate }) => aggregate.events.flatMap((event) => event.versions)).length;
  const draws = Math.min(mostDraws, Math.max(fewestDraws, Math.floor(allDraws / Math.max(1, versions))));
  for (const { context, aggregate } of subjects) {
    const { chains, valuesOf } = openAggregateIn(request.open(context), aggregate, undefined);
    for (const chain of chains.filter(isChain)) {
      const seed = request.seed ?? seedOf(chain, context);
      for (const example of tryLaws(chain, (version) => valuesOf(chain, version), { seed, draws }))
        reportExample(example, seed, request.mode, reporter);
    }
  }
}

function hasHistory({ events }: Aggregate): boolean {
  return events.some(({ versions, retired }) => versions.length > 1 || retired?.kind === 'split');
}

function isChain({ newest, event }: Chain): boolean {
  return newest > 1 || event.retired?.kind === 'split';
}

/** The seed of a chain: the same as long as the shapes of the event are. */
export function seedOf({ event }: Chain, context: Context): number {
  const print = fingerprint(event.versions.map((version) => eventShape(event, version, context)));
  return Number.parseInt(print.slice(0, 8), 16) | 0;
}

function reportExample(example: Counterexample, seed: number, mode: Mode, reporter: Reporter): void {
  const { chain, law, version, breach } = example;
  const severity = lawSeverities[law.code][mode];
  if (severity === undefined) return;
  const other = breach.other ?? version;
  const place = (number: number): Span => numbered(chain.event.versions, number).span;
  const older = Math.min(version, other);
  reporter.report(law.code, place(Math.max(version, other)), counterexampleTitle(example), {
    severity,
    related: other === version ? [] : [{ message: `${chain.event.name}@${older} is here`, span: place(older) }],
    shown: counterexampleLines(example),
    help: `${helps[law.code]}; VARVE_SEED=${seed >>> 0} draws these values again`,
  });
}

const helps: Readonly<Record<Law['code'], string>> = {
  BACK_INCOHERENT:
    'say by `back`, on the way between the two, what the older version says of it, or refill what is dropped',
  LAW_BROKEN: 'this should not be possible with what Varve generates: report it, with the schema',
};
