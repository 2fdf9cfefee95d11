/**
 * Virtual time. An instant is a whole number of microseconds since the start of the run, a duration a
 * whole number of microseconds between two instants. Nothing here reads a real clock.
 *
 * The types are flavours of `number`: a plain number fits both, but an instant never passes for a
 * duration or the other way round.
 */

export type Instant = number & { readonly unit?: 'microseconds since the start of the run' };
export type Duration = number & { readonly unit?: 'microseconds' };

export const MICROSECOND: Duration = 1;
export const MILLISECOND: Duration = 1_000;
export const SECOND: Duration = 1_000_000;
const MINUTE: Duration = 60 * SECOND;
export const HOUR: Duration = 60 * MINUTE;

/** The instant that lies this long after the start of the run. */
export function sinceStart(duration: Duration): Instant {
  return duration as number;
}

/** The number of milliseconds in a duration or instant, for reports: 1500 µs is 1.5. */
export function inMilliseconds(time: Duration | Instant): number {
  return time / MILLISECOND;
}

const units: readonly (readonly [string, Duration])[] = [
  ['us', MICROSECOND],
  ['µs', MICROSECOND],
  ['ms', MILLISECOND],
  ['s', SECOND],
  ['min', MINUTE],
  ['m', MINUTE],
  ['h', HOUR],
];

const written = /^(\d+(?:\.\d+)?)\s*(us|µs|ms|s|min|m|h)$/u;

/**
 * Reads a duration as people write it: `250us`, `1.5ms`, `5s`, `2min`, `1h`. Answers null when the text
 * is not one, or names a fraction of a microsecond.
 */
export function parseDuration(text: string): Duration | null {
  const match = written.exec(text.trim());
  if (match === null) return null;
  const unit = units.find(([name]) => name === match[2]);
  const exact = Number(match[1]) * (unit?.[1] ?? Number.NaN);
  const rounded = Math.round(exact);
  // 1.1ms is 1100.0000000000002 before rounding: as much as two roundings can be off is forgiven.
  const isWhole = Math.abs(exact - rounded) <= 4.5e-16 * rounded;
  return isWhole && Number.isSafeInteger(rounded) ? rounded : null;
}

/** From the largest on: a unit, its size, and the grain of what it writes with at most three decimals. */
const writingUnits: readonly (readonly [string, Duration, Duration])[] = [
  ['h', HOUR, HOUR],
  ['min', MINUTE, MINUTE],
  ['s', SECOND, MILLISECOND],
  ['ms', MILLISECOND, MICROSECOND],
];

/**
 * Writes a duration so that `parseDuration` reads the same one back (up to 50 years), in the largest unit
 * that needs no long fraction: `90s`, `1.5ms`.
 */
export function formatDuration(duration: Duration): string {
  if (duration === 0) return '0s';
  const [name, size] = writingUnits.find(
    ([, size, grain]) => Math.abs(duration) >= size && duration % grain === 0,
  ) ?? ['us', MICROSECOND];
  return `${String(duration / size)}${name}`;
}
