/**
 * What all benchmarks share: timing, contestants that take turns so that a noisy machine disturbs all of
 * them alike, medians, and tables. Sections print through here; nothing is written to files.
 */

/**
 * Nanoseconds that one of `operations` took.
 *
 * @param {number} operations
 * @param {() => void} work does that many operations
 */
export function nanosecondsEach(operations, work) {
  const before = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - before) / operations;
}

/** @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Lets every contestant play one round after the other, `rounds` times over, and answers the median of
 * what each round returned. One round more at the beginning does not count: the compiler is warming up.
 *
 * @template {string} Name
 * @param {number} rounds
 * @param {Record<Name, () => number>} contestants
 * @returns {Record<Name, number>}
 */
export function takeTurns(rounds, contestants) {
  const names = Object.keys(contestants);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const result = contestants[name]();
      if (round > 0) results[name].push(result);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(results[name])]));
}

/** @param {string} title */
export function printTitle(title) {
  console.log(`\n${title}\n${'='.repeat(title.length)}\n`);
}

/**
 * @param {readonly string[]} headings
 * @param {readonly (readonly string[])[]} rows
 */
export function printTable(headings, rows) {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) => row.map((cell, column) => cell.padStart(widths[column])).join('  ');
  console.log(line(headings));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const row of rows) console.log(line(row));
}

/**
 * One line for a target of which more is better: the bar, what we are here for, what was measured.
 *
 * @param {string} name
 * @param {number} measured
 * @param {{ must: number, aim: number }} target
 */
export function printTarget(name, measured, { must, aim }) {
  const verdict = measured >= aim ? 'aim met' : measured >= must ? 'must met' : 'MISSED';
  console.log(`${name}: ${ratio(measured)} (must ${must} x, aim ${aim} x): ${verdict}`);
}

/**
 * The same for a target of which less is better.
 *
 * @param {string} name
 * @param {number} measured
 * @param {{ must: number, aim: number }} target
 */
export function printCost(name, measured, { must, aim }) {
  const verdict = measured <= aim ? 'aim met' : measured <= must ? 'must met' : 'MISSED';
  console.log(`${name}: ${ratio(measured)} (at most ${must} x, aim ${aim} x): ${verdict}`);
}

/** @param {number} number */
export function ratio(number) {
  return `${number.toFixed(2)} x`;
}

/** Million operations a second. @param {number} nanoseconds of one operation */
export function millions(nanoseconds) {
  return (1000 / nanoseconds).toFixed(1);
}
