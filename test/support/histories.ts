/**
 * Random histories of objects that behave (objects.ts): every operation takes effect at one instant of
 * its stretch and is answered as its model says, so they are linearizable. Some operations fail, of some
 * nobody knows the outcome. `spoiled` histories have some answers that belong elsewhere, so that they may
 * be right or wrong, but only by a little.
 */
import fc from 'fast-check';
import type { History, ObservedOperation, Value } from '../../src/history/history.js';
import type { ObjectKind } from './objects.js';

type Unnumbered = Omit<ObservedOperation, 'index' | 'name'>;

/** Operations in the order of invocation. */
export function numbered(operations: readonly Unnumbered[]): History {
  const inOrder = operations.toSorted((a, b) => a.start - b.start);
  return {
    operations: inOrder.map((one, index) => ({ ...one, index, name: `o${index}` })),
    model: null,
  };
}

/** One operation of a plan, all of it drawn. */
interface Step {
  readonly session: number;
  readonly key: number;
  readonly chance: number;
  readonly wait: number;
  readonly before: number;
  readonly after: number;
  readonly fate: number;
}

const sessions = ['a', 'b', 'c'];
const keys = ['x', 'y'];
/** Of ten fates: it surely failed; nobody knows whether it happened, and it did, or did not. */
const failed = 7;
const lateOrNever = [8, 9];

const step: fc.Arbitrary<Step> = fc.record({
  session: fc.nat({ max: sessions.length - 1 }),
  key: fc.nat({ max: keys.length - 1 }),
  chance: fc.nat({ max: 209 }),
  wait: fc.nat({ max: 3 }),
  before: fc.nat({ max: 3 }),
  after: fc.nat({ max: 3 }),
  fate: fc.nat({ max: 9 }),
});

export interface Extent {
  /** At least so many operations. Default: one. */
  readonly least?: number;
  readonly most: number;
  /** Whether every outcome is ok. Default: no. */
  readonly certain?: boolean;
}

/** Linearizable histories; by key the kind of object. */
export function rightHistories(
  kinds: readonly [ObjectKind, ObjectKind],
  { least = 1, most, certain = false }: Extent,
): fc.Arbitrary<History> {
  return fc
    .array(certain ? step.map((one) => ({ ...one, fate: 0 })) : step, {
      ...{ minLength: least, maxLength: most, size: 'max' },
    })
    .map((steps) => numbered(answered(placed(steps, kinds), kinds)));
}

/** The same with up to three answers that belong to other operations. */
export function spoiledHistories(
  kinds: readonly [ObjectKind, ObjectKind],
  most: number,
): fc.Arbitrary<History> {
  const mistakes = fc.array(fc.tuple(fc.nat({ max: 99 }), fc.nat({ max: 99 })), { maxLength: 3 });
  return fc
    .tuple(rightHistories(kinds, { most }), mistakes)
    .map(([history, chosen]) => chosen.reduce(spoil, history));
}

/** Right ones and spoiled ones. */
export function anyHistories(
  kinds: readonly [ObjectKind, ObjectKind],
  most: number,
): fc.Arbitrary<History> {
  return fc.oneof(rightHistories(kinds, { most }), spoiledHistories(kinds, most));
}

/** An operation with the instant at which it takes effect; null when it never does. */
interface Placed {
  readonly operation: Unnumbered;
  readonly key: number;
  readonly effect: number | null;
}

/** A session begins the next operation after the last one ended, or was given up. */
function placed(steps: readonly Step[], kinds: readonly [ObjectKind, ObjectKind]): Placed[] {
  const free = new Map<number, number>();
  return steps.map(({ session, key, chance, wait, before, after, fate }, serial) => {
    const start = (free.get(session) ?? 0) + wait;
    const over = start + before + after;
    free.set(session, over + 1);
    const [action, input] = (kinds[key] ?? kinds[0]).ask(chance, serial + 1);
    const isUnknown = lateOrNever.includes(fate);
    const operation: Unnumbered = {
      session: sessions[session] ?? '',
      key: keys[key] ?? '',
      action,
      input,
      output: undefined,
      outcome: isUnknown ? 'info' : fate === failed ? 'fail' : 'ok',
      start,
      end: isUnknown ? Infinity : over,
      invokedAt: start,
      completedAt: over,
      revision: null,
    };
    const isNever = fate === failed || fate === lateOrNever[1];
    return { operation, key, effect: isNever ? null : start + before * (isUnknown ? 4 : 1) };
  });
}

/** Lets the operations take effect, one after the other. */
function answered(
  all: readonly Placed[],
  kinds: readonly [ObjectKind, ObjectKind],
): readonly Unnumbered[] {
  const states = kinds.map(({ model }) => model.initial());
  const outputs = new Map<Unnumbered, Value | undefined>();
  const effective = all.filter(({ effect }) => effect !== null);
  for (const { operation, key } of effective.toSorted(
    (a, b) => (a.effect ?? 0) - (b.effect ?? 0),
  )) {
    const kind = kinds[key] ?? kinds[0];
    const { action, input, outcome } = operation;
    const output = kind.answer(states[key], [action, input]);
    if (outcome === 'ok') outputs.set(operation, output);
    states[key] = kind.model.step(states[key], { action, input, output });
  }
  return all.map(({ operation }) => ({ ...operation, output: outputs.get(operation) }));
}

/** Gives an operation the answer of another one like it, or the opposite of yes and no. */
function spoil(history: History, [which, whose]: readonly [number, number]): History {
  const { operations } = history;
  const told = operations.filter(({ output }) => output !== undefined);
  const victim = told[which % Math.max(1, told.length)];
  if (victim === undefined) return history;
  const like = told.filter(({ key, action }) => key === victim.key && action === victim.action);
  const other = like[whose % like.length]?.output ?? null;
  const output = typeof victim.output === 'boolean' ? !victim.output : other;
  return {
    ...history,
    operations: operations.map((one) => (one === victim ? { ...one, output } : one)),
  };
}
