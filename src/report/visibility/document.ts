/** What `quorate visibility` prints for programs: JSON, and the curve as CSV. */
import type { Latencies, Visibility } from '../../experiments/visibility/visibility.js';
import { inMilliseconds } from '../../kernel/time.js';
import type { Scenario } from '../../scenario/scenario.js';
import { csvRow } from '../csv.js';
import { milliseconds } from '../milliseconds.js';

/** Fields may be added, never renamed. Shares lie between 0 and 1; null is what was not reached, or not known. */
export function visibilityDocument(scenario: Scenario, result: Visibility): object {
  const { seed, curve, reached, versions, latency, unanswered } = result;
  return {
    formatVersion: 1,
    scenario: { name: scenario.spec.name, digest: scenario.digest, file: scenario.file },
    seed,
    curve: curve.map(({ wait, reads, fresh, share, low, high, level }) => ({
      afterMs: inMilliseconds(wait),
      ...{ reads, fresh, share, low, high, level },
    })),
    reached: reached.map(({ percent, wait, low, high }) => ({
      percent,
      afterMs: milliseconds(wait),
      lowMs: milliseconds(low),
      highMs: milliseconds(high),
    })),
    versions,
    latency: { write: latencyDocument(latency.write), read: latencyDocument(latency.read) },
    unanswered,
  };
}

function latencyDocument({ count, p50, p99, p999 }: Latencies): object {
  return {
    count,
    ...{ p50Ms: milliseconds(p50), p99Ms: milliseconds(p99), p999Ms: milliseconds(p999) },
  };
}

const columns = ['afterMs', 'reads', 'fresh', 'share', 'low', 'high', 'level'];

/** One row for each time; the first one names the columns. */
export function visibilityCsv({ curve }: Visibility): string {
  const rows = curve.map(({ wait, reads, fresh, share, low, high, level }) =>
    [inMilliseconds(wait), reads, fresh, share, low, high, level].map(String),
  );
  return [columns, ...rows].map(csvRow).join('');
}
