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
  const rows = createRows();
  for (const candidate of candidates) {
    if (candidate === name) continue;
    seen += 1;
    if (seen > mostCandidates) break;
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const other = candidate.toLowerCase();
    if (!sharesAnEnd(lower, other)) continue;
    const distance = lower === other ? 0.5 : distanceWithin(lower, other, Math.ceil(bestDistance) - 1, rows);
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

/** Three rows of a matrix of distances, with a cell more at each end. */
type Rows = [beforePrevious: Uint8Array, previous: Uint8Array, current: Uint8Array];

function createRows(): Rows {
  const length = longestName + 8;
  return [new Uint8Array(length), new Uint8Array(length), new Uint8Array(length)];
}

/** Optimal string alignment distance, or `bound + 1` where it is more than `bound`: only cells near the diagonal are filled. */
function distanceWithin(a: string, b: string, bound: number, rows: Rows): number {
  const tooFar = bound + 1;
  let [beforePrevious, previous, row] = rows;
  for (let j = 0; j <= tooFar; j += 1) previous[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    const first = Math.max(1, i - bound);
    const last = Math.min(b.length, i + bound);
    row[first - 1] = first === 1 ? Math.min(i, tooFar) : tooFar;
    let least = row[first - 1] ?? tooFar;
    for (let j = first; j <= last; j += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      ) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    row[last + 1] = tooFar;
    if (least > bound) return tooFar;
    [beforePrevious, previous, row] = [previous, row, beforePrevious];
  }
  return Math.min(previous[b.length] ?? tooFar, tooFar);
}
