/** Divergence over time: by hand, and against brute force, which looks at every node at every instant. */
import { it as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import type { DivergenceOverTime } from '../../src/checkers/divergence-intervals.js';
import type { Chronicle } from '../../src/history/chronicle.js';
import { inMilliseconds } from '../../src/kernel/time.js';
import { chronicleOf } from '../support/chronicle.js';

function divergenceIn(chronicle: Chronicle): DivergenceOverTime {
  const { divergenceIntervals } = check(chronicle, { also: new Set(['divergenceIntervals']) });
  if (divergenceIntervals === null) throw new Error('it was asked for');
  return divergenceIntervals;
}

/** `x 11..15 n1 [1] n2 []` */
function inWords({ intervals }: DivergenceOverTime): string[] {
  return intervals.map(({ key, from, to, held }) => {
    const nodes = [...held].map(([node, versions]) => `${node} [${versions.join(' ')}]`);
    const end = to === null ? '' : String(inMilliseconds(to));
    return `${key} ${inMilliseconds(from)}..${end} ${nodes.join(' ')}`;
  });
}

describe('divergence over time', () => {
  it('is not looked for unless somebody asks', () => {
    expect(check(chronicleOf({ nodes: ['n1'] }).chronicle()).divergenceIntervals).toBeNull();
  });

  it('lasts from the first node that stores a write to the last one', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2', 'n3'] });
    const first = story.write('x', 10, 12);
    const second = story.write('x', 20, 22);
    story.stored(first, 'n1', 11).stored(first, 'n2', 13).stored(first, 'n3', 15);
    for (const [node, at] of [
      ['n1', 21],
      ['n2', 22],
      ['n3', 24],
    ] as const) {
      story.stored(second, node, at, [first]);
    }
    const told = divergenceIn(story.chronicle());
    expect(inWords(told)).toEqual(['x 11..15 n1 [1] n2 [] n3 []', 'x 21..24 n1 [2] n2 [1] n3 [1]']);
    expect([told.longest, told.total, told.convergedAfter]).toEqual([4000, 7000, null]);
  });

  it('goes on while writes follow each other before all have the first one', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const first = story.write('x', 10, 12);
    const second = story.write('x', 20, 22);
    story.stored(first, 'n1', 11).stored(second, 'n1', 21, [first]);
    story.stored(first, 'n2', 30).stored(second, 'n2', 31, [first]);
    expect(inWords(divergenceIn(story.chronicle()))).toEqual(['x 11..31 n1 [1] n2 []']);
  });

  it('asks nothing of a node that is down, and all of one that comes back', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const first = story.write('x', 10, 12);
    story.milestone('crashed', 'n2', 5).stored(first, 'n1', 11);
    story.milestone('restarted', 'n2', 20).stored(first, 'n2', 25);
    expect(inWords(divergenceIn(story.chronicle()))).toEqual(['x 20..25 n1 [1] n2 []']);
  });

  it('leaves out a node that is up and has no data', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2', 'arbiter'] }).contents('arbiter', null);
    const first = story.write('x', 10, 12);
    story.stored(first, 'n1', 11).stored(first, 'n2', 12);
    expect(inWords(divergenceIn(story.chronicle()))).toEqual(['x 11..12 n1 [1] n2 []']);
  });

  it('ends with a rollback, which brings to light what the write had replaced', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const first = story.write('x', 10, 12);
    const second = story.write('x', 20, 22);
    story.stored(first, 'n1', 11).stored(first, 'n2', 11);
    story.stored(second, 'n1', 21, [first]).left('rolled-back', second, 'n1', 40);
    expect(inWords(divergenceIn(story.chronicle()))).toEqual(['x 21..40 n1 [2] n2 [1]']);
  });

  it('of several keys counts shared time once, and may last to the end', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] }).fault('partition', ['n1'], 5, 20);
    const [x, y] = [story.write('x', 10, 12), story.write('y', 14, 16)];
    story.stored(x, 'n1', 11).stored(y, 'n1', 15).stored(x, 'n2', 25);
    const chronicle = story.chronicle();
    const told = divergenceIn(chronicle);
    expect(inWords(told)).toEqual(['x 11..25 n1 [1] n2 []', 'y 15.. n1 [2] n2 []']);
    expect(told.total).toBe(chronicle.endedAt - 11_000);
    expect(told.longest).toBe(chronicle.endedAt - 15_000);
    expect(told.convergedAfter).toBeNull();
  });

  it('converges when every key has been equal after the last heal, whatever is written later', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] }).fault('partition', ['n1'], 5, 20);
    const [x, y, z] = [11, 12, 40].map((at, index) => story.write('xyz'.charAt(index), at, at + 1));
    story
      .stored(x ?? 0, 'n1', 11)
      .stored(y ?? 0, 'n1', 12)
      .stored(z ?? 0, 'n1', 40);
    story
      .stored(x ?? 0, 'n2', 23)
      .stored(y ?? 0, 'n2', 27)
      .stored(z ?? 0, 'n2', 45);
    expect(divergenceIn(story.chronicle()).convergedAfter).toBe(7000);
  });
});

