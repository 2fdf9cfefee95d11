/** Durations as people write them, read and written back. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, HOUR, parseDuration } from '../../src/kernel/time.js';

const FIFTY_YEARS = 50 * 365 * 24 * HOUR;

describe('reading a duration', () => {
  it.each([
    ['250us', 250],
    ['250µs', 250],
    ['1.5ms', 1_500],
    ['1.1ms', 1_100],
    ['5s', 5_000_000],
    ['0.000001s', 1],
    ['2min', 120_000_000],
    ['2m', 120_000_000],
    ['1h', 3_600_000_000],
    [' 10 s ', 10_000_000],
    ['0s', 0],
  ])('understands %j', (text, duration) => {
    expect(parseDuration(text)).toBe(duration);
  });

  it.each(['', '5', 's', '-5s', '1e3s', '5 seconds', '5S', '.5s', '5.s', '1h30min', 'Infinitys'])(
    'does not take %j for one',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );

  it.each(['0.5us', '1.0000001s', '0.0000001s', '0.0001ms'])(
    'refuses %s, which names a fraction of a microsecond',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});

describe('writing a duration', () => {
  it.each([
    [0, '0s'],
    [1, '1us'],
    [999, '999us'],
    [1_500, '1.5ms'],
    [1_000_000, '1s'],
    [1_500_000, '1.5s'],
    [1_000_001, '1000.001ms'],
    [90_000_000, '90s'],
    [120_000_000, '2min'],
    [7_200_000_000, '2h'],
    [-200_000, '-200ms'],
  ])('makes of %d µs %s', (duration, text) => {
    expect(formatDuration(duration)).toBe(text);
  });

  test.prop([fc.oneof(fc.nat(), fc.nat({ max: FIFTY_YEARS }))])(
    'can be read back, to the microsecond',
    (duration) => {
      expect(parseDuration(formatDuration(duration))).toBe(duration);
    },
  );
});
