import { counterexampleLines, counterexampleTitle } from '../laws/counterexample-text.js';
import type { Counterexample } from '../laws/try-laws.js';

/** A law that does not hold, and a value that shows it. */
export interface BrokenLaw {
  /** `round trips` */
  readonly law: string;
  readonly code: 'BACK_INCOHERENT' | 'LAW_BROKEN';
  /** `Cart.ItemAdded` */
  readonly event: string;
  /** The version that the value is of. */
  readonly version: number;
  /** As it is stored, and as plain as one was found. */
  readonly value: unknown;
  /** What it shows, and what became of it, line by line. */
  readonly text: string;
}

/** Hand-written code, or what is generated around it, does not keep what it promises. */
export class LawsBroken extends Error {
  override readonly name = 'LawsBroken';
  readonly broken: readonly BrokenLaw[];

  constructor(broken: readonly BrokenLaw[]) {
    super(broken.map(({ text }) => text).join('\n\n'));
    this.broken = broken;
  }
}

export function brokenLaw(example: Counterexample, seed: number): BrokenLaw {
  const { law, chain, version, json } = example;
  const lines = counterexampleLines(example).map((line) => `  ${line}`);
  return {
    law: law.name,
    code: law.code,
    event: chain.label,
    version,
    value: json,
    text: [counterexampleTitle(example), ...lines, `  seed: ${seed >>> 0}`].join('\n'),
  };
}
