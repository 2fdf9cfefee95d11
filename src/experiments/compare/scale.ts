/** The values among which a threshold is looked for: durations of three digits, or whole numbers. */
import { formatDuration, parseDuration, type Duration } from '../../kernel/time.js';

export interface Scale {
  readonly path: string;
  /** How many values there are; at least two. */
  readonly size: number;
  /** The value at a place from 0 on, upwards, as YAML. */
  readonly valueAt: (place: number) => string;
}

export type ScaleReading = Scale | { readonly problem: string };

/** Reads `database.failover.detect=100ms..10s` or `database.nodes=1..9`. */
export function parseScale(text: string): ScaleReading {
  const [, path, from = '', to = ''] = /^([^=]+)=(.+?)\.\.(.+)$/u.exec(text) ?? [];
  const form = 'write path=lowest..highest, such as database.failover.detect=100ms..10s';
  if (path === undefined) return { problem: form };
  const numbers = [from, to].map(wholeNumber);
  const durations = [from, to].map((end) => parseDuration(end));
  const make = numbers.includes(null) ? durationScale : integerScale;
  const [lowest = null, highest = null] = numbers.includes(null) ? durations : numbers;
  if (lowest === null || highest === null) {
    return { problem: `both ends must be durations or whole numbers; ${form}` };
  }
  if (lowest >= highest) return { problem: `a range goes upwards, unlike ${from}..${to}` };
  return make(path.trim(), lowest, highest);
}

function wholeNumber(text: string): number | null {
  const number = Number(text);
  return /^\s*\d+\s*$/u.test(text) && Number.isSafeInteger(number) ? number : null;
}

function integerScale(path: string, lowest: number, highest: number): Scale {
  return { path, size: highest - lowest + 1, valueAt: (place) => String(lowest + place) };
}

/** Both ends, and between them all durations of at most three digits. */
function durationScale(path: string, lowest: Duration, highest: Duration): Scale {
  const first = rankOf(lowest) + 1;
  const last = roundAt(rankOf(highest)) === highest ? rankOf(highest) - 1 : rankOf(highest);
  const size = last - first + 3;
  const valueAt = (place: number): string => {
    if (place === 0) return formatDuration(lowest);
    return formatDuration(place === size - 1 ? highest : roundAt(first + place - 1));
  };
  return { path, size, valueAt };
}

/** How many durations of at most three digits are not longer, nothing left out: microseconds up to 1000, then every tenth … */
function rankOf(duration: Duration): number {
  let [rank, rest] = [0, duration];
  while (rest >= 1000) {
    rest = Math.floor(rest / 10);
    rank += 900;
  }
  return rank + rest;
}

/** The duration of this rank. */
function roundAt(rank: number): Duration {
  let [rest, unit] = [rank, 1];
  while (rest >= 1000) {
    rest -= 900;
    unit *= 10;
  }
  return rest * unit;
}
