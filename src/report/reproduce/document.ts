/** What `quorate reproduce --json` prints. */
import type { Curve } from '../../experiments/reproduce/curve.js';
import type { Row } from '../../experiments/reproduce/judge.js';
import type { Topic } from '../../experiments/reproduce/published.js';

export interface Reproduced {
  readonly topic: Topic;
  readonly rows: readonly Row[];
  readonly curves: readonly Curve[];
}

/** Times are in milliseconds and shares between 0 and 1, as `unit` says. Null where something never happened. */
export function reproduceDocument(reproduced: readonly Reproduced[]): object {
  return {
    formatVersion: 1,
    topics: reproduced.map(({ topic: { name, title, paper, how }, rows, curves }) => ({
      ...{ name, title, paper, how },
      results: rows.map(rowDocument),
      curves: curves.map((curve) => ({
        series: curve.series,
        trials: curve.values.length,
        percentilesMs: percentiles(curve).map(finite),
      })),
    })),
  };
}

function rowDocument({ result, count, ours, accepted, verdict, why }: Row): object {
  const { what, unit, theirs, statistic } = result;
  return {
    ...{ what, unit, theirs, statistic: statistic.kind, values: count },
    ours: ours === null ? null : finite(ours.value),
    interval: endsOf(ours?.interval ?? null),
    accepted: endsOf(accepted),
    ...{ verdict, why },
  };
}

function endsOf(ends: Row['accepted'] | null): object | null {
  return ends === null ? null : { low: finite(ends.low), high: finite(ends.high) };
}

function finite(value: number | null): number | null {
  return value === Infinity ? null : value;
}

/** The values that 0, 1, 2, … 100 percent do not exceed: the first, then one for each percent, up to the worst. */
function percentiles({ values }: Curve): readonly number[] {
  return Array.from({ length: 101 }, (_, percent) => {
    const place = Math.max(0, Math.ceil((percent * values.length) / 100) - 1);
    return values[place] ?? Infinity;
  });
}
