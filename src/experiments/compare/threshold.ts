/**
 * The smallest or largest value of a setting for which something holds with every seed, by bisection. That
 * takes for granted that what holds once holds from there on; two further values are tried to see whether
 * it seems so.
 */
import type { Scale } from './scale.js';

export interface Question {
  readonly looksFor: 'smallest' | 'largest';
  readonly scale: Scale;
  /** How many of 100 runs it must hold in. */
  readonly percent: number;
}

/** What came of one value. */
export interface Trial {
  readonly value: string;
  readonly holds: boolean;
  /** How many seeds were run, until it was clear, and in how many of them it held. */
  readonly runs: number;
  readonly met: number;
  /** The first seed in which it did not hold, or nobody can say. */
  readonly unmetSeed: number | null;
}

export interface Answer {
  /**
   * `found`: it holds from `value` on, and not at `next`. `everywhere`, `nowhere`: at both ends, or at
   * neither. `other way`: only at the end where nobody looked for it.
   */
  readonly kind: 'found' | 'everywhere' | 'nowhere' | 'other way';
  readonly value: string | null;
  /** The next value, for which it does not hold. */
  readonly next: string | null;
  /** Upwards. */
  readonly trials: readonly Trial[];
  /** Values that speak against it that what holds once holds from there on. */
  readonly exceptions: readonly Trial[];
}

/** Asks until the answer is known. `attempt` runs the scenario with a value of the setting. */
export async function thresholdOf(
  { looksFor, scale }: Question,
  attempt: (value: string) => Promise<Trial>,
): Promise<Answer> {
  const { size } = scale;
  // Counted from the end where it should not hold.
  const valueAt = (step: number): string =>
    scale.valueAt(looksFor === 'smallest' ? step : size - 1 - step);
  const trials = new Map<number, Trial>();
  const search = steps(size);
  let next = search.next();
  while (next.done !== true) {
    const trial = await attempt(valueAt(next.value));
    trials.set(next.value, trial);
    next = search.next(trial.holds);
  }
  const { kind, holds } = next.value;
  const upwards = [...trials].sort(([a], [b]) => (looksFor === 'smallest' ? a - b : b - a));
  const isException = ([step, trial]: readonly [number, Trial]): boolean =>
    kind !== 'other way' && trial.holds !== (holds !== null && step >= holds);
  return {
    kind,
    value: holds === null ? null : valueAt(holds),
    next: holds === null || holds === 0 ? null : valueAt(holds - 1),
    trials: upwards.map(([, trial]) => trial),
    exceptions: upwards.filter(isException).map(([, trial]) => trial),
  };
}

/** How many runs may go wrong before it does not hold. */
export function mayFail(runs: number, percent: number): number {
  // 99.9% of 1000 runs are 999, whatever the last bit says.
  return runs - Math.ceil((runs * percent) / 100 - 1e-9);
}

interface Found {
  readonly kind: Answer['kind'];
  /** The first step at which it holds; null when there is none. */
  readonly holds: number | null;
}

/** Yields the steps to try, from 0 to size - 1, and is told whether it holds there. No step comes twice. */
function* steps(size: number): Generator<number, Found, boolean> {
  const atFirst = yield 0;
  const atLast = yield size - 1;
  if (atFirst !== atLast && atFirst) return { kind: 'other way', holds: null };
  if (atFirst === atLast) {
    for (const step of thirds(size)) yield step;
    return atFirst ? { kind: 'everywhere', holds: 0 } : { kind: 'nowhere', holds: null };
  }
  const tried = [0, size - 1];
  let [fails, holds] = [0, size - 1];
  while (holds - fails > 1) {
    const middle = Math.floor((fails + holds) / 2);
    tried.push(middle);
    if (yield middle) holds = middle;
    else fails = middle;
  }
  for (const [from, to] of [[0, fails] as const, [holds, size - 1] as const]) {
    const step = middleOfWidestGap(tried.filter((one) => from <= one && one <= to));
    if (step !== null) yield step;
  }
  return { kind: 'found', holds };
}

function thirds(size: number): ReadonlySet<number> {
  const steps = [Math.round((size - 1) / 3), Math.round((2 * (size - 1)) / 3)];
  return new Set(steps.filter((step) => step > 0 && step < size - 1));
}

/** Null when no step is left between those that were tried. */
function middleOfWidestGap(tried: readonly number[]): number | null {
  const inOrder = [...tried].sort((a, b) => a - b);
  let [begin, width] = [0, 1];
  for (const [place, step] of inOrder.entries()) {
    const gap = (inOrder[place + 1] ?? step) - step;
    if (gap > width) [begin, width] = [step, gap];
  }
  return width < 2 ? null : begin + Math.floor(width / 2);
}
