/** What variants are compared by: numbers of the report, by path, and how to speak of them. */
import { resolveReportPath, type ReportKeys } from '../../scenario/report-path.js';

export interface Metric {
  /** The way to the number in the report: `metrics.latency.write.p50Ms`. */
  readonly path: string;
  readonly label: string;
  /** `share` is from 0 to 1, `rate` is a second. */
  readonly unit: MetricUnit;
  /** Which of two numbers one would rather have; null when that is a matter of taste. */
  readonly better: 'lower' | 'higher' | null;
}

export type MetricUnit = 'ms' | 'share' | 'rate' | 'count';

const table: readonly (readonly [path: string, label: string, Metric['unit'], Metric['better']])[] =
  [
    ['metrics.latency.write.p50Ms', 'write p50', 'ms', 'lower'],
    ['metrics.latency.write.p99Ms', 'write p99', 'ms', 'lower'],
    ['metrics.latency.append.p50Ms', 'append p50', 'ms', 'lower'],
    ['metrics.latency.append.p99Ms', 'append p99', 'ms', 'lower'],
    ['metrics.latency.read.p50Ms', 'read p50', 'ms', 'lower'],
    ['metrics.latency.read.p99Ms', 'read p99', 'ms', 'lower'],
    ['metrics.throughput.perSecond', 'throughput', 'rate', 'higher'],
    ['metrics.availability.all', 'availability', 'share', 'higher'],
    ['findings.lostWrites.count', 'lost writes', 'count', 'lower'],
    ['fates.discardedInConflict', 'dropped in conflict', 'count', 'lower'],
    ['findings.staleReads.count', 'stale reads', 'count', 'lower'],
    ['findings.dirtyReads.count', 'dirty reads', 'count', 'lower'],
    ['metrics.rpoMs', 'RPO', 'ms', 'lower'],
    ['metrics.rtoMs', 'RTO', 'ms', 'lower'],
    ['metrics.longestUnavailability.writeMs', 'writes unavailable', 'ms', 'lower'],
    ['metrics.longestUnavailability.appendMs', 'appends unavailable', 'ms', 'lower'],
    ['metrics.longestUnavailability.readMs', 'reads unavailable', 'ms', 'lower'],
    ['metrics.messages.perOperation', 'messages/op', 'count', 'lower'],
  ];

/** What is compared when nobody says what. */
export const usualMetrics: readonly Metric[] = table.map(([path, label, unit, better]) => {
  return { path, label, unit, better };
});

/** The parts of a report whose numbers are counted in a sweep. */
const counted = ['operations', 'fates', 'findings', 'metrics', 'groups'];

export type MetricReading = Metric | { readonly problem: string };

/** The metric that a path names; what `expect` may leave out may be left out here, too. */
export function metricAt(path: string, keys: ReportKeys | null): MetricReading {
  const resolved = resolveReportPath(path, keys);
  if (resolved.kind === 'unknown') {
    const { message, hint } = resolved;
    return { problem: hint === null ? message : `${message}; ${hint}` };
  }
  const { field } = resolved;
  const [section = ''] = field.path;
  if (field.words !== null || !counted.includes(section)) {
    return { problem: `${path} is no number that runs can be compared by` };
  }
  const whole = field.path.join('.');
  const known = usualMetrics.find((metric) => metric.path === whole);
  if (known !== undefined) return known;
  return { path: whole, label: path, unit: field.unit ?? unitOf(whole), better: betterOf(whole) };
}

function unitOf(path: string): MetricUnit {
  if (path.startsWith('metrics.availability.')) return 'share';
  return /persecond$/iu.test(path) ? 'rate' : 'count';
}

function betterOf(path: string): Metric['better'] {
  if (/^(?:metrics\.availability|metrics\.throughput)\./u.test(path)) return 'higher';
  return path.includes('latency.') ? 'lower' : null;
}
