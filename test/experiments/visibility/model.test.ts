/** The model of bounded staleness: exact where latencies are constant, and with known chances where they are all alike. */
import { describe, expect, it } from 'vitest';
import {
  drawTrials,
  type DrawnTrial,
  type Legs,
  type Quorums,
} from '../../../src/experiments/visibility/model.js';
import type { Distribution } from '../../../src/kernel/distribution.js';
import { latencyFits } from '../../../src/kernel/latency-fits.js';

const always = (value: number): Distribution => ({ kind: 'constant', value });

const legs = (write: Distribution, rest: Distribution): Legs => {
  return { write, acknowledgement: rest, read: rest, response: rest };
};

const quorums = (replicas: number, read: number, write: number): Quorums => {
  return { replicas, read, write };
};

function trials(count: number, ...args: Parameters<typeof drawTrials>): readonly DrawnTrial[] {
  const draw = drawTrials(...args);
  return Array.from({ length: count }, draw);
}

/** Fresh at once, in so many of the trials. */
function freshAtOnce(drawn: readonly DrawnTrial[]): number {
  return drawn.filter(({ visibleAfter }) => visibleAfter === 0).length / drawn.length;
}

describe('a trial', () => {
  it('takes the way there and back, and is fresh at once, where all messages take the same time', () => {
    const constant = { ...legs(always(700), always(100)), response: always(30) };
    expect(drawTrials(quorums(3, 1, 1), constant, 1)()).toEqual({
      writeLatency: 800,
      readLatency: 130,
      visibleAfter: 0,
    });
  });

  it('is always fresh at once where quorums overlap', () => {
    const { 'lnkd-disk': disk, 'lnkd-ssd': ssd } = latencyFits;
    for (const [read, write] of [
      [2, 2],
      [1, 3],
      [3, 1],
    ] as const) {
      expect(freshAtOnce(trials(2000, quorums(3, read, write), legs(disk, ssd), 1))).toBe(1);
    }
  });

  it('waits for as many answers as it says', () => {
    const spread: Distribution = { kind: 'uniform', from: 0, to: 1_000_000 };
    const mean = (read: number): number => {
      const drawn = trials(
        4000,
        quorums(3, read, 1),
        { ...legs(spread, always(0)), read: spread },
        1,
      );
      return drawn.reduce((sum, { readLatency }) => sum + readLatency, 0) / drawn.length;
    };
    // Of three uniform numbers the k-th is k/4 on average; its standard error here is below 0.0035.
    for (const read of [1, 2, 3])
      expect(Math.abs(mean(read) / 1_000_000 - read / 4)).toBeLessThan(0.017);
  });

  it('comes from streams of its own: other reads leave writes as they are', () => {
    const { 'lnkd-disk': disk, 'lnkd-ssd': ssd } = latencyFits;
    const one = trials(50, quorums(3, 1, 1), legs(disk, ssd), 7);
    const other = trials(50, quorums(3, 1, 1), { ...legs(disk, ssd), read: disk }, 7);
    expect(other.map(({ writeLatency }) => writeLatency)).toEqual(
      one.map(({ writeLatency }) => writeLatency),
    );
    expect(other).not.toEqual(one);
    expect(trials(50, quorums(3, 1, 1), legs(disk, ssd), 7)).toEqual(one);
    expect(trials(50, quorums(3, 1, 1), legs(disk, ssd), 8)).not.toEqual(one);
  });
});

/**
 * Writes arrive at once or much later than everything else, and reads have no latency. With b of N replicas early, a write
 * that needs W is acknowledged early where b >= W, and the first R that answer are random: they miss it with the chance
 * C(N-b, R) / C(N, R).
 */
describe('with early and late replicas', () => {
  const early = 0.3;
  const write: Distribution = {
    kind: 'mixture',
    parts: [
      { weight: early, of: always(10) },
      { weight: 1 - early, of: always(1_000_000) },
    ],
  };
  const spread: Distribution = { kind: 'uniform', from: 1, to: 100_000 };

  it.each([
    [3, 1, 1],
    [3, 2, 1],
    [3, 1, 2],
    [5, 2, 2],
  ])('N = %i, R = %i, W = %i miss as often as random quorums', (replicas, read, needed) => {
    const choose = (of: number, size: number): number =>
      size > of
        ? 0
        : Array.from({ length: size }, (_, at) => (of - at) / (at + 1)).reduce((a, b) => a * b, 1);
    let [fresh, acknowledged] = [0, 0];
    for (let held = needed; held <= replicas; held += 1) {
      const chance = choose(replicas, held) * early ** held * (1 - early) ** (replicas - held);
      acknowledged += chance;
      fresh += chance * (1 - choose(replicas - held, read) / choose(replicas, read));
    }
    const drawn = trials(
      30_000,
      quorums(replicas, read, needed),
      { ...legs(write, always(0)), response: spread },
      3,
    );
    const soon = drawn.filter(({ writeLatency }) => writeLatency === 10);
    const chance = fresh / acknowledged;
    const deviation = Math.sqrt((chance * (1 - chance)) / soon.length);
    expect(Math.abs(soon.length / drawn.length - acknowledged)).toBeLessThan(0.015);
    expect(Math.abs(freshAtOnce(soon) - chance)).toBeLessThan(4 * deviation);
  });
});
