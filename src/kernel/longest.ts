/** How long the draws of a distribution are at most, but for about one in a million. Draws nothing. */
import type { Distribution } from './distribution.js';
import { exp, ln } from './mathematics.js';
import { NORMAL_P99 } from './sampling.js';
import type { Duration } from './time.js';

/** One exponential draw in a million is longer than so many means. */
const exponentialTail = -ln(1e-6);
/** One normal draw in a million is further above the mean than so many deviations. */
const normalTail = 4.753424308822899;

/** In microseconds, not rounded. Of a mixture, that of its longest part. */
export function longest(distribution: Distribution): Duration {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return distribution.to;
    case 'exponential':
      return exponentialTail * distribution.mean;
    case 'normal':
      return Math.max(0, distribution.mean + normalTail * distribution.deviation);
    case 'lognormal': {
      const { median, p99 } = distribution;
      return median * exp((normalTail * ln(p99 / median)) / NORMAL_P99);
    }
    case 'pareto':
      return distribution.minimum * exp(exponentialTail / distribution.shape);
    case 'mixture':
      return Math.max(...distribution.parts.map((part) => longest(part.of)));
    case 'empirical':
      return Math.max(...distribution.values);
  }
}
