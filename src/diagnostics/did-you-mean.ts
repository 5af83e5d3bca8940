/** Longer names are not compared: nobody mistypes one letter of so many and wants to be told. */
const longestName = 80;

/** The most candidates that one call looks at, so that thousands of findings over thousands of names stay cheap. */
const mostCandidates = 5000;

/**
 * The candidate that the author probably meant by `name`, or `undefined` where none is close. Close is: the same but for
 * upper and lower case, or a Damerau–Levenshtein distance of at most a third of the name's length (at least 1, at most
 * 3). The first of the closest wins.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length === 0 || name.length > longestName) return undefined;
  const lower = name.toLowerCase();
  const bound = Math.min(3, Math.max(1, Math.floor(name.length / 3)));
  let best: string | undefined;
  let bestDistance = bound + 1;
  let seen = 0;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    seen += 1;
    if (seen > mostCandidates) break;
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const other = candidate.toLowerCase();
    if (!sharesAnEnd(lower, other)) continue;
    const distance = lower === other ? 0.5 : distanceWithin(lower, other, Math.ceil(bestDistance) - 1);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A mistyped name nearly always keeps its first two or its last two letters, or one of the two ends; this is what makes a miss cheap. */
function sharesAnEnd(a: string, b: string): boolean {
  return (
    a.length <= 3 ||
    a.charCodeAt(0) === b.charCodeAt(0) ||
    a.charCodeAt(a.length - 1) === b.charCodeAt(b.length - 1) ||
    a.charCodeAt(0) === b.charCodeAt(1) ||
    a.charCodeAt(1) === b.charCodeAt(0)
  );
}

/** Optimal string alignment distance, or `bound + 1` where it is more than `bound`. */
function distanceWithin(a: string, b: string, bound: number): number {
  let beforePrevious: number[] = [];
  let previous: number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row: number[] = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(at(previous, j) + 1, at(row, j - 1) + 1, at(previous, j - 1) + (same ? 0 : 1));
      const swapped =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (swapped) cost = Math.min(cost, at(beforePrevious, j - 2) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > bound) return bound + 1;
    beforePrevious = previous;
    previous = row;
  }
  return Math.min(at(previous, b.length), bound + 1);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
