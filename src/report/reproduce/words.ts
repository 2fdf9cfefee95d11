/** What papers say and what trials came to, in words. */
import type { Row, Verdict } from '../../experiments/reproduce/judge.js';
import type { PublishedResult } from '../../experiments/reproduce/published.js';
import { grouped, lengthOfTime } from '../text/layout.js';
import type { Tone } from '../text/tone.js';

export const tones: Readonly<Record<Verdict, Tone>> = {
  inside: 'good',
  outside: 'bad',
  'not exercised': 'unknown',
  interrupted: 'unknown',
};

/** `272 ms (261 ms to 284 ms)`; of a range, `70 ms to 90 ms`, or the one value that all have. */
export function oursOf({ ours, result }: Row): string {
  if (ours === null) return 'nothing';
  const { value, interval } = ours;
  const ends = interval === null ? '' : spanOf(interval, result);
  if (value === null) return ends;
  const isExact = result.statistic.kind === 'range' || interval === null;
  return isExact ? amountOf(value, result) : `${amountOf(value, result)} (${ends})`;
}

export function acceptedOf({ accepted, result }: Row): string {
  const { low, high } = accepted;
  if (low === high) return amountOf(low, result);
  if (high === Infinity) return `at least ${amountOf(low, result)}`;
  return low === 0 && result.unit === 'ms'
    ? `at most ${amountOf(high, result)}`
    : spanOf(accepted, result);
}

function spanOf({ low, high }: Row['accepted'], result: PublishedResult): string {
  return `${amountOf(low, result)} to ${amountOf(high, result)}`;
}

function amountOf(value: number, { unit }: PublishedResult): string {
  switch (unit) {
    case 'ms':
      return value === Infinity ? 'never' : lengthOfTime(value);
    case 'share':
      return `${percentOf(value)} %`;
    case 'count':
      return grouped(value);
  }
}

/** With a digit behind the point, and with more near to nothing and to all: what is not all is not 100. */
function percentOf(share: number): string {
  const value = share * 100;
  const away = Math.min(Math.abs(value), Math.abs(100 - value));
  return String(Number(value.toFixed(away < 0.1 ? 3 : away < 1 ? 2 : 1)));
}
