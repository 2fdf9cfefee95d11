/**
 * The positions of all nodes over time as CSV, for spreadsheets and plots: one row a sample and node.
 * Columns of the stages of replication first, then whatever else the family shows.
 */
import { inMilliseconds } from '../kernel/time.js';
import type { ReplicationSamples, Series } from '../simulation/run.js';
import { csvRow } from './csv.js';
import { seriesOf } from './replication.js';
import { stages } from './schema.js';

/** The first line: `atMs,node,sent,written,flushed,applied,visible`. */
export function positionsHeader(samples: ReplicationSamples): string {
  return csvRow(['atMs', 'node', ...stages, ...otherPositions(samples)]);
}

/** The rows of one sample, a node each; empty cells where a position was unknown. */
export function positionRows(
  samples: ReplicationSamples,
  sample: number,
  nodes: readonly string[],
): string {
  const others = otherPositions(samples);
  const at = String(inMilliseconds(samples.at[sample] ?? 0));
  return nodes
    .map((node) => {
      const own = samples.positions.get(node);
      const series: readonly Series[] = [
        ...stages.map((stage) => seriesOf(samples, node, stage)),
        ...others.map((name) => own?.get(name) ?? []),
      ];
      return csvRow([at, node, ...series.map((one) => String(one[sample] ?? ''))]);
    })
    .join('');
}

/** Positions that are no stage, as some families show, in code-unit order. */
function otherPositions({ positions }: ReplicationSamples): readonly string[] {
  const names = new Set([...positions.values()].flatMap((own) => [...own.keys()]));
  for (const stage of stages) names.delete(stage);
  return [...names].sort();
}
