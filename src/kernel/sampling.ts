/**
 * Draws from distributions. A distribution is compiled once, into a function that takes its chance from
 * whatever stream it is given and keeps nothing from one draw to the next. Stands on the kernel's own
 * `exp`, `ln` and `pow`, so that every engine draws the same.
 */
import type { Distribution } from './distribution.js';
import { exp, ln, pow } from './mathematics.js';
import type { RandomStream } from './random.js';
import type { Duration } from './time.js';

/** Draws whole microseconds, at least 0. */
export type Sampler = (stream: RandomStream) => Duration;

/** 99 of 100 standard normal numbers are below this one. */
export const NORMAL_P99 = 2.3263478740408408;

/** About 142 years: heavy tails end here, so that an instant plus any duration is still exact. */
const LONGEST = 4503599627370496;

/** Compiles a distribution. A constant draws nothing from the stream. */
export function sampler(distribution: Distribution): Sampler {
  switch (distribution.kind) {
    case 'constant': {
      const value = wholeMicroseconds(distribution.value);
      return () => value;
    }
    case 'uniform': {
      const from = wholeMicroseconds(distribution.from);
      const count = wholeMicroseconds(distribution.to) - from + 1;
      return (stream) => from + stream.below(count);
    }
    case 'exponential': {
      const { mean } = distribution;
      return (stream) => wholeMicroseconds(-mean * ln(1 - stream.fraction()));
    }
    case 'normal': {
      const { mean, deviation } = distribution;
      return (stream) => wholeMicroseconds(mean + deviation * standardNormal(stream));
    }
    case 'lognormal': {
      const { median, p99 } = distribution;
      const deviation = ln(p99 / median) / NORMAL_P99;
      return (stream) => wholeMicroseconds(median * exp(deviation * standardNormal(stream)));
    }
    case 'pareto': {
      const { minimum, shape } = distribution;
      return (stream) => wholeMicroseconds(minimum * exp(-ln(1 - stream.fraction()) / shape));
    }
    case 'mixture': {
      const samplers = distribution.parts.map((part) => sampler(part.of));
      const choose = weightedIndex(distribution.parts.map((part) => part.weight));
      return (stream) => (samplers[choose(stream)] as Sampler)(stream);
    }
    case 'empirical': {
      const values = distribution.values.map(wholeMicroseconds);
      return (stream) => stream.pick(values);
    }
  }
}

/** Draws ranks from 0 to count - 1; rank k has a weight of 1 / (k + 1)^exponent. */
export function zipf(count: number, exponent: number): (stream: RandomStream) => number {
  return weightedIndex(Array.from({ length: count }, (_, rank) => pow(rank + 1, -exponent)));
}

/** Draws indexes in proportion to their weights: one fraction each, looked up in the running sums. */
function weightedIndex(weights: readonly number[]): (stream: RandomStream) => number {
  const sums = new Float64Array(weights.length);
  let total = 0;
  weights.forEach((weight, index) => {
    total += weight;
    sums[index] = total;
  });
  return (stream) => {
    const point = stream.fraction() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (point < (sums[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/**
 * Marsaglia's polar method. It makes two numbers at a time and we leave the second one: to keep it would
 * tie draws of different distributions on one stream together.
 */
function standardNormal(stream: RandomStream): number {
  for (;;) {
    const x = 2 * stream.fraction() - 1;
    const y = 2 * stream.fraction() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * ln(square)) / square);
  }
}

function wholeMicroseconds(time: number): Duration {
  return Math.min(Math.max(Math.round(time), 0), LONGEST);
}
