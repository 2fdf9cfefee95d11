/** Stale reads on chronicles written by hand, and how much work the judging takes. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { staleness } from '../../src/checkers/stale-reads.js';
import { versionOrder, type VersionOrder } from '../../src/checkers/version-order.js';
import type { Chronicle } from '../../src/history/chronicle.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';

const nodes = ['n1', 'n2'];

/** Writes to x at 10, 20, 30 … ms, each on top of the one before and acknowledged 2 ms later. */
function chain(length: number): { story: ChronicleBuilder; writes: number[] } {
  const story = chronicleOf({ nodes });
  const writes: number[] = [];
  for (let index = 0; index < length; index += 1) {
    const at = (index + 1) * 10;
    const write = story.write('x', at, at + 2);
    story.stored(write, 'n1', at + 1, writes.slice(-1));
    writes.push(write);
  }
  story.final('x', writes.slice(-1));
  return { story, writes };
}

function staleReadsOf(story: ChronicleBuilder) {
  return check(story.chronicle()).staleReads.map(({ newest, versionsBehind, age }) => ({
    newest,
    versionsBehind,
    age,
  }));
}

describe('a read is stale', () => {
  it('when it returns a version under one that was acknowledged before', () => {
    const { story, writes } = chain(3);
    story.read('x', 50, 51, [writes[0] ?? 0]);
    expect(staleReadsOf(story)).toEqual([{ newest: 3, versionsBehind: 2, age: 28_000 }]);
  });

  it('when it returns nothing although something was acknowledged', () => {
    const { story } = chain(2);
    story.read('x', 15, 16, []);
    expect(staleReadsOf(story)).toEqual([{ newest: 1, versionsBehind: 1, age: 3_000 }]);
  });

  it('when it misses the newest of a chain whose middle was never acknowledged', () => {
    const story = chronicleOf({ nodes });
    const base = story.write('x', 0, 2);
    const middle = story.write('x', 10, 1010, { outcome: 'info' });
    const newest = story.write('x', 20, 22);
    story
      .stored(base, 'n1', 1)
      .stored(middle, 'n1', 11, [base])
      .stored(newest, 'n1', 21, [middle])
      .read('x', 30, 31, [base])
      .final('x', [newest]);
    expect(staleReadsOf(story)).toEqual([{ newest, versionsBehind: 1, age: 8_000 }]);
  });

  it('when it misses a write that was acknowledged before any node had it', () => {
    const story = chronicleOf({ nodes });
    const base = story.write('x', 0, 2);
    const slow = story.write('x', 10, 1010, { outcome: 'info' });
    const early = story.write('x', 11, 12);
    story
      .stored(base, 'n1', 1)
      .read('x', 20, 21, [base])
      .stored(slow, 'n1', 30, [base])
      .stored(early, 'n1', 31, [slow])
      .final('x', [early]);
    expect(staleReadsOf(story)).toEqual([{ newest: early, versionsBehind: 1, age: 8_000 }]);
  });

  it('when it returns one sibling that a later write replaced', () => {
    const story = chronicleOf({ nodes });
    const [left, right] = [story.write('x', 0, 2), story.write('x', 0, 2)];
    const merged = story.write('x', 10, 12);
    story
      .stored(left, 'n1', 1)
      .stored(right, 'n2', 1)
      .stored(merged, 'n1', 11, [left, right])
      .read('x', 20, 21, [right])
      .final('x', [merged]);
    expect(staleReadsOf(story)).toEqual([{ newest: merged, versionsBehind: 1, age: 8_000 }]);
  });

  it('when a list lacks an element at its end', () => {
    const story = chronicleOf({ nodes });
    const [first, second] = [story.append('x', 0, 2), story.append('x', 10, 12)];
    story
      .stored(first, 'n1', 1)
      .stored(second, 'n1', 11, [first])
      .read('x', 20, 21, [first])
      .read('x', 20, 21, [first, second])
      .final('x', [first, second]);
    expect(staleReadsOf(story)).toEqual([{ newest: second, versionsBehind: 1, age: 8_000 }]);
  });

  it('when a list lacks an element in its middle', () => {
    const story = chronicleOf({ nodes });
    const writes = [story.append('x', 0, 2), story.append('x', 10, 12), story.append('x', 20, 22)];
    const [first = 0, second = 0, third = 0] = writes;
    story
      .stored(first, 'n1', 1)
      .stored(second, 'n1', 11, [first])
      .stored(third, 'n1', 21, [second])
      .read('x', 30, 31, [first, third])
      .final('x', writes);
    expect(staleReadsOf(story)).toEqual([{ newest: second, versionsBehind: 1, age: 18_000 }]);
  });
});

