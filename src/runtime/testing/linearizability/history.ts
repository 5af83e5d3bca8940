import type { ExpectedRevision } from '../../expected-revision.js';

/** What a client asks of a store. */
export type ClientCall =
  | { readonly kind: 'append'; readonly stream: string; readonly events: number; readonly expected: ExpectedRevision }
  | { readonly kind: 'read'; readonly stream: string }
  | { readonly kind: 'readAll' };

/** What a client was answered. Events are named by their ids, in order. */
export type ClientAnswer =
  | { readonly kind: 'appended'; readonly revision: number }
  | { readonly kind: 'conflict'; readonly actual: number }
  | { readonly kind: 'events'; readonly ids: readonly string[] }
  /** It failed, and nobody knows whether it was done. */
  | { readonly kind: 'unknown'; readonly error: unknown };

/** One call of one client. The moments are of one clock that ticks with each call and each answer. */
export interface Operation {
  readonly client: number;
  readonly call: ClientCall;
  /** The ids that an append gave to its events; none for a read. */
  readonly ids: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly answer: ClientAnswer;
}

/** An operation in a line, for whoever looks for the fault. */
export function operationText({ client, call, ids, start, end, answer }: Operation): string {
  const asked =
    call.kind === 'append'
      ? `append ${ids.map(shortId).join(' ')} to ${call.stream}, expected ${call.expected}`
      : call.kind === 'read'
        ? `read ${call.stream}`
        : 'readAll';
  return `[${start}–${end}] client ${client}: ${asked} → ${answerText(answer)}`;
}

function answerText(answer: ClientAnswer): string {
  switch (answer.kind) {
    case 'appended':
      return `revision ${answer.revision}`;
    case 'conflict':
      return `conflict at revision ${answer.actual}`;
    case 'events':
      return answer.ids.length === 0 ? 'no events' : answer.ids.map(shortId).join(' ');
    case 'unknown':
      return `unknown (${answer.error instanceof Error ? answer.error.message : String(answer.error)})`;
  }
}

function shortId(id: string): string {
  return id.slice(-6);
}
