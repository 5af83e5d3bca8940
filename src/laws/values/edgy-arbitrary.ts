import * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';

/** How often something is made anew before an edge is taken instead: nothing may look for ever. */
const mostTries = 40;

export interface Edgy {
  readonly base: fc.Arbitrary<Json>;
  /** The simplest first; at least one. */
  readonly edges: readonly Json[];
  /** Shrinks edges that are longer than what `base` makes. */
  readonly wide?: fc.Arbitrary<Json>;
  /** Whether a value that `base` makes is one of the type. */
  readonly isValid: (value: Json) => boolean;
}

/**
 * Values of a base that are valid, and edges in between. An edge is shrunk by what it is, so that it gets as plain as any
 * other value.
 */
export function edgyArbitrary(edgy: Edgy): fc.Arbitrary<Json> {
  return new EdgyArbitrary(edgy);
}

/** How a value was made, for its own shrinking. */
class Made {
  readonly by: fc.Arbitrary<Json>;
  readonly context: unknown;

  constructor(by: fc.Arbitrary<Json>, context: unknown) {
    this.by = by;
    this.context = context;
  }
}

class EdgyArbitrary extends fc.Arbitrary<Json> {
  readonly #edgy: Edgy;

  constructor(edgy: Edgy) {
    super();
    this.#edgy = edgy;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<Json> {
    const { base, edges, isValid } = this.#edgy;
    if (random.nextInt(0, 3) > 0) {
      for (let tries = 0; tries < mostTries; tries += 1) {
        const { value, context } = base.generate(random, biasFactor);
        if (isValid(value)) return new fc.Value(value, new Made(base, context));
      }
    }
    const edge = edges[random.nextInt(0, edges.length - 1)];
    return new fc.Value(edge === undefined ? null : edge, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Json {
    return this.#placeOf(value) !== -1 || this.#wide.canShrinkWithoutContext(value);
  }

  override shrink(value: Json, context: unknown): fc.Stream<fc.Value<Json>> {
    // What the base has shrunk never becomes an edge again: the two would chase each other in a circle.
    const simpler = context instanceof Made ? [] : this.#edgy.edges.slice(0, Math.max(this.#placeOf(value), 0));
    const edges = simpler.map((edge) => new fc.Value(edge, undefined));
    return fc.stream(edges[Symbol.iterator]()).join(this.#shrinkBase(value, context));
  }

  get #wide(): fc.Arbitrary<Json> {
    return this.#edgy.wide ?? this.#edgy.base;
  }

  #shrinkBase(value: Json, context: unknown): fc.Stream<fc.Value<Json>> {
    const { isValid } = this.#edgy;
    const isMade = context instanceof Made;
    const by = isMade ? context.by : this.#wide;
    if (!isMade && !by.canShrinkWithoutContext(value)) return fc.Stream.nil();
    return by
      .shrink(value, isMade ? context.context : undefined)
      .filter((each) => isValid(each.value))
      .map((each) => new fc.Value(each.value, new Made(by, each.context)));
  }

  #placeOf(value: unknown): number {
    return this.#edgy.edges.findIndex((edge) => Object.is(edge, value));
  }
}
