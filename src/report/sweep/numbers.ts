/** Numbers of sweeps in words: metrics in their units, shares in percent. */
import { grouped, lengthOfTime } from '../text/layout.js';

/** A number of the report at a path; lengths of time are told by their name. */
export function amount(path: string, value: number | null): string {
  if (value === null) return '';
  const sign = value < 0 ? '-' : '';
  const size = Math.abs(value);
  return sign + (path.endsWith('Ms') ? lengthOfTime(size) : decimal(size));
}

/** With three digits at least: `0.25`, `12.3`, `1,234`. */
function decimal(value: number): string {
  if (Number.isInteger(value)) return grouped(value);
  if (value >= 100) return grouped(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** 0.0123 → `1.2`; what is not nothing is not 0, and what is not all is not 100. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0 || value === 100) return String(value);
  const away = Math.min(value, 100 - value);
  return String(Number(value.toFixed(away < 0.1 ? 3 : away < 10 ? 1 : 0)));
}

/** `6 % (3.5 to 10.2)`. */
export function shareText({
  share,
  low,
  high,
}: {
  share: number;
  low: number;
  high: number;
}): string {
  return `${percent(share)} % (${percent(low)} to ${percent(high)})`;
}

/** What people call a number of the report: `metrics.latency.write.p50Ms` → `latency.write.p50`. */
export function shortPath(path: string): string {
  return path
    .replace(/^(?:findings|fates|metrics)\./u, '')
    .replace(/Ms$/u, '')
    .replace(/\.count$/u, '');
}
