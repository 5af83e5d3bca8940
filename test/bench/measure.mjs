// The one way of measuring: subjects in turns, so that what disturbs one disturbs each, and compared round by round.
import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

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

/**
 * The same for what needs no waiting, after ten rounds that do not count.
 *
 * @param {number} things how many a call of a subject does.
 * @param {Record<string, () => unknown>} subjects
 * @returns {Record<string, number[]>} nanoseconds for one thing, by subject and round.
 */
export function timesInTurns(rounds, things, subjects, calls = 20) {
  const names = Object.keys(subjects);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -10; round < rounds; round += 1) {
    // Another begins each time, so that none always follows the same.
    const order = names.map((_, index) => names[(index + round + names.length * 10) % names.length]);
    for (const name of order) {
      // What one has thrown away is not to be swept up in another's time. Only the young: to collect all would also throw
      // away what the compiler has learnt of objects that are gone.
      collectGarbage({ type: 'minor' });
      const start = performance.now();
      for (let call = 0; call < calls; call += 1) subjects[name]();
      const nanoseconds = ((performance.now() - start) * 1e6) / (calls * things);
      if (round >= 0) times[name].push(nanoseconds);
    }
  }
  return times;
}

/** Each subject's median rate, and its ratio to the first with the quartiles over the rounds. */
export function report(title, rates) {
  table(title, rates, '/s', Object.keys(rates)[0]);
}

/** Each subject's median time, and its ratio to one of them with the quartiles over the rounds. */
export function reportTimes(title, times, against = Object.keys(times)[0], unit = 'ns') {
  table(title, times, unit, against);
}

/** Printed, and appended to the file that `BENCH_JSON` names, a line of JSON for each table. */
function table(title, values, unit, against) {
  const base = values[against];
  const rows = Object.entries(values).map(([name, own]) => {
    const ratios = own.map((value, index) => value / base[index]);
    const [low, ratio, high] = [0.25, 0.5, 0.75].map((part) => quantile(ratios, part));
    return {
      name,
      median: quantile(own, 0.5),
      low: quantile(own, 0.25),
      high: quantile(own, 0.75),
      ratio,
      ratioLow: low,
      ratioHigh: high,
    };
  });
  console.log(`\n${title}`);
  for (const { name, median, ratio, ratioLow, ratioHigh } of rows) {
    const spread = name === against ? '1' : `${ratio.toFixed(2)} (${ratioLow.toFixed(2)} to ${ratioHigh.toFixed(2)})`;
    const digits = median < 100 ? 1 : 0;
    const figure = median.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    console.log(`  ${name.padEnd(52)} ${figure.padStart(12)} ${unit.padEnd(4)} ${spread}`);
  }
  const file = process.env['BENCH_JSON'];
  if (file !== undefined)
    appendFileSync(file, `${JSON.stringify({ part: process.env['BENCH_PART'], title, unit, against, rows })}\n`);
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
