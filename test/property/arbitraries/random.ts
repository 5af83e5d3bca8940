/** A stream of random choices: the same seed, the same choices. */
export interface Random {
  /** A whole number; both ends included. */
  int(least: number, most: number): number;
  /** True once in `times`. */
  oneIn(times: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Several different items, in any order. */
  some<Item>(items: readonly Item[], least: number, most: number): Item[];
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const int = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  const pick = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new Error('nothing to pick from');
    return items[int(0, items.length - 1)] as Item;
  };
  return {
    int,
    pick,
    oneIn: (times) => next() * times < 1,
    some(items, least, most) {
      const rest = [...items];
      const chosen: (typeof rest)[number][] = [];
      const count = Math.min(int(least, most), rest.length);
      while (chosen.length < count) chosen.push(...rest.splice(int(0, rest.length - 1), 1));
      return chosen;
    },
  };
}
