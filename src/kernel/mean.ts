/** The mean of a distribution, in closed form: what many draws have on average. Draws nothing. */
import type { Distribution } from './distribution.js';
import { exp, ln } from './mathematics.js';
import { NORMAL_P99 } from './sampling.js';
import type { Duration } from './time.js';

/**
 * In microseconds, not rounded. A normal one counts with its parameter, although draws below 0 count as 0; the
 * mean of a Pareto distribution with a shape of 1 or less is infinite.
 */
export function mean(distribution: Distribution): Duration {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return (distribution.from + distribution.to) / 2;
    case 'exponential':
    case 'normal':
      return distribution.mean;
    case 'lognormal': {
      const { median, p99 } = distribution;
      const deviation = ln(p99 / median) / NORMAL_P99;
      return median * exp((deviation * deviation) / 2);
    }
    case 'pareto': {
      const { minimum, shape } = distribution;
      return shape > 1 ? (minimum * shape) / (shape - 1) : Infinity;
    }
    case 'mixture': {
      const { parts } = distribution;
      const weight = parts.reduce((sum, part) => sum + part.weight, 0);
      return parts.reduce((sum, part) => sum + (part.weight / weight) * mean(part.of), 0);
    }
    case 'empirical': {
      const { values } = distribution;
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    }
  }
}
