import { suggest } from '../diagnostics/did-you-mean.js';
import type { Span } from '../diagnostics/span.js';
import type { FoldSyntax, ReduceSyntax } from '../language/syntax.js';
import type { Event } from './model.js';
import type { Scope } from './scope.js';
import { quoted } from './type-text.js';

/** What `reduce` or `others` says of one event that is read. */
export type Answer = FoldSyntax | { readonly kind: 'custom' | 'ignore'; readonly span: Span };

/**
 * The answer for each event that is read. Reports events that have none, and answers for events that are unknown or never
 * read. `complete` is false where some of the events could not be resolved.
 */
export function foldAnswers(
  reduce: ReduceSyntax,
  events: readonly Event[],
  owner: string,
  complete: boolean,
  scope: Scope,
): ReadonlyMap<Event, Answer> {
  const known = new Map(events.map((event) => [event.name, event]));
  const given = new Map<string, FoldSyntax>();
  for (const { event: name, fold } of reduce.folds) {
    if (isFolded(known.get(name.text), name, known, owner, complete, scope)) given.set(name.text, fold);
  }
  const answers = new Map<Event, Answer>();
  for (const event of events) {
    if (!isRead(event)) continue;
    const answer = given.get(event.name) ?? reduce.others;
    if (answer === undefined) reportMissing(event, reduce, owner, scope);
    else answers.set(event, answer);
  }
  return answers;
}

function isFolded(
  event: Event | undefined,
  { text, span }: ReduceSyntax['folds'][number]['event'],
  known: ReadonlyMap<string, Event>,
  owner: string,
  complete: boolean,
  { reporter, malformed }: Scope,
): boolean {
  if (event === undefined) {
    if (!complete || malformed.has(text)) return false;
    const near = suggest(text, known.keys());
    reporter.report('UNKNOWN_EVENT', span, `${owner} reads no event ${quoted(text)}`, {
      help: near === undefined ? undefined : `did you mean \`${near}\`?`,
    });
    return false;
  }
  if (isRead(event)) return true;
  const how = event.retired?.kind === 'split' ? 'read as other events' : 'dropped when it is read';
  reporter.report('EVENT_NOT_READ', span, `${quoted(text)} is ${how}, and is never folded`, {
    related: [{ message: 'it is retired here', span: event.retired?.span ?? event.span }],
    help: 'leave the line out',
  });
  return false;
}

export function isRead({ retired }: Event): boolean {
  return retired === undefined || retired.kind === 'kept';
}

function reportMissing(event: Event, reduce: ReduceSyntax, owner: string, { reporter }: Scope): void {
  const { name } = event;
  reporter.report('FOLD_MISSING', reduce.span, `${owner} does not say what ${quoted(name)} does`, {
    related: [{ message: `${quoted(name)} is declared here`, span: event.span }],
    help: `write \`${name}: { set: { … } }\`, \`${name}: custom\` or \`${name}: ignore\``,
  });
}
