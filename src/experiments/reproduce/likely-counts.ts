/** How often something with a known chance may happen: the binomial distribution without its tails, exactly. */
import { exp, ln } from '../../kernel/mathematics.js';

/** So little is cut off at each end: together one in a thousand. */
const tail = 0.0005;

/**
 * The counts, both ends included, that are not too few and not too many: each tail beyond them has less than one in two
 * thousand. Logarithms, because the chance of a single count may be smaller than any number.
 */
export function likelyCounts(
  chance: number,
  total: number,
): { readonly low: number; readonly high: number } {
  if (chance <= 0) return { low: 0, high: 0 };
  if (chance >= 1) return { low: total, high: total };
  const odds = ln(chance) - ln(1 - chance);
  const chances: number[] = [];
  let logarithm = total * ln(1 - chance);
  for (let count = 0; count <= total; count += 1) {
    chances.push(exp(logarithm));
    if (count < total) logarithm += ln((total - count) / (count + 1)) + odds;
  }
  return { low: cutOff(chances), high: total - cutOff(chances.reverse()) };
}

/** How many of the first make up less than the tail. */
function cutOff(chances: readonly number[]): number {
  let sum = 0;
  const place = chances.findIndex((one) => (sum += one) >= tail);
  return Math.max(0, place);
}
