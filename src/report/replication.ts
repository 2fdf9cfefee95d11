/** How far behind every node was at each stage of replication, from the samples of a run. */
import { nearestRank } from '../checkers/latency.js';
import type { ReplicationSamples, Series } from '../simulation/run.js';
import { stages, type Report, type Stage } from './schema.js';

type Rows = Report['metrics']['replication'];
type Lag = Rows[string]['behind'];

/** One row a node: `behind`, and the stages that were seen at all. */
export function replicationRows(samples: ReplicationSamples): Rows {
  const rows = [...samples.behind].map(([node, behind]) => {
    const lags = stages.flatMap((stage) => {
      const lag = lagOf(seriesOf(samples, node, stage).map(behindNewest(samples)));
      return lag.max === null ? [] : [[stage, lag] as const];
    });
    return [node, { behind: lagOf(behind), ...Object.fromEntries(lags) }] as const;
  });
  return Object.fromEntries(rows);
}

/** What was seen of one stage of a node; empty where the node never showed it. */
export function seriesOf(
  { sent, positions }: ReplicationSamples,
  node: string,
  stage: Stage,
): Series {
  return (stage === 'sent' ? sent.get(node) : positions.get(node)?.get(stage)) ?? [];
}

function behindNewest({ newest }: ReplicationSamples) {
  return (position: number | null, index: number): number | null => {
    const furthest = newest[index] ?? null;
    return position === null || furthest === null ? null : furthest - position;
  };
}

function lagOf(series: Series): Lag {
  const sorted = series.filter((entries) => entries !== null).sort((a, b) => a - b);
  const [p50, p99, max] = [50, 99, 100].map((percent) => nearestRank(sorted, percent));
  return { p50: p50 ?? null, p99: p99 ?? null, max: max ?? null };
}
