import { displayText } from '../diagnostics/display-text.js';
import type { Json } from '../language/syntax.js';
import { flowYaml } from '../model/flow-yaml.js';
import type { Outcome } from './outcome.js';
import type { Counterexample } from './try-laws.js';

/** Of what is longer only the beginning is shown. */
const longest = 600;

/** `the law of round trips does not hold for Cart.ItemAdded: @1 as @2, back and up again, is not the same` */
export function counterexampleTitle({ chain, law, breach }: Counterexample): string {
  return `the law of ${law.name} does not hold for ${chain.label}: ${breach.what}`;
}

/** The value and what became of it, line by line, as in YAML. */
export function counterexampleLines({ chain, version, json, breach }: Counterexample): readonly string[] {
  return [
    shownLine(`${chain.event.name}@${version}`, json),
    ...breach.ways.map(([way, outcome]) => shownOutcome(way, outcome)),
  ];
}

/** A value under its name, as in YAML. */
export function shownLine(name: string, json: Json): string {
  return cut(`${name}: ${flowYaml(json)}`);
}

/** What came of something, under its name. */
export function shownOutcome(name: string, outcome: Outcome): string {
  return cut(`${name}: ${outcomeText(outcome)}`);
}

function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'made':
      return flowYaml(printable(outcome.stored));
    case 'refused':
      return `refused, ${displayText(outcome.reason)}`;
    case 'failed':
      return `failed, ${displayText(outcome.reason)}`;
  }
}

/** What hand-written code makes may be anything. */
function printable(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map(printable);
  if (typeof value !== 'object') return `<${value === undefined ? 'nothing' : typeof value}>`;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!isPlain) return `<${value.constructor.name}>`;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, printable(member)]));
}

function cut(line: string): string {
  return line.length <= longest ? line : `${line.slice(0, longest)}… and ${line.length - longest} characters more`;
}
