import { indent } from '../codegen/layout.js';
import { stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';

/** One event's case: its body is whole statements. */
export interface EventCase {
  readonly event: string;
  readonly body: string;
}

/** A switch over `event.type` that does not compile while a case is missing. Neighbours with the same body share it. */
export function eventSwitch(cases: readonly EventCase[]): string {
  // Without events, `event` itself is `never`; with one, it is no union, and only its `type` narrows to `never`.
  if (cases.length === 0) return `return ${runtime.assertNever}(event);`;
  const unhandled = cases.length === 1 ? 'event.type' : 'event';
  const texts = cases.map(({ event, body }, index) => {
    const label = `case ${stringLiteral(event)}:`;
    if (cases[index + 1]?.body === body) return label;
    if (!body.includes('\n') && !body.startsWith('const ')) return `${label}\n${indent(body)}`;
    if (/^return [^;]*\n/u.test(body)) return `${label}\n${indent(body)}`;
    return `${label} {\n${indent(body)}\n}`;
  });
  const never = `default:\n  return ${runtime.assertNever}(${unhandled});`;
  return `switch (event.type) {\n${indent([...texts, never].join('\n'))}\n}`;
}
