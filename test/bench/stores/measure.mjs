// Runs subjects in turns, so that what disturbs one disturbs each, and compares them round by round.

/**
 * @param {number} rounds
 * @param {Record<string, () => Promise<number>>} subjects each does its work once and gives how many things it did.
 * @returns {Promise<Record<string, number[]>>} things a second, by subject and round.
 */
export async function inTurns(rounds, subjects) {
  const rates = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (const run of Object.values(subjects)) await run();
  for (let round = 0; round < rounds; round++) {
    const names = Object.keys(subjects);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const start = process.hrtime.bigint();
      const count = await subjects[name]();
      rates[name].push((count * 1e9) / Number(process.hrtime.bigint() - start));
    }
  }
  return rates;
}

/** Prints a table: each subject's median rate, and its ratio to the first with the quartiles over the rounds. */
export function report(title, rates) {
  const [[first, base]] = Object.entries(rates);
  console.log(`\n${title}`);
  for (const [name, values] of Object.entries(rates)) {
    const ratios = values.map((value, index) => value / base[index]);
    const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => quantile(ratios, part).toFixed(2));
    const ratio = name === first ? '1' : `${middle} (${low} to ${high})`;
    console.log(
      `  ${name.padEnd(44)} ${Math.round(quantile(values, 0.5)).toLocaleString('en').padStart(10)}/s  ${ratio}`,
    );
  }
}

export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** Runs `count` jobs, `width` of them at a time. */
export async function atOnce(width, count, job) {
  let next = 0;
  const lane = async () => {
    while (next < count) await job(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return count;
}
