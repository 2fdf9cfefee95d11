/** Cuts: what becomes of messages on their way, of messages sent meanwhile, and what happens when cuts overlap. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Disposition } from '../../../src/simulation/network/filter.js';
import { office } from '../../support/office.js';

const drop: Disposition = { kind: 'drop' };
const hold: Disposition = { kind: 'hold' };
const there = [['n1', 'n2']] as const;

/** Messages every 10 µs on a link of 25 µs, cut from 35 to 75: at 35 two are on their way, three are sent meanwhile. */
function cutLink(does: Disposition, inFlight: 'drop' | 'hold' | 'deliver') {
  const world = office({ latency: '25us' });
  world.plan('cut', { at: 35, until: 75, on: there, does, inFlight });
  for (const instant of [0, 20, 30, 40, 50, 60, 80]) {
    world.sendAt(instant, 'n1', 'n2', String(instant));
  }
  return world;
}

describe('a message on its way when a cut comes', () => {
  it('is delivered on time, when the cut spares it', () => {
    expect(cutLink(drop, 'deliver').run()).toEqual([
      [25, '0'],
      [45, '20'],
      [55, '30'],
      [105, '80'],
    ]);
  });

  it('is gone, when the cut drops it', () => {
    const world = cutLink(drop, 'drop');
    expect(world.run()).toEqual([
      [25, '0'],
      [105, '80'],
    ]);
    const gone = world.dispositions().filter((why) => why === 'dropped on its way by cut');
    expect(gone).toHaveLength(2);
  });

  it('is gone even if the cut ends before it would have arrived', () => {
    const { plan, sendAt, run } = office({ latency: '25us' });
    plan('cut', { at: 10, until: 15, does: drop, inFlight: 'drop' });
    sendAt(0, 'n1', 'n2', 'on its way');
    sendAt(16, 'n1', 'n2', 'after the cut');
    expect(run()).toEqual([[41, 'after the cut']]);
  });

  it('arrives at the instant at which the cut ends, when the cut holds it', () => {
    const world = cutLink(drop, 'hold');
    expect(world.run()).toEqual([
      [25, '0'],
      [75, '20'],
      [75, '30'],
      [105, '80'],
    ]);
    expect(world.dispositions()).toEqual([
      ...[null, null, null, 'dropped by cut', 'held on its way by cut'],
      ...['dropped by cut', 'held on its way by cut', 'dropped by cut'],
      ...['released', 'released', null],
    ]);
  });

  it('arrives on time, when the cut that holds it ends before', () => {
    const { plan, sendAt, run } = office({ latency: '25us' });
    plan('cut', { at: 10, until: 15, does: drop, inFlight: 'hold' });
    sendAt(0, 'n1', 'n2', 'on its way');
    expect(run()).toEqual([[25, 'on its way']]);
  });

  it('is not touched on other links, and not in the other direction', () => {
    const { plan, sendAt, run } = office({ latency: '25us' });
    plan('cut', { at: 10, does: drop, inFlight: 'drop', on: there });
    sendAt(0, 'n2', 'n1', 'back');
    sendAt(0, 'n1', 'n3', 'elsewhere');
    sendAt(20, 'n2', 'n1', 'back again');
    expect(run().map(([, name]) => name)).toEqual(['back', 'elsewhere', 'back again']);
  });

  it('is gone with a crash of its sender that takes what it had sent, held or not', () => {
    const { plan, crash, sendAt, run, dispositions } = office({ latency: '25us' });
    plan('cut', { at: 5, until: 90, does: hold, inFlight: 'hold', on: there });
    sendAt(0, 'n1', 'n2', 'held on its way');
    sendAt(10, 'n1', 'n2', 'held before it left');
    sendAt(39, 'n1', 'n3', 'on its way');
    sendAt(39, 'n3', 'n1', 'of another sender');
    crash(40, 'n1');
    sendAt(50, 'n1', 'n2', 'after the crash');
    expect(run()).toEqual([
      [64, 'of another sender'],
      [115, 'after the crash'],
    ]);
    expect(dispositions()).toContain('dropped on its way by the crash of n1');
    expect(dispositions()).toContain('dropped by the crash of n1');
  });
});

describe('a message sent during a cut', () => {
  it('is dropped, or held until the cut ends and then sent', () => {
    expect(cutLink(drop, 'deliver').run()).not.toContainEqual([100, '40']);
    expect(cutLink(hold, 'deliver').run().slice(-4)).toEqual([
      [100, '40'],
      [100, '50'],
      [100, '60'],
      [105, '80'],
    ]);
  });

  it('comes after those that were on their way and held', () => {
    expect(cutLink(hold, 'hold').run()).toEqual([
      [25, '0'],
      [75, '20'],
      [75, '30'],
      [100, '40'],
      [100, '50'],
      [100, '60'],
      [105, '80'],
    ]);
  });

  it('has the cut named as what decided', () => {
    const dispositions = cutLink(hold, 'deliver').dispositions;
    expect(dispositions()).toEqual([]);
    const world = cutLink(hold, 'deliver');
    world.run();
    expect(world.dispositions().filter((why) => why === 'held by cut')).toHaveLength(3);
    expect(world.dispositions().filter((why) => why === 'released')).toHaveLength(3);
  });
});

