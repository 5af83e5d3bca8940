import { type Operation, operationText } from './history.js';
import { canBeLinearized } from './linearize.js';

/**
 * What in a history no correct store could have answered, as a text with the operations that show it; `undefined` where
 * nothing is.
 *
 * - Each stream is linearizable: appends with their expectations, conflicts with the revisions that they report, reads.
 * - What `readAll` gave at any time is the beginning of what it gave in the end: nothing appears behind a reader's back.
 */
export function findViolation(history: readonly Operation[]): string | undefined {
  const streams = new Set(history.flatMap(({ call }) => (call.kind === 'readAll' ? [] : [call.stream])));
  for (const stream of streams) {
    const operations = history.filter(({ call }) => call.kind !== 'readAll' && call.stream === stream);
    if (!canBeLinearized(operations)) return shown(`stream ${stream} is not linearizable`, shortest(operations));
  }
  return hiddenBehind(history);
}

/** A failing history without what it fails without. */
function shortest(operations: readonly Operation[]): readonly Operation[] {
  // Without an append, whatever saw its events is wrong: only those that change nothing, or nobody has seen, can go.
  return operations.reduce((rest, operation) => {
    const fewer = rest.filter((other) => other !== operation);
    return operation.answer.kind === 'appended' || canBeLinearized(fewer) ? rest : fewer;
  }, operations);
}

function hiddenBehind(history: readonly Operation[]): string | undefined {
  const readings = history.filter(({ call, answer }) => call.kind === 'readAll' && answer.kind === 'events');
  const last = readings.reduce<Operation | undefined>(
    (a, b) => (a === undefined || b.start > a.start ? b : a),
    undefined,
  );
  if (last === undefined || last.answer.kind !== 'events') return undefined;
  const order = last.answer.ids;
  for (const reading of readings) {
    if (reading.answer.kind !== 'events') continue;
    if (reading.answer.ids.every((id, index) => id === order[index])) continue;
    return shown('what readAll gave is not the beginning of what it gave in the end', [reading, last]);
  }
  return undefined;
}

function shown(problem: string, operations: readonly Operation[]): string {
  const inOrder = [...operations].sort((a, b) => a.start - b.start);
  return [`${problem}:`, ...inOrder.map((operation) => `  ${operationText(operation)}`)].join('\n');
}
