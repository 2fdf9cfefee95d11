/** Liveness: stretches in which nothing is wrong, stalls in them, and what is not known. */
import { describe, expect, it } from 'vitest';
import { calmStretches, liveness } from '../../src/checkers/liveness.js';
import type { LivenessTerms } from '../../src/history/chronicle.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';

const nodes = ['n1', 'n2', 'n3'];

/** In milliseconds. Together a write must succeed within a second. */
const terms: LivenessTerms = {
  ...{ within: 600, nodes, least: 2 },
  ...{ aftermath: 100, search: 300, timeout: 200 },
};

function story(): ChronicleBuilder {
  return chronicleOf({ nodes }).promises(terms).stopped(10_000);
}

/** Writes that begin every 100 ms in a stretch, and end after 10 ms. */
function writes(builder: ChronicleBuilder, from: number, to: number, outcome: 'ok' | 'info'): void {
  for (let at = from; at < to; at += 100) builder.write('x', at, at + 10, { outcome });
}

function calm(builder: ChronicleBuilder): readonly (readonly [number, number])[] {
  const chronicle = builder.chronicle();
  if (chronicle.liveness === null) throw new Error('the story promises something');
  return calmStretches(chronicle, chronicle.liveness).map(({ from, to }) => [
    from / 1000,
    to / 1000,
  ]);
}

describe('a stretch without disturbance', () => {
  it('ends where a fault begins, and begins where it ends', () => {
    const told = story().fault('isolate', ['n1'], 2000, 3000).fault('command', ['n1'], 5000, 5000);
    expect(calm(told)).toEqual([
      [0, 2000],
      [3000, 5000],
      [5000, 10_000],
    ]);
  });

  it('does not come again after a fault that stays', () => {
    expect(calm(story().fault('isolate', ['n1'], 2000))).toEqual([[0, 2000]]);
  });

  it('goes on without nodes that are down, as long as enough are up', () => {
    const told = story().fault('crash', ['n1'], 2000).milestone('crashed', 'n1', 2000);
    expect(calm(told)).toEqual([
      [0, 2000],
      [2000, 10_000],
    ]);
    told.fault('crash', ['n2'], 4000, 6000).milestone('crashed', 'n2', 4000);
    expect(calm(told.milestone('restarted', 'n2', 6000))).toEqual([
      [0, 2000],
      [2000, 4000],
      [6000, 10_000],
    ]);
  });

  it('needs all nodes once an operator has acted, who may have changed the members', () => {
    const told = story().fault('crash', ['n1'], 2000).milestone('crashed', 'n1', 2000);
    expect(calm(told.fault('command', ['n2'], 3000, 3000))).toEqual([
      [0, 2000],
      [2000, 3000],
    ]);
  });
});

describe('the verdict', () => {
  it('is not given where nothing is promised', () => {
    const told = chronicleOf({ nodes }).fault('isolate', ['n1'], 1000, 2000);
    expect(liveness(told.chronicle())).toEqual({ verdict: null, stalls: [] });
  });

  it('is valid when a write succeeds in time after a fault', () => {
    const told = story().fault('isolate', ['n1'], 1000, 2000);
    writes(told, 2000, 2900, 'info');
    told.write('x', 2900, 2990);
    expect(liveness(told.chronicle())).toEqual({ verdict: 'valid', stalls: [] });
  });

  it('is invalid when clients try for longer than allowed', () => {
    const told = story().fault('isolate', ['n1'], 1000, 2000);
    writes(told, 500, 3500, 'info');
    told.write('x', 3500, 3600);
    expect(liveness(told.chronicle())).toEqual({
      verdict: 'invalid',
      stalls: [{ from: 2_000_000, to: 3_600_000, allowed: 1_000_000 }],
    });
  });

  it('counts an operation that takes too long, though it succeeds', () => {
    const told = story().fault('isolate', ['n1'], 1000, 2000).stopped(10_000);
    told.write('x', 2500, 3600);
    expect(liveness(told.chronicle()).stalls).toEqual([
      { from: 2_500_000, to: 3_600_000, allowed: 1_000_000 },
    ]);
  });

  it('is invalid when service is gone later, though nothing is wrong', () => {
    const told = story().fault('isolate', ['n1'], 1000, 2000);
    writes(told, 2000, 4000, 'ok');
    writes(told, 4000, 6000, 'info');
    const { verdict, stalls } = liveness(told.chronicle());
    expect(verdict).toBe('invalid');
    expect(stalls).toEqual([{ from: 4_000_000, to: 5_910_000, allowed: 1_000_000 }]);
  });

  it.each([
    [
      'no fault',
      (told: ChronicleBuilder) => {
        writes(told, 0, 9000, 'ok');
      },
    ],
    [
      'no write',
      (told: ChronicleBuilder) =>
        void told.fault('isolate', ['n1'], 1000, 2000).read('x', 3000, 3100, []),
    ],
    [
      'no try that lasts long enough',
      (told: ChronicleBuilder) => {
        told.fault('isolate', ['n1'], 1000, 2000);
        writes(told, 2000, 2900, 'info');
        writes(told, 5000, 5900, 'info');
      },
    ],
    [
      'no time left',
      (told: ChronicleBuilder) => {
        told.fault('isolate', ['n1'], 1000, 9100);
        writes(told, 0, 10_000, 'info');
        writes(told, 0, 1000, 'ok');
      },
    ],
    [
      'too few nodes',
      (told: ChronicleBuilder) => {
        for (const node of ['n1', 'n2'])
          told.fault('crash', [node], 1000).milestone('crashed', node, 1000);
        writes(told, 1000, 9000, 'info');
      },
    ],
  ])('is unknown with %s', (_why, tell) => {
    const told = story();
    tell(told);
    expect(liveness(told.chronicle())).toEqual({ verdict: 'unknown', stalls: [] });
  });
});
