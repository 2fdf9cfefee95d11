/** The formula of split votes: by hand, by counting all cases, by drawing, and by elections. */
import { describe, expect, it } from 'vitest';
import {
  splitByDrawing,
  splitChance,
  type Election,
} from '../../../src/experiments/reproduce/split-chance.js';
import { randomSource } from '../../../src/kernel/random.js';

const afterCrash = (servers: number, overlap: number): Election => ({
  servers,
  standing: servers - 1,
  overlap,
});

/** Timeouts of 0 to `width` - 1 with equal chances, a message takes `latency`: all cases, counted. */
function splitByCounting(
  servers: number,
  standing: number,
  width: number,
  latency: number,
): number {
  let split = 0;
  const total = width ** standing;
  for (let number = 0; number < total; number += 1) {
    const timeouts = Array.from({ length: standing }, (_, place) => {
      return Math.floor(number / width ** place) % width;
    });
    const first = Math.min(...timeouts);
    const candidates = timeouts.filter((timeout) => timeout < first + latency).length;
    const votes = 1 + standing - candidates;
    if (votes < Math.floor(servers / 2) + 1) split += 1;
  }
  return split / total;
}

describe('the chance of a split vote', () => {
  it('is that of two timeouts within a latency where three servers lose one', () => {
    for (const overlap of [0, 0.1, 0.3, 1]) {
      expect(splitChance(afterCrash(3, overlap))).toBeCloseTo(2 * overlap - overlap * overlap, 12);
    }
  });

  it('is that of half of those who stand, or more, in a binomial distribution', () => {
    expect(splitChance(afterCrash(5, 0.1))).toBeCloseTo(0.0523, 10);
    expect(splitChance(afterCrash(7, 0.1))).toBeCloseTo(0.01585, 10);
    expect(splitChance(afterCrash(5, 0.3))).toBeCloseTo(0.3483, 10);
    expect(splitChance({ servers: 5, standing: 5, overlap: 0.3 })).toBeCloseTo(0.16308, 10);
  });

  it('is what all cases come to, but for those in which timeouts are equal', () => {
    const [width, latency] = [20, 4];
    for (const { servers, standing } of [
      afterCrash(3, 0),
      afterCrash(5, 0),
      { servers: 3, standing: 3 },
    ]) {
      const counted = splitByCounting(servers, standing, width, latency);
      // Two are equal with a chance of 1 in 20: the distance of timeouts is coarse by one step.
      const least = splitChance({ servers, standing, overlap: (latency - 1) / width });
      const most = splitChance({ servers, standing, overlap: (latency + 1) / width });
      expect(counted).toBeGreaterThan(least);
      expect(counted).toBeLessThan(most);
    }
  });

  it('agrees with draws of the same assumption within four standard deviations', () => {
    const draws = 20_000;
    for (const servers of [3, 5, 7, 9]) {
      const election = afterCrash(servers, 0.3);
      const random = randomSource('split').stream(String(servers));
      let split = 0;
      for (let draw = 0; draw < draws; draw += 1) if (splitByDrawing(election, random)) split += 1;
      const chance = splitChance(election);
      const deviation = Math.sqrt((chance * (1 - chance)) / draws);
      expect(Math.abs(split / draws - chance)).toBeLessThan(4 * deviation);
    }
  });
});
