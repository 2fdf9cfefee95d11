/** Waits that grow, to the microsecond. */
import { describe, expect, it } from 'vitest';
import { nextWait, waitedOver } from '../../src/kernel/backoff.js';

describe('the wait after one more failure', () => {
  it('is so many times the one before, and keeps its fraction', () => {
    expect(nextWait(10, 2, 1000)).toBe(20);
    expect(nextWait(5, 1.5, 1000)).toBe(7.5);
    expect(nextWait(7, 1, 1000)).toBe(7);
  });

  it('is never longer than the longest one', () => {
    expect(nextWait(600, 2, 1000)).toBe(1000);
    expect(nextWait(1000, 1e300, 1000)).toBe(1000);
  });
});

describe('the time waited over some failures', () => {
  it.each([
    [0, 0],
    [1, 200],
    [2, 600],
    [4, 3000],
    [6, 6200],
  ])('%i of them, from 200 on, doubling up to eightfold: %i', (failures, whole) => {
    expect(waitedOver(failures, 200, 1600)).toBe(whole);
  });

  it('is counted with the longest wait where the first one is longer', () => {
    expect(waitedOver(3, 500, 100)).toBe(300);
  });
});
