/** The kernel: the order of events, causes, timers, and the ends of the loop. */
import { describe, expect, it } from 'vitest';
import { SimulatorError } from '../../src/kernel/errors.js';
import { Kernel } from '../../src/kernel/kernel.js';

const NOTED = 1;
const FIRED = 2;
const MANY = 1_000_000;

/** A kernel that notes every event: when it happened, its number, its cause, and what it was. */
function noting(kernel = new Kernel(MANY)) {
  const notes: (readonly [at: number, event: number, cause: number, what: unknown])[] = [];
  const note = (_a: number, _b: number, reference: unknown): void => {
    notes.push([kernel.now, kernel.event, kernel.cause, reference]);
    if (typeof reference === 'function') (reference as () => void)();
  };
  kernel.handle(NOTED, note);
  kernel.handle(FIRED, note);
  return {
    kernel,
    notes,
    what: () => notes.map((entry) => entry[3]),
    at: (instant: number, what: unknown) => {
      kernel.schedule(instant, NOTED, 0, 0, what);
    },
    timer: (what: unknown) => kernel.timer(FIRED, 0, 0, what),
  };
}

describe('events', () => {
  it('happen by instant, then in the order in which they were scheduled', () => {
    const { kernel, what, at } = noting();
    for (const [instant, name] of [
      [5, 'a'],
      [3, 'b'],
      [5, 'c'],
      [0, 'd'],
      [3, 'e'],
    ] as const) {
      at(instant, name);
    }
    kernel.run(10);
    expect(what()).toEqual(['d', 'b', 'e', 'a', 'c']);
  });

  it('of one instant come after those that were scheduled for it before, also when one makes the next', () => {
    const { kernel, what, at } = noting();
    const makesAnother = (): void => {
      at(3, 'made by the first');
    };
    at(3, makesAnother);
    at(3, 'second');
    at(4, 'last');
    kernel.run(10);
    expect(what()).toEqual([makesAnother, 'second', 'made by the first', 'last']);
  });

  it('reach the handler of their kind with both integers and the reference', () => {
    const kernel = new Kernel(MANY);
    const reference = {};
    const calls: unknown[] = [];
    kernel.handle(7, (...given) => calls.push(given));
    kernel.handle(8, () => calls.push('another kind'));
    kernel.schedule(1, 7, -5, 2_000_000_000, reference);
    kernel.run(1);
    expect(calls).toEqual([[-5, 2_000_000_000, reference]]);
    expect((calls[0] as unknown[])[2]).toBe(reference);
  });

  it('know their number and the event that scheduled them; 0 stands for the beginning', () => {
    const { kernel, notes, at } = noting();
    const child = (): void => {
      at(kernel.now + 5, 'grandchild');
    };
    const parent = (): void => {
      at(kernel.now + 1, child);
      at(kernel.now + 2, 'sibling');
    };
    at(10, parent);
    at(1, 'other');
    kernel.run(100);
    expect(notes).toEqual([
      [1, 1, 0, 'other'],
      [10, 2, 0, parent],
      [11, 3, 2, child],
      [12, 4, 2, 'sibling'],
      [16, 5, 3, 'grandchild'],
    ]);
  });

  it.each([9, -1, 10.5, Number.NaN, Infinity])('cannot happen at %s when it is 10', (instant) => {
    const { kernel, at, timer } = noting();
    kernel.run(10);
    expect(() => {
      at(instant, 'never');
    }).toThrow(SimulatorError);
    expect(() => {
      kernel.arm(timer('never'), instant);
    }).toThrow(SimulatorError);
  });

  it('of a kind that nobody handles are a mistake of the simulator', () => {
    const kernel = new Kernel(MANY);
    kernel.schedule(1, 9, 0, 0, null);
    expect(() => kernel.run(1)).toThrow(SimulatorError);
  });
});

describe('the loop', () => {
  it('takes the events up to and including an instant, then goes on from there', () => {
    const { kernel, what, at } = noting();
    for (const instant of [1, 2, 3]) at(instant, instant);
    expect(kernel.run(2)).toBe('reached');
    expect([what(), kernel.now]).toEqual([[1, 2], 2]);
    expect(kernel.run(2)).toBe('reached');
    expect(kernel.run(50)).toBe('reached');
    expect([what(), kernel.now]).toEqual([[1, 2, 3], 50]);
  });

  it('ends when nothing is left, even without an end in time', () => {
    const { kernel, what, at } = noting();
    at(1, 'only');
    expect(kernel.run(Infinity)).toBe('reached');
    expect(what()).toEqual(['only']);
  });

  it('does as many events as allowed, and says so only when there is one more', () => {
    const three = (): ReturnType<typeof noting> => {
      const world = noting(new Kernel(3));
      for (const instant of [1, 2, 3]) world.at(instant, instant);
      return world;
    };
    const enough = three();
    const cancelled = enough.timer('cancelled');
    enough.kernel.arm(cancelled, 4);
    enough.kernel.cancel(cancelled);
    expect(enough.kernel.run(10)).toBe('reached');

    const tooMany = three();
    tooMany.at(4, 4);
    expect(tooMany.kernel.run(10)).toBe('limit');
    expect(tooMany.what()).toEqual([1, 2, 3]);
    expect(tooMany.kernel.event).toBe(3);
  });

  it('notices that virtual time stands still', () => {
    const { kernel, notes, at } = noting(new Kernel(MANY, 4));
    const again = (): void => {
      at(kernel.now, again);
    };
    at(7, again);
    expect(kernel.run(10)).toBe('stalled');
    expect(notes).toHaveLength(4);
    expect(kernel.now).toBe(7);
  });

  it('counts the events of each instant apart', () => {
    const { kernel, notes, at } = noting(new Kernel(MANY, 4));
    for (const instant of [0, 0, 0, 0, 5, 5, 5, 5, 6]) at(instant, instant);
    expect(kernel.run(10)).toBe('reached');
    expect(notes).toHaveLength(9);
  });
});

