/** Findings looked for in another run: chronicles written by hand, in milliseconds. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { lookFor, subjectAt, type Subject } from '../../src/experiments/subject.js';
import type { FindingKind } from '../../src/report/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';
import { runOf } from '../support/run.js';

interface Plan {
  /** The key of the second write of app.1. */
  readonly key?: string;
  /** When that write is invoked. */
  readonly at?: number;
  /** Whether it is cut from the log of n1 later. */
  readonly cut?: boolean;
  /** A write of app.2 at this time, lost as well. */
  readonly other?: number;
}

/** app.1 writes twice; the second write is the one in question. */
function runWith({ key = 'y', at = 5000, cut = true, other }: Plan): Run {
  const story = chronicleOf({ nodes: ['n1', 'n2'] });
  const lose = (write: number): ChronicleBuilder => story.left('rolled-back', write, 'n1', 90_000);
  const first = story.write('x', 10, 12);
  const second = story.write(key, at, at + 2);
  story.stored(first, 'n1', 11).stored(second, 'n1', at + 1);
  if (cut) lose(second);
  if (other !== undefined) {
    const third = story.write('z', other, other + 2, { client: 'app.2' });
    story.stored(third, 'n1', other + 1);
    lose(third).final('z', []);
  }
  story.final('x', [first]).final(key, cut ? [] : [second]);
  return runOf(story.chronicle());
}

function seen(subject: Subject | null, run: Run) {
  if (subject === null) throw new Error('there is no such finding');
  return lookFor(subject, run, check(run.chronicle));
}

describe('an operation', () => {
  const subject = subjectAt(runWith({}), { finding: 'lostWrites', index: 0 });

  it('is known by its session and its place there', () => {
    expect(subject).toEqual({
      finding: 'lostWrites',
      kind: 'operation',
      client: 'app.1',
      group: 'app',
      ordinal: 1,
      action: 'write',
      key: 'y',
      invokedAt: 5_000_000,
    });
    expect(subjectAt(runWith({}), { finding: 'lostWrites', index: 1 })).toBeNull();
    expect(subjectAt(runWith({}), { finding: 'staleReads', index: 0 })).toBeNull();
  });

  it.each<[string, Plan, object]>([
    ['is there again', {}, { found: true, basis: 'itself', count: 1, outcome: 'ok' }],
    ['is gone', { cut: false }, { found: false, basis: 'itself', count: 0, outcome: 'ok' }],
    [
      'is gone, whatever happens to others at that time',
      { cut: false, other: 5100 },
      { found: false, basis: 'itself', count: 1 },
    ],
    [
      'is judged by its group where its session does something else',
      { key: 'w', other: 5900 },
      { found: true, basis: 'moment', count: 2, outcome: null },
    ],
    [
      'is gone when nobody of its group meets the like within a second',
      { key: 'w', cut: false, other: 6100 },
      { found: false, basis: 'moment', count: 1 },
    ],
    [
      'is another one when its session comes to it at another time',
      { at: 8000 },
      { found: false, basis: 'moment', count: 1 },
    ],
  ])('%s', (_title, plan, expected) => {
    expect(seen(subject, runWith(plan))).toMatchObject(expected);
  });

  it('is unknown where no final read can tell', () => {
    const run = runWith({});
    const finalReads = new Map(run.chronicle.finalReads);
    finalReads.set('y', { key: 'y', versions: null, at: 0 });
    const open = { ...run, chronicle: { ...run.chronicle, finalReads } };
    expect(seen(subject, open)).toMatchObject({
      found: 'unknown',
      obstacle: 'no final read',
      count: 0,
    });
  });

  it('is unknown where it is missing from a run that was cut short', () => {
    const short = { stoppedEarly: 'stopped after 10 events' };
    const absent = seen(subject, { ...runWith({ cut: false }), ...short });
    expect(absent).toMatchObject({ found: 'unknown', obstacle: 'cut short' });
    expect(seen(subject, { ...runWith({}), ...short }).found).toBe(true);
  });
});

