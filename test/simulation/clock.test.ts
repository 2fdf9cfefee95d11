/** The clocks of nodes: offset, drift, jumps, and timers that run on them. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { Clock } from '../../src/simulation/host/clock.js';
import { simulate } from '../../src/simulation/simulate.js';
import { beacon, beatsOf } from '../support/beacon.js';

const HOUR = 3_600_000_000;

/** A clock and the true time, which the test moves on. */
function clockWith(offset: number, drift: number) {
  const time = { now: 0 };
  return { time, clock: new Clock(() => time.now, offset, drift) };
}

describe('a clock', () => {
  it('shows true time, when it has neither offset nor drift', () => {
    const { time, clock } = clockWith(0, 0);
    time.now = 123_456_789;
    expect([clock.monotonic(), clock.wall()]).toEqual([123_456_789, 123_456_789]);
  });

  it('has an offset on the wall only', () => {
    const { time, clock } = clockWith(-200_000, 0);
    expect(clock.wall()).toBe(-200_000);
    time.now = 1_000_000;
    expect([clock.monotonic(), clock.wall()]).toEqual([1_000_000, 800_000]);
  });

  it.each([
    [200e-6, 720_000],
    [-50e-6, -180_000],
    [0.01, 36_000_000],
    [-0.5, -HOUR / 2],
  ])('with a drift of %d is off by %i µs after an hour', (drift, off) => {
    const { time, clock } = clockWith(3000, drift);
    time.now = HOUR;
    expect(clock.monotonic()).toBe(HOUR + off);
    expect(clock.wall()).toBe(HOUR + off + 3000);
  });

  it('jumps on the wall only, forwards and back', () => {
    const { time, clock } = clockWith(0, 0.01);
    time.now = 1_000_000;
    clock.jump(5_000_000);
    expect([clock.monotonic(), clock.wall()]).toEqual([1_010_000, 6_010_000]);
    clock.jump(-7_000_000);
    expect([clock.monotonic(), clock.wall()]).toEqual([1_010_000, -990_000]);
  });

  it('goes on from where it is when its drift changes', () => {
    const { time, clock } = clockWith(0, 0.1);
    time.now = 1_000_000;
    clock.setDrift(-0.5);
    expect(clock.monotonic()).toBe(1_100_000);
    time.now = 2_000_000;
    expect(clock.monotonic()).toBe(1_600_000);
    clock.setDrift(0);
    time.now = 2_000_007;
    expect(clock.monotonic()).toBe(1_600_007);
  });

  it('says how long its durations are in true time, and back', () => {
    const { clock } = clockWith(0, 0.25);
    expect(clock.trueDuration(1_000_000)).toBe(800_000);
    expect(clock.localDuration(800_000)).toBe(1_000_000);
    clock.setDrift(-0.5);
    expect(clock.trueDuration(1_000_000)).toBe(2_000_000);
    expect(clockWith(0, 0).clock.trueDuration(7)).toBe(7);
  });
});

const driftIn = fc.integer({ min: -90_000, max: 90_000 }).map((perMillion) => perMillion / 1e6);
const pieces = fc.array(
  fc.record({
    lasts: fc.nat({ max: 10_000_000 }),
    drift: driftIn,
    jump: fc.integer(),
    reads: fc.nat(),
  }),
  { maxLength: 12 },
);

describe('under any changes', () => {
  test.prop([pieces, driftIn])(
    'a clock adds up its pieces, and never goes back',
    (changes, first) => {
      const { time, clock } = clockWith(0, first);
      // Drifts are whole millionths, so this sum of whole numbers is exact.
      let [millionths, perMillion, jumps, last] = [0, Math.round(first * 1e6), 0, 0];
      for (const { lasts, drift, jump, reads } of changes) {
        const within = reads % (lasts + 1);
        for (const passes of [within, lasts - within]) {
          time.now += passes;
          millionths += passes * (1_000_000 + perMillion);
          expect(clock.monotonic()).toBeGreaterThanOrEqual(last);
          expect(Math.abs(clock.monotonic() - millionths / 1e6)).toBeLessThanOrEqual(0.501);
          expect(clock.wall() - clock.monotonic()).toBe(jumps);
          last = clock.monotonic();
        }
        clock.jump(jump);
        clock.setDrift(drift);
        jumps += jump;
        perMillion = Math.round(drift * 1e6);
      }
    },
  );

  test.prop([driftIn, fc.nat({ max: 1_000_000_000 })])(
    'a timer that is set to a local duration sees that much pass',
    (drift, duration) => {
      const { time, clock } = clockWith(0, drift);
      time.now = clock.trueDuration(duration);
      expect(Math.abs(clock.monotonic() - duration)).toBeLessThanOrEqual(2);
    },
  );
});

describe('the timers of a node', () => {
  /** When n1 and n2 send their beats: one every 100 ms of their own clock. In true milliseconds. */
  function beats(rest: Partial<Pick<ScenarioInput, 'hosts' | 'faults'>>) {
    const described = scenario(
      {
        name: 'beats',
        database: { kind: 'beacon', nodes: 2, every: '100ms' },
        clients: [{ name: 'app', operations: 1 }],
        duration: '1s',
        settle: '0s',
        ...rest,
      },
      { declarations: [beacon.declaration] },
    );
    const run = simulate(described, { databases: [beacon], trace: true });
    const ofNode = (node: string): readonly number[] =>
      beatsOf(run)
        .filter(({ from, sentAt }) => from === node && sentAt <= 1_000_000)
        .map(({ sentAt }) => sentAt / 1000);
    return { n1: ofNode('n1'), n2: ofNode('n2') };
  }
  const everyHundred = [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000];

  it('run on its clock: a fast one is early', () => {
    const { n1, n2 } = beats({ hosts: { nodes: { n1: { clock: { drift: '25%' } } } } });
    expect(n1).toEqual([80, 160, 240, 320, 400, 480, 560, 640, 720, 800, 880, 960]);
    expect(n2).toEqual(everyHundred);
  });

  it('do not care for the wall: offsets and jumps leave them alone', () => {
    const { n1 } = beats({
      hosts: { clock: { offset: '-10s' } },
      faults: [{ at: '250ms', clock: 'n1', jump: '+5s' }],
    });
    expect(n1).toEqual(everyHundred);
  });

  it('that are running when the drift changes have the rest of their time counted anew', () => {
    const { n1, n2 } = beats({
      faults: [{ at: '250ms', clock: 'n1', drift: '-50%', for: '350ms' }],
    });
    // At 250 half of 100 ms was left, which took twice that. At 600 three quarters of the time were left.
    expect(n1).toEqual([100, 200, 350, 550, 675, 775, 875, 975]);
    expect(n2).toEqual(everyHundred);
  });

  it('run with the drift that is left when one of two overlapping faults ends', () => {
    const { n1 } = beats({
      faults: [
        { at: '100ms', clock: 'n1', drift: '-50%', for: '400ms' },
        { at: '300ms', clock: 'n1', drift: '100%', for: '600ms' },
      ],
    });
    expect(n1.filter((instant) => instant <= 300)).toEqual([100, 300]);
    expect(n1.filter((instant) => instant > 500 && instant < 900)).toEqual([
      ...[550, 600, 650, 700, 750, 800, 850],
    ]);
    expect(n1.filter((instant) => instant >= 900)).toEqual([900, 1000]);
  });
});