describe('the digest', () => {
  const digestOf = (...events: readonly (readonly [at: number, kind: number, a: number])[]) => {
    const { kernel } = noting();
    for (const [at, kind, a] of events) kernel.schedule(at, kind, a, 0, null);
    kernel.run(100);
    return kernel.digest.toString();
  };

  it('is the same for the same events, however long the loop went on or was interrupted', () => {
    const { kernel, at } = noting();
    at(1, null);
    at(2, null);
    for (const until of [1, 1, 2, 90]) kernel.run(until);
    expect(kernel.digest.toString()).toBe(digestOf([1, NOTED, 0], [2, NOTED, 0]));
  });

  it('tells instants, kinds, integers and causes apart', () => {
    const { kernel, at } = noting();
    at(1, () => {
      at(2, null);
    });
    kernel.run(100);
    const digests = [
      digestOf([1, NOTED, 0], [2, NOTED, 0]),
      digestOf([1, NOTED, 0], [3, NOTED, 0]),
      digestOf([1, NOTED, 0], [2, FIRED, 0]),
      digestOf([1, NOTED, 0], [2, NOTED, 1]),
      digestOf([1, NOTED, 0]),
      kernel.digest.toString(),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('a timer', () => {
  it('fires once, at the instant for which it is armed', () => {
    const { kernel, notes, timer } = noting();
    kernel.arm(timer('t'), 5);
    kernel.run(100);
    expect(notes).toEqual([[5, 1, 0, 't']]);
  });

  it('armed anew fires at the new instant only, be it later or earlier', () => {
    for (const instants of [
      [5, 9],
      [9, 5],
      [5, 9, 3, 3, 7],
    ]) {
      const { kernel, notes, timer } = noting();
      const one = timer('t');
      for (const instant of instants) kernel.arm(one, instant);
      kernel.run(100);
      expect(notes.map(([at]) => at)).toEqual(instants.slice(-1));
    }
  });

  it('that is cancelled leaves no event behind, and can be armed anew', () => {
    const { kernel, notes, at, timer } = noting();
    const one = timer('t');
    kernel.arm(one, 5);
    kernel.cancel(one);
    at(6, () => {
      kernel.arm(one, 8);
    });
    kernel.run(7);
    expect(kernel.event).toBe(1);
    kernel.run(100);
    expect(notes.map(([instant, event, cause]) => [instant, event, cause])).toEqual([
      [6, 1, 0],
      [8, 2, 1],
    ]);
  });

  it('cancelled and armed anew before its old instant fires at the new one', () => {
    const { kernel, notes, timer } = noting();
    const one = timer('t');
    kernel.arm(one, 5);
    kernel.cancel(one);
    kernel.arm(one, 4);
    kernel.run(4);
    expect(notes).toEqual([[4, 1, 0, 't']]);
    kernel.run(100);
    expect(notes).toHaveLength(1);
  });

  it('may be armed by its own event', () => {
    const { kernel, notes, timer } = noting();
    const beat = (): void => {
      if (kernel.now < 9) kernel.arm(one, kernel.now + 3);
    };
    const one = timer(beat);
    kernel.arm(one, 3);
    kernel.run(100);
    expect(notes.map(([at, , cause]) => [at, cause])).toEqual([
      [3, 0],
      [6, 1],
      [9, 2],
    ]);
  });

  it('is caused by the event that armed it last, and takes its place among events of its instant', () => {
    const { kernel, notes, at, timer } = noting();
    const one = timer('timer');
    kernel.arm(one, 10);
    at(10, 'scheduled before the last arming');
    const arms = (): void => {
      kernel.arm(one, 10);
    };
    at(1, arms);
    at(2, () => {
      at(10, 'scheduled after the last arming');
    });
    kernel.run(100);
    expect(notes.slice(2).map(([, , cause, what]) => [cause, what])).toEqual([
      [0, 'scheduled before the last arming'],
      [1, 'timer'],
      [2, 'scheduled after the last arming'],
    ]);
  });
});
