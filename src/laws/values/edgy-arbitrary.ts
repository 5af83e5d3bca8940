import * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';

/** How often something is made anew before an edge is taken instead: nothing may look for ever. */
const mostTries = 40;

export interface Edgy {
  readonly base: fc.Arbitrary<Json>;
  /** The simplest first; at least one. */
  readonly edges: readonly Json[];
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

/** How the base made a value, for its own shrinking. */
class Made {
  readonly context: unknown;

  constructor(context: unknown) {
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
        if (isValid(value)) return new fc.Value(value, new Made(context));
      }
    }
    const edge = edges[random.nextInt(0, edges.length - 1)];
    return new fc.Value(edge === undefined ? null : edge, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Json {
    return this.#placeOf(value) !== -1 || this.#edgy.base.canShrinkWithoutContext(value);
  }

  override shrink(value: Json, context: unknown): fc.Stream<fc.Value<Json>> {
    const simpler = this.#edgy.edges.slice(0, Math.max(this.#placeOf(value), 0));
    const edges = simpler.map((edge) => new fc.Value(edge, undefined));
    return fc.stream(edges[Symbol.iterator]()).join(this.#shrinkBase(value, context));
  }

  #shrinkBase(value: Json, context: unknown): fc.Stream<fc.Value<Json>> {
    const { base, isValid } = this.#edgy;
    const made = context instanceof Made ? context.context : undefined;
    if (!(context instanceof Made) && !base.canShrinkWithoutContext(value)) return fc.Stream.nil();
    return base
      .shrink(value, made)
      .filter((each) => isValid(each.value))
      .map((each) => new fc.Value(each.value, new Made(each.context)));
  }

  #placeOf(value: unknown): number {
    return this.#edgy.edges.findIndex((edge) => Object.is(edge, value));
  }
}
