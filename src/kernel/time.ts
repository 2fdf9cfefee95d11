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
export const MINUTE: Duration = 60 * SECOND;
export const HOUR: Duration = 60 * MINUTE;

/** The instant that lies this long after the start of the run. */
export function sinceStart(duration: Duration): Instant {
  return duration as number;
}

/** The number of milliseconds in a duration or instant, for reports: 1500 µs is 1.5. */
export function inMilliseconds(time: Duration | Instant): number {
  return time / MILLISECOND;
}

/** The duration nearest to a number of milliseconds. */
export function milliseconds(amount: number): Duration {
  return Math.round(amount * MILLISECOND);
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
  const isWhole = Math.abs(exact - rounded) < 1e-6 * Math.max(1, rounded);
  return isWhole && Number.isSafeInteger(rounded) ? rounded : null;
}

/** Writes a duration so that `parseDuration` reads the same one back, in the largest unit without a long fraction. */
export function formatDuration(duration: Duration): string {
  if (duration === 0) return '0s';
  const [name, size] =
    duration % SECOND === 0
      ? duration % HOUR === 0
        ? (['h', HOUR] as const)
        : duration % MINUTE === 0
          ? (['min', MINUTE] as const)
          : (['s', SECOND] as const)
      : duration % MILLISECOND === 0 && duration < SECOND
        ? (['ms', MILLISECOND] as const)
        : duration >= SECOND && duration % MILLISECOND === 0
          ? (['s', SECOND] as const)
          : duration >= MILLISECOND
            ? (['ms', MILLISECOND] as const)
            : (['us', MICROSECOND] as const);
  return `${String(duration / size)}${name}`;
}