describe('cuts that overlap', () => {
  it('leave each other when one of them ends', () => {
    const { plan, sendAt, run } = office({ latency: '1us' });
    plan('long', { at: 10, until: 50, does: drop });
    plan('short', { at: 20, until: 30, does: drop });
    for (const instant of [5, 15, 25, 35, 55]) sendAt(instant, 'n1', 'n2', String(instant));
    expect(run()).toEqual([
      [6, '5'],
      [56, '55'],
    ]);
  });

  it('hold a message until the last of them ends', () => {
    for (const [first, second] of [
      [30, 50],
      [50, 30],
    ]) {
      const { plan, sendAt, run } = office({ latency: '9us' });
      plan('one', { at: 10, until: first ?? 0, does: hold, inFlight: 'hold' });
      plan('other', { at: 12, until: second ?? 0, does: hold, inFlight: 'hold' });
      for (const instant of [5, 11, 15, 35]) sendAt(instant, 'n1', 'n2', String(instant));
      expect(run()).toEqual([
        [50, '5'],
        [59, '11'],
        [59, '15'],
        [59, '35'],
      ]);
    }
  });

  it('drop what another one releases, when they drop what is sent', () => {
    const { plan, sendAt, run } = office({ latency: '9us' });
    plan('holding', { at: 10, until: 30, does: hold });
    plan('dropping', { at: 20, until: 40, does: drop });
    sendAt(15, 'n1', 'n2', 'released into the other');
    expect(run()).toEqual([]);
  });

  it('treat what was on its way before both as on its way, whichever ends first', () => {
    const { plan, sendAt, run } = office({ latency: '9us' });
    plan('one', { at: 10, until: 30, does: drop, inFlight: 'hold' });
    plan('other', { at: 12, until: 50, does: drop, inFlight: 'hold' });
    sendAt(5, 'n1', 'n2', 'on its way');
    expect(run()).toEqual([[50, 'on its way']]);
  });

  it('let go what was on its way when the one that drops it spared such messages', () => {
    const { plan, sendAt, run } = office({ latency: '9us' });
    plan('one', { at: 10, until: 30, does: drop, inFlight: 'hold' });
    plan('other', { at: 12, until: 50, does: drop, inFlight: 'deliver' });
    sendAt(5, 'n1', 'n2', 'on its way');
    expect(run()).toEqual([[30, 'on its way']]);
  });

  it('do not catch again what was sent on, unless they came after that', () => {
    const { plan, sendAt, run } = office({ latency: '9us' });
    plan('holding', { at: 10, until: 30, does: hold });
    const others = { messageKind: 'other', does: drop };
    plan('still there', { at: 20, until: 60, inFlight: 'hold', ...others });
    plan('drops what is on its way', { at: 35, inFlight: 'drop', ...others });
    sendAt(15, 'n1', 'n2', 'released, then gone');
    expect(run()).toEqual([]);

    const again = office({ latency: '9us' });
    again.plan('holding', { at: 10, until: 30, does: hold });
    again.plan('still there', { at: 20, until: 60, inFlight: 'hold', ...others });
    again.sendAt(15, 'n1', 'n2', 'released');
    expect(again.run()).toEqual([[39, 'released']]);
  });

  it('release in the order of sending, whichever of them held a message first', () => {
    const { plan, sendAt, run } = office({ latency: '9us' });
    plan('some', { at: 0, until: 30, does: hold, messageKind: 'some' });
    plan('all', { at: 10, until: 50, does: hold });
    sendAt(15, 'n1', 'n2', 'first', { kind: 'some' });
    sendAt(16, 'n1', 'n2', 'second');
    expect(run()).toEqual([
      [59, 'first'],
      [59, 'second'],
    ]);
  });

  it('that repeat hold what is sent in each of them', () => {
    const { plan, sendAt, run } = office({ latency: '2us' });
    for (const at of [10, 30]) plan('flapping', { at, until: at + 10, does: hold });
    for (const instant of [5, 15, 25, 35]) sendAt(instant, 'n1', 'n2', String(instant));
    expect(run().map(([instant]) => instant)).toEqual([7, 22, 27, 42]);
  });
});

describe('other faults beside a cut', () => {
  it('disturb what it releases as if it were sent then', () => {
    const { plan, sendAt, run } = office({ latency: '9us' });
    plan('cut', { at: 10, until: 30, does: hold });
    plan('lag', { at: 25, does: { kind: 'delay', by: () => 100 } });
    sendAt(15, 'n1', 'n2', 'a');
    expect(run()).toEqual([[139, 'a']]);
  });
});

const cuts = fc.array(
  fc.record({
    at: fc.nat({ max: 100 }),
    lasts: fc.integer({ min: 1, max: 60 }),
    does: fc.constantFrom(drop, hold),
    inFlight: fc.constantFrom('drop' as const, 'hold' as const, 'deliver' as const),
  }),
  { maxLength: 5 },
);
const sends = fc.array(fc.nat({ max: 150 }), { minLength: 1, maxLength: 40 });

describe('under any cuts', () => {
  test.prop([cuts, sends, fc.nat()], { numRuns: 300 })(
    'a stream keeps its order, and nothing comes twice',
    (planned, instants, seed) => {
      const { plan, sendAt, run } = office({ latency: '1us..40us' }, ['n1', 'n2'], String(seed));
      planned.forEach(({ at, lasts, ...cut }, index) => {
        plan(String(index), { at, until: at + lasts, ...cut });
      });
      const inTime = instants.toSorted((one, other) => one - other);
      inTime.forEach((instant, index) => {
        sendAt(instant, 'n1', 'n2', String(index));
      });
      const order = run().map(([, name]) => Number(name));
      expect(order).toEqual([...new Set(order)].sort((one, other) => one - other));
    },
  );

  test.prop([cuts, sends])(
    'that drop nothing, everything arrives in the end',
    (planned, instants) => {
      const { plan, sendAt, run } = office({ latency: '1us..40us', order: 'none' });
      planned.forEach(({ at, lasts }, index) => {
        plan(String(index), { at, until: at + lasts, does: hold, inFlight: 'hold' });
      });
      instants.forEach((instant, index) => {
        sendAt(instant, 'n1', 'n2', String(index));
      });
      expect(run()).toHaveLength(instants.length);
    },
  );
});
