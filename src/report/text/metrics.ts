/** The numbers of a run in a few rows: operations, latency, outages, what a failover cost. */
import type { Report } from '../schema.js';
import type { Style } from '../style.js';
import { grouped, hanging, lengthOfTime } from './layout.js';

const nameWidth = 12;

/** One row a subject, indented by two; subjects with nothing to tell are left out. */
export function metricLines(report: Report, { paint, width }: Style): string[] {
  const { latency } = report.metrics;
  const rows: readonly (readonly [string, string])[] = [
    ['operations', operations(report)],
    ['writes', kindRow(report, 'write', latency.write)],
    ['appends', kindRow(report, 'append', latency.append)],
    ['reads', kindRow(report, 'read', latency.read)],
    ['RPO', dataLoss(report)],
    ['RTO', recoveryTime(report)],
  ];
  return rows
    .filter(([, text]) => text !== '')
    .flatMap(([name, text]) => {
      const label = `  ${name.padEnd(nameWidth)}`;
      const [first = '', ...others] = hanging(label, text, width);
      return [paint.dim(label) + first.slice(label.length), ...others];
    });
}

function operations({ operations: { invoked, ok, fail, info } }: Report): string {
  const outcomes = `${grouped(ok)} ok, ${grouped(fail)} failed, ${grouped(info)} unknown`;
  return `${grouped(invoked)}: ${outcomes}`;
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