describe('a broken promise', () => {
  /** app.1 writes x, and reads what was before it; or reads it first, and writes nothing. */
  function forgetful(isOwn: boolean): Run {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const old = story.write('x', 1, 3, { client: 'app.2' });
    const write = story.write('x', 10, 12, { client: isOwn ? 'app.1' : 'app.2' });
    story
      .stored(old, 'n1', 2)
      .stored(old, 'n2', 4)
      .stored(write, 'n1', 11, [old])
      .read(isOwn ? 'y' : 'x', 15, 16, isOwn ? [] : [write])
      .read('x', 20, 21, [old], { by: 'n2' })
      .final('x', [write]);
    return runOf(story.chronicle());
  }

  it('is not found where the same read breaks another one', () => {
    const [own, seenBefore] = [forgetful(true), forgetful(false)];
    const subject = subjectAt(seenBefore, { finding: 'sessionViolations', index: 0 });
    expect(subject).toMatchObject({ guarantee: 'monotonicReads', ordinal: 1 });
    expect(seen(subject, seenBefore).found).toBe(true);
    expect(seen(subject, own)).toMatchObject({ found: false, count: 1 });
  });
});

describe('a split brain', () => {
  /** n1 and n2, or n3 in place of n2, acknowledge writes at once, so many milliseconds later. */
  function splitRun(later: number, second = 'n2'): Run {
    const story = chronicleOf({ nodes: ['n1', 'n2', 'n3'] });
    story.write('x', 10, 12);
    story.write('y', 2000 + later, 2010 + later, { by: second });
    story.write('x', 2500 + later, 2510 + later);
    story.write('y', 3000 + later, 3010 + later, { by: second });
    story
      .milestone('promoted', second, 1000 + later)
      .final('x', [])
      .final('y', []);
    return runOf(story.chronicle());
  }
  const subject = subjectAt(splitRun(0), { finding: 'splitBrain', index: 0 });

  it('is known by the node that should have stopped, and by when', () => {
    expect(subject).toEqual({
      finding: 'splitBrain',
      kind: 'stretch',
      node: 'n1',
      from: 2_010_000,
      to: 2_510_000,
    });
  });

  it('is the same with another node on the other side, not at another time', () => {
    expect(seen(subject, splitRun(0, 'n3'))).toMatchObject({ found: true, count: 1 });
    expect(seen(subject, splitRun(1400))).toMatchObject({ found: true, count: 1 });
    expect(seen(subject, splitRun(5000))).toMatchObject({ found: false, count: 1 });
  });
});

describe('a name', () => {
  function divergentRun(key: string): Run {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const write = story.write(key, 10, 12);
    story.stored(write, 'n1', 11).final(key, [write]).contents('n2', {});
    return runOf(story.chronicle());
  }

  it('finds a divergent key', () => {
    const subject = subjectAt(divergentRun('x'), { finding: 'divergence', index: 0 });
    expect(subject).toEqual({ finding: 'divergence', kind: 'name', name: 'x' });
    expect(seen(subject, divergentRun('x')).found).toBe(true);
    expect(seen(subject, divergentRun('y'))).toMatchObject({ found: false, count: 1 });
    const restless = divergentRun('y');
    const chronicle = { ...restless.chronicle, settledAt: null };
    expect(seen(subject, { ...restless, chronicle })).toMatchObject({
      found: 'unknown',
      obstacle: 'no rest',
    });
  });

  it('finds an invariant', () => {
    const finding: FindingKind = 'invariantViolations';
    const broken = (invariant: string): Run => ({
      ...divergentRun('x'),
      invariantViolations: [{ invariant, at: 1, event: 1, message: '' }],
    });
    const subject = subjectAt(broken('one primary'), { finding, index: 0 });
    expect(seen(subject, broken('one primary')).found).toBe(true);
    expect(seen(subject, broken('another')).found).toBe(false);
  });
});