it('counts a lost write only while it is somewhere: afterwards it is lost, not missed', () => {
  const story = chronicleOf({ nodes });
  const base = story.write('x', 0, 2);
  const lost = story.write('x', 10, 12);
  story
    .stored(base, 'n1', 1)
    .stored(lost, 'n1', 11, [base])
    .read('x', 30, 31, [base])
    .left('rolled-back', lost, 'n1', 50)
    .read('x', 60, 61, [base])
    .final('x', [base]);
  expect(staleReadsOf(story)).toEqual([{ newest: lost, versionsBehind: 1, age: 18_000 }]);
  const { lostWrites } = check(story.chronicle());
  expect(lostWrites.map(({ kind, evidence }) => [kind, evidence])).toEqual([
    ['rolled back', 'observed'],
  ]);
});

describe('a read is not stale', () => {
  it('when it overlaps the write that it misses', () => {
    const { story, writes } = chain(2);
    story.read('x', 21, 30, [writes[0] ?? 0]);
    expect(staleReadsOf(story)).toEqual([]);
  });

  it('when the write that it misses completed in the very instant of its invocation', () => {
    const { story, writes } = chain(2);
    story.read('x', 22, 30, [writes[0] ?? 0]);
    expect(staleReadsOf(story)).toEqual([]);
  });

  it('one microsecond later it is', () => {
    const { story, writes } = chain(2);
    story.read('x', 22.001, 30, [writes[0] ?? 0]);
    expect(staleReadsOf(story)).toEqual([{ newest: 2, versionsBehind: 1, age: 1 }]);
  });

  it('when the write that it misses was never acknowledged', () => {
    const story = chronicleOf({ nodes });
    const base = story.write('x', 0, 2);
    const unknown = story.write('x', 10, 1010, { outcome: 'info' });
    story
      .stored(base, 'n1', 1)
      .stored(unknown, 'n1', 11, [base])
      .read('x', 2000, 2001, [base])
      .final('x', [unknown]);
    expect(staleReadsOf(story)).toEqual([]);
  });

  it('when it returns an unacknowledged write that was made on top of an acknowledged one', () => {
    const story = chronicleOf({ nodes });
    const base = story.write('x', 0, 2);
    const unknown = story.write('x', 10, 1010, { outcome: 'info' });
    story
      .stored(base, 'n1', 1)
      .stored(unknown, 'n1', 11, [base])
      .read('x', 20, 21, [unknown])
      .final('x', [unknown]);
    expect(staleReadsOf(story)).toEqual([]);
  });

  it('when what it misses is a sibling that did not know of what it returned', () => {
    const story = chronicleOf({ nodes });
    const [left, right] = [story.write('x', 0, 2), story.write('x', 0, 2)];
    story
      .stored(left, 'n1', 1)
      .stored(right, 'n2', 1)
      .read('x', 10, 11, [left])
      .final('x', [left, right]);
    expect(staleReadsOf(story)).toEqual([]);
  });

  it('when it is not known to have returned anything', () => {
    const { story } = chain(2);
    story.read('x', 50, 1050, [], { outcome: 'info' });
    expect(staleReadsOf(story)).toEqual([]);
  });
});

it('a write that was applied twice, on top of its own successor, hides that successor', () => {
  const story = chronicleOf({ nodes });
  const [first, second] = [story.write('x', 0, 30), story.write('x', 10, 12)];
  story
    .stored(first, 'n1', 1)
    .stored(second, 'n1', 11, [first])
    .stored(first, 'n1', 20, [second])
    .read('x', 25, 26, [first])
    .final('x', [first]);
  const findings = check(story.chronicle());
  expect(findings.staleReads).toEqual([]);
  expect(findings.fates.get(second)).toBe('superseded');
});

describe('the work of judging', () => {
  /** How often the judge asks for successors and when a write was stored. */
  function steps(chronicle: Chronicle): number {
    let asked = 0;
    const order = versionOrder(chronicle);
    const counting: VersionOrder = {
      ...order,
      firstStoredIn: (write) => {
        asked += 1;
        return order.firstStoredIn(write);
      },
      successors: (write) => {
        asked += 1;
        return order.successors(write);
      },
    };
    staleness(chronicle, counting, new Map());
    return asked;
  }

  function withReads(length: number, versionOf: (write: number) => number): Chronicle {
    const { story } = chain(length);
    for (let write = 1; write <= length; write += 1) {
      story.read('x', write * 10 + 5, write * 10 + 6, [versionOf(write)]);
    }
    return story.chronicle();
  }

  it.each([
    ['fresh reads', (write: number) => write],
    ['a replica that is always five writes behind', (write: number) => Math.max(1, write - 5)],
    ['a replica that stands still', () => 1],
  ])('grows with the number of operations, not with its square: %s', (_title, versionOf) => {
    const [small, large] = [steps(withReads(200, versionOf)), steps(withReads(800, versionOf))];
    expect(large).toBeLessThan(5 * small);
    expect(large).toBeLessThan(20 * 1600);
  });
});
