/**
 * The numbers of a run in a few rows: operations, latency, outages, what a failover cost, who lagged
 * behind.
 */
import { stages, type Report } from '../schema.js';
import type { Style } from '../style.js';
import { counted, grouped, hanging, lengthOfTime } from './layout.js';

const nameWidth = 12;
/** Some entries are always on their way; from so many on, lag is worth a row. */
const worthTelling = 20;
const lagRows = 3;

/** One row a subject, indented by two; subjects with nothing to tell are left out. */
export function metricLines(report: Report, { paint, width }: Style): string[] {
  const { latency } = report.metrics;
  const rows: readonly (readonly [string, string])[] = [
    ['operations', operations(report)],
    ['writes', kindRow(report, 'write', latency.write)],
    ['appends', kindRow(report, 'append', latency.append)],
    ['deletes', kindRow(report, 'delete', latency.delete)],
    ['reads', kindRow(report, 'read', latency.read)],
    ['RPO', dataLoss(report)],
    ['RTO', recoveryTime(report)],
    ['split brain', splitBrain(report)],
    ['divergence', divergence(report)],
    ...lags(report),
  ];
  return rows
    .filter(([, text]) => text !== '')
    .flatMap(([name, text]) => {
      const label = `  ${`${name} `.padEnd(nameWidth)}`;
      const [first = '', ...others] = hanging(label, text, width);
      return [paint.dim(label) + first.slice(label.length), ...others];
    });
}

function operations({ operations: { invoked, ok, fail, info, retries } }: Report): string {
  const outcomes = `${grouped(ok)} ok, ${grouped(fail)} failed, ${grouped(info)} unknown`;
  const again = retries === 0 ? '' : `; ${counted(retries, 'retry', 'retries')}`;
  return `${grouped(invoked)}: ${outcomes}${again}`;
}

type Latency = Report['metrics']['latency']['write'];

function kindRow(report: Report, kind: string, { count, p50Ms, p99Ms }: Latency): string {
  const outages = report.metrics.unavailability.filter((outage) => outage.kind === kind);
  const parts: string[] = [];
  if (count > 0 && p50Ms !== null && p99Ms !== null) {
    parts.push(`p50 ${lengthOfTime(p50Ms)}, p99 ${lengthOfTime(p99Ms)}`);
  }
  const longest = outages.reduce<(typeof outages)[number] | undefined>(
    (worst, outage) => (worst !== undefined && worst.lengthMs >= outage.lengthMs ? worst : outage),
    undefined,
  );
  if (longest !== undefined) {
    const end = longest.toMs === null ? ' to the end' : '';
    const more = outages.length > 1 ? ` (+${outages.length - 1} shorter)` : '';
    const length = lengthOfTime(longest.lengthMs);
    parts.push(`unavailable ${length} from ${lengthOfTime(longest.fromMs)}${end}${more}`);
  }
  return parts.join('; ');
}

/** The data-loss window. */
function dataLoss({ metrics: { rpoMs } }: Report): string {
  return rpoMs === 0 ? '' : lengthOfTime(rpoMs);
}

/** How long it took to serve again, with its phases. */
function recoveryTime({ metrics: { rtoMs, recovery } }: Report): string {
  if (recovery === null) return '';
  const phases = (
    [
      ['detection', recovery.detectionMs],
      ['promotion', recovery.promotionMs],
      ['rediscovery', recovery.rediscoveryMs],
    ] as const
  ).flatMap(([phase, ms]) => (ms === null ? [] : [`${phase} ${lengthOfTime(ms)}`]));
  const whole = rtoMs === null ? 'never recovered' : lengthOfTime(rtoMs);
  return phases.length === 0 ? whole : `${whole}: ${phases.join(', ')}`;
}

/**
 * For how long two nodes both acknowledged writes, and how many of these are lost; else how far two
 * nodes in one role got.
 */
function splitBrain({ findings: { splitBrain } }: Report): string {
  const { believedCount, believedMs, servingCount, servingMs, items } = splitBrain;
  const [first] = items;
  const believed = believedCount === 0 ? [] : [`two in office for ${lengthOfTime(believedMs)}`];
  const serving = servingCount === 0 ? [] : [`both answering for ${lengthOfTime(servingMs)}`];
  if (first === undefined) {
    const grades = [...believed, ...serving];
    return grades.length === 0 ? '' : [...grades, 'no conflicting writes'].join(', ');
  }
  const accounts = first.sides.map(({ node, acknowledged, lost }, index) => {
    const losses = lost === 0 ? '' : ` (${grouped(lost)} lost)`;
    const isFirst = index === 0;
    const what = isFirst ? `acknowledged ${counted(acknowledged, 'write')}` : grouped(acknowledged);
    return `${node} ${what}${losses}`;
  });
  const length = lengthOfTime(splitBrain.totalMs);
  const stretch =
    splitBrain.count === 1 ? length : `${splitBrain.count} times, ${length} in all; the first`;
  const conflict = `${stretch} from ${lengthOfTime(first.fromMs)}: ${accounts.join(', ')}`;
  return [conflict, ...believed].join('; ');
}

/** How often and how long nodes held different states of a key, where somebody asked. */
function divergence({ findings: { divergenceIntervals } }: Report): string {
  if (divergenceIntervals === undefined) return '';
  const { count, longestMs, totalMs, convergedAfterMs } = divergenceIntervals;
  if (count === 0) return 'never';
  const lasted = `${counted(count, 'time')}, ${lengthOfTime(totalMs)} in all, ${lengthOfTime(longestMs)} at most`;
  return convergedAfterMs === null
    ? lasted
    : `${lasted}; converged ${lengthOfTime(convergedAfterMs)} after the last fault`;
}

type Lags = Report['metrics']['replication'][string];

/** One row a node that fell behind at some time, those furthest behind first. */
function lags({ metrics: { replication } }: Report): (readonly [string, string])[] {
  const nodes = [...new Map(Object.entries(replication))];
  if (nodes.length < 2) return [];
  const rows = nodes
    .map(([node, row]) => ({ node, row, furthest: furthestIn(row) }))
    .filter(({ furthest }) => furthest >= worthTelling)
    .sort((a, b) => b.furthest - a.furthest)
    .map(({ node, row }) => [`lag of ${node}`, `${lagText(row)} entries`] as const);
  const hidden = rows.length - lagRows;
  if (hidden <= 0) return rows;
  return [...rows.slice(0, lagRows), ['', `and ${counted(hidden, 'more node', 'more nodes')}`]];
}

function furthestIn(row: Lags): number {
  return stages.reduce((most, stage) => Math.max(most, row[stage]?.max ?? 0), 0);
}

/** `sent 3, written to applied 80, visible 81`: neighbours that were as far behind are told together. */
function lagText(row: Lags): string {
  const groups: { readonly from: string; to: string; readonly most: number }[] = [];
  for (const stage of stages) {
    const most = row[stage]?.max ?? null;
    const last = groups.at(-1);
    if (most === null) continue;
    if (last?.most === most) last.to = stage;
    else groups.push({ from: stage, to: stage, most });
  }
  return groups
    .map(({ from, to, most }) => `${from === to ? from : `${from} to ${to}`} ${grouped(most)}`)
    .join(', ');
}