const nodes = ['n1', 'n2', 'n3'];
const lastInstant = 40;
const forever = 1000;

const plans = fc.record({
  /** By write: which of the earlier writes it knew of, as bits, and where it stays from when to when. */
  writes: fc.array(
    fc.record({
      kind: fc.constantFrom('write' as const, 'write' as const, 'append' as const),
      knows: fc.nat({ max: 63 }),
      stays: fc.uniqueArray(
        fc.record({
          node: fc.constantFrom(...nodes),
          from: fc.nat({ max: lastInstant }),
          lasts: fc.constantFrom(1, 5, 10, forever, forever),
        }),
        { maxLength: 3, selector: ({ node }) => node },
      ),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  crashes: fc.uniqueArray(
    fc.record({
      node: fc.constantFrom(...nodes),
      from: fc.nat({ max: lastInstant }),
      lasts: fc.integer({ min: 1, max: 20 }),
    }),
    { maxLength: 2, selector: ({ node }) => node },
  ),
});

type Plan = typeof plans extends fc.Arbitrary<infer Value> ? Value : never;

const knownBy = ({ writes }: Plan, id: number): number[] =>
  writes.flatMap((_, place) => {
    const isKnown = Math.floor((writes[id - 1]?.knows ?? 0) / 2 ** place) % 2 === 1;
    return isKnown && place + 1 < id && (writes[id - 1]?.stays.length ?? 0) > 0 ? [place + 1] : [];
  });

function chronicleOfPlan(plan: Plan): Chronicle {
  const story = chronicleOf({ nodes });
  plan.writes.forEach(({ kind, stays }, index) => {
    const id = story[kind]('x', index / 10, null);
    for (const { node, from, lasts } of stays) {
      story.stored(id, node, from + 1, knownBy(plan, id));
      if (lasts < forever) story.left('rolled-back', id, node, from + 1 + lasts);
    }
  });
  for (const { node, from, lasts } of plan.crashes) {
    story.milestone('crashed', node, from + 1).milestone('restarted', node, from + 1 + lasts);
  }
  return story.chronicle();
}

/** What a node holds at an instant: writes of which nothing that it holds has taken the place. */
function heldAt(plan: Plan, node: string, at: number): string {
  const reaches = (from: number, to: number): boolean =>
    from === to || knownBy(plan, from).some((next) => reaches(next, to));
  const ids = plan.writes.map((_, index) => index + 1);
  const held = ids.filter((id) =>
    plan.writes[id - 1]?.stays.some(
      (stay) => stay.node === node && stay.from + 1 <= at && at < stay.from + 1 + stay.lasts,
    ),
  );
  const isReplaced = (id: number): boolean =>
    held.some((other) =>
      ids.some(
        (over) =>
          over !== id &&
          plan.writes[over - 1]?.kind === 'write' &&
          reaches(other, over) &&
          reaches(over, id),
      ),
    );
  return held.filter((id) => !isReplaced(id)).join(' ');
}

function byBruteForce(plan: Plan): string[] {
  const isUp = (node: string, at: number): boolean =>
    !plan.crashes.some(
      (one) => one.node === node && one.from + 1 <= at && at < one.from + 1 + one.lasts,
    );
  const differs = (at: number): boolean => {
    const states = nodes.filter((node) => isUp(node, at)).map((node) => heldAt(plan, node, at));
    return new Set(states).size > 1;
  };
  const instants = Array.from({ length: 2 * lastInstant + 30 }, (_, at) => at);
  const turns = instants.filter((at) => at > 0 && differs(at) !== differs(at - 1));
  return turns.flatMap((at, index) => (differs(at) ? [`${at}..${turns[index + 1] ?? ''}`] : []));
}

describe('the checker agrees with brute force', () => {
  property.prop([plans], { numRuns: 500 })('on every interval', (plan) => {
    const told = inWords(divergenceIn(chronicleOfPlan(plan))).map((text) => text.split(' ')[1]);
    expect(told).toEqual(byBruteForce(plan));
  });
});
