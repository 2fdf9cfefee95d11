/**
 * The timers of the kernel against an oracle that queues an entry for every arming, and sorts: any
 * interleaving of events, armings and cancellations gives the same events in the same order.
 */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel, type KernelTimer } from '../../src/kernel/kernel.js';

const TIMERS = 3;

/** What an event does when it happens. Times are counted from its own. */
type Act =
  | { readonly schedule: number }
  | { readonly arm: number; readonly in: number }
  | { readonly cancel: number };

const inTime = fc.nat({ max: 6 });
const timer = fc.nat({ max: TIMERS - 1 });

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ schedule: inTime }) },
  { weight: 4, arbitrary: fc.record({ arm: timer, in: inTime }) },
  { weight: 1, arbitrary: fc.record({ cancel: timer }) },
);

/** For each event, in the order in which they happen: what it does. The first list happens before all. */
const program = fc.array(fc.array(act, { maxLength: 4 }), { minLength: 1, maxLength: 60 });

/** What one event was: `timer` is -1 for a plain one. */
interface Happening {
  readonly at: number;
  readonly cause: number;
  readonly timer: number;
}

/** What a program can do to the kernel, or to the oracle. */
interface Loop {
  readonly now: () => number;
  schedule(at: number): void;
  arm(timer: number, at: number): void;
  cancel(timer: number): void;
}

function perform(acts: readonly Act[], loop: Loop): void {
  for (const one of acts) {
    if ('schedule' in one) loop.schedule(loop.now() + one.schedule);
    else if ('arm' in one) loop.arm(one.arm, loop.now() + one.in);
    else loop.cancel(one.cancel);
  }
}

function onKernel(program: readonly (readonly Act[])[], kernel: Kernel): readonly Happening[] {
  const happened: Happening[] = [];
  const timers = Array.from({ length: TIMERS }, (_, index) => kernel.timer(2, index, 0, null));
  const loop: Loop = {
    now: () => kernel.now,
    schedule: (at) => {
      kernel.schedule(at, 1, -1, 0, null);
    },
    arm: (index, at) => {
      kernel.arm(timers[index] as KernelTimer, at);
    },
    cancel: (index) => {
      kernel.cancel(timers[index] as KernelTimer);
    },
  };
  const happens = (index: number): void => {
    happened.push({ at: kernel.now, cause: kernel.cause, timer: index });
    perform(program[happened.length] ?? [], loop);
  };
  kernel.handle(1, happens);
  kernel.handle(2, happens);
  perform(program[0] ?? [], loop);
  kernel.run(10_000);
  expect(kernel.event).toBe(happened.length);
  return happened;
}

/** An entry an arming; one that is not the last arming of its timer, or was cancelled, is passed over. */
function onOracle(program: readonly (readonly Act[])[]): readonly Happening[] {
  const happened: Happening[] = [];
  const entries: (Happening & { readonly sequence: number })[] = [];
  const lastArming = new Map<number, number>();
  let [now, sequence] = [0, 0];
  const add = (at: number, index: number): void => {
    sequence += 1;
    entries.push({ at, cause: happened.length, timer: index, sequence });
    entries.sort((one, other) => one.at - other.at || one.sequence - other.sequence);
  };
  const loop: Loop = {
    now: () => now,
    schedule: (at) => {
      add(at, -1);
    },
    arm: (index, at) => {
      add(at, index);
      lastArming.set(index, sequence);
    },
    cancel: (index) => {
      lastArming.delete(index);
    },
  };
  perform(program[0] ?? [], loop);
  for (let entry = entries.shift(); entry !== undefined; entry = entries.shift()) {
    const { at, cause, timer: index } = entry;
    if (index >= 0 && lastArming.get(index) !== entry.sequence) continue;
    lastArming.delete(index);
    now = at;
    happened.push({ at, cause, timer: index });
    perform(program[happened.length] ?? [], loop);
  }
  return happened;
}

function compare(program: readonly (readonly Act[])[], kernel = new Kernel(100_000)): void {
  expect(onKernel(program, kernel)).toEqual(onOracle(program));
}

describe('timers that share an entry of the queue', () => {
  test.prop([program], { numRuns: 500 })(
    'act as if every arming had queued an entry of its own',
    (steps) => {
      compare(steps);
    },
  );
});

describe('the comparison with an entry for every arming', () => {
  class IgnoresLaterArming extends Kernel {
    override arm(one: KernelTimer, at: number): void {
      if (!one.armed || at < one.deadline) super.arm(one, at);
    }
  }
  class KeepsItsPlace extends Kernel {
    override arm(one: KernelTimer, at: number): void {
      const place = one.armed && one.deadline === at ? one.sequence : null;
      super.arm(one, at);
      if (place !== null) one.sequence = place;
    }
  }
  class NeverCancels extends Kernel {
    override cancel(): void {
      // Planted: the timer fires all the same.
    }
  }
  class ForgetsWhoArmed extends Kernel {
    override arm(one: KernelTimer, at: number): void {
      const { cause, armed } = one;
      super.arm(one, at);
      if (armed) one.cause = cause;
    }
  }

  it.each([
    ['ignores a later arming', IgnoresLaterArming],
    ['keeps the place of an earlier arming', KeepsItsPlace],
    ['never cancels', NeverCancels],
    ['forgets who armed it last', ForgetsWhoArmed],
  ])('finds a kernel that %s', (_, Planted) => {
    const steps: Act[][] = [
      [{ schedule: 1 }, { arm: 0, in: 6 }, { arm: 1, in: 4 }, { schedule: 6 }, { arm: 2, in: 6 }],
      [{ arm: 0, in: 5 }, { arm: 1, in: 5 }, { cancel: 2 }],
    ];
    compare(steps);
    expect(() => {
      compare(steps, new Planted(100_000));
    }).toThrow();
  });
});
