/** Session guarantees and inversions, one story each; random histories: going-back-oracle.test.ts. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import type { WriteId } from '../../src/history/operation.js';
import { inversionHeadline, sessionHeadline } from '../../src/report/headlines.js';
import { valuesOf } from '../../src/report/values.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';

const nodes = ['n1', 'n2'];
const other = { client: 'app.2' };

/** `readYourWrites app.1: 2 misses 1` with the values that operations wrote or read. */
function found(story: ChronicleBuilder): string[] {
  const value = ({ write, versions }: { write: WriteId; versions: readonly WriteId[] | null }) =>
    write === 0 ? `[${(versions ?? []).join(' ')}]` : String(write);
  return check(story.chronicle()).sessionViolations.map(
    ({ guarantee, earlier, later, read, missed }) => {
      const shown = later === read ? '' : `, read by ${read.client}`;
      return `${guarantee} ${later.client}: ${value(later)} after ${value(earlier)} misses ${missed}${shown}`;
    },
  );
}

/** Writes to x that were made on top of each other, by app.1 unless said otherwise. */
function history(clients: readonly string[]): { story: ChronicleBuilder; ids: WriteId[] } {
  const story = chronicleOf({ nodes });
  const ids = clients.map((client, index) =>
    story.write('x', 10 * index + 10, 10 * index + 12, { client }),
  );
  ids.forEach((id, index) => {
    story.stored(id, 'n1', 10 * index + 11, ids.slice(index - 1, index));
  });
  return { story: story.final('x', ids.slice(-1)), ids };
}

describe('read your writes', () => {
  it('is broken by a read that is older than an own acknowledged write', () => {
    const { story, ids } = history(['app.2', 'app.1']);
    story.read('x', 50, 51, ids.slice(0, 1), { by: 'n2' });
    expect(found(story)).toEqual(['readYourWrites app.1: [1] after 2 misses 2']);
    const chronicle = story.chronicle();
    const { sessionViolations, verdicts } = check(chronicle);
    expect(sessionViolations.map((one) => sessionHeadline(one, valuesOf(chronicle)))).toEqual([
      'Session app.1 read x = 1 from n2 at 0.050 s after it had written 2.',
    ]);
    expect(verdicts.readYourWrites).toBe('invalid');
    expect(verdicts.monotonicReads).toBe('valid');
  });

  it('is kept by a read of a newer write of somebody else, and by a read of another session', () => {
    const { story, ids } = history(['app.1', 'app.2', 'app.3']);
    story.read('x', 50, 51, ids.slice(1, 2)).read('x', 60, 61, [], { client: 'app.4' });
    expect(found(story)).toEqual([]);
  });

  it('asks nothing of a write that nobody acknowledged, before the session has read it', () => {
    const story = chronicleOf({ nodes });
    const unknown = story.write('x', 10, 20, { outcome: 'info' });
    story.stored(unknown, 'n1', 11).final('x', [unknown]);
    story.read('x', 30, 31, []).read('x', 40, 41, [unknown]).read('x', 50, 51, []);
    expect(found(story)).toEqual([
      `readYourWrites app.1: [] after 1 misses 1`,
      `monotonicReads app.1: [] after [1] misses 1`,
    ]);
  });

  it('asks nothing of a read that was invoked when the write completed', () => {
    const { story, ids } = history(['app.2', 'app.1']);
    story.read('x', 22, 23, ids.slice(0, 1));
    expect(found(story)).toEqual([]);
  });

  it('stays broken by a lost write until something that was stored later takes its place', () => {
    const story = chronicleOf({ nodes });
    const base = story.write('x', 10, 12, other);
    const lost = story.write('x', 20, 22);
    const next = story.write('x', 40, 42, other);
    story.stored(base, 'n1', 11).stored(base, 'n2', 11).stored(lost, 'n1', 21, [base]);
    story.left('rolled-back', lost, 'n1', 30).stored(next, 'n2', 41, [base]).final('x', [next]);
    story.read('x', 35, 36, [base]).read('x', 50, 51, [next]).read('x', 60, 61, [base]);
    expect(found(story)).toEqual([
      'readYourWrites app.1: [1] after 2 misses 2',
      'readYourWrites app.1: [1] after 2 misses 2',
      'monotonicReads app.1: [1] after [3] misses 3',
    ]);
  });

  it('is broken by the newer value of another branch, when the own write survives', () => {
    const story = chronicleOf({ nodes });
    const own = story.write('x', 20, 22);
    const rival = story.write('x', 30, 32, other);
    story.stored(own, 'n1', 21).stored(rival, 'n2', 31).final('x', [own]);
    story.read('x', 50, 51, [rival]);
    expect(found(story)).toEqual(['readYourWrites app.1: [2] after 1 misses 1']);
  });

  it('is kept when conflict resolution preferred a concurrent write', () => {
    const story = chronicleOf({ nodes });
    const rival = story.write('x', 10, 25, other);
    const own = story.write('x', 20, 22);
    story.stored(rival, 'n2', 15).stored(own, 'n1', 21).left('discarded', own, 'n1', 30, rival);
    story.final('x', [rival]).read('x', 50, 51, [rival]);
    expect(found(story)).toEqual([]);
  });

  it('is broken when a skewed clock preferred a write that had completed before', () => {
    const story = chronicleOf({ nodes });
    const rival = story.write('x', 10, 12, other);
    const own = story.write('x', 20, 22);
    story.stored(rival, 'n2', 11).stored(own, 'n1', 21).left('discarded', own, 'n1', 30, rival);
    story.final('x', [rival]).read('x', 50, 51, [rival]);
    expect(found(story)).toEqual(['readYourWrites app.1: [1] after 2 misses 2']);
  });

  it('asks a list for every own element', () => {
    const story = chronicleOf({ nodes });
    const [one, two] = [story.append('x', 10, 12), story.append('x', 20, 22)];
    story.stored(one, 'n1', 11).stored(two, 'n1', 21, [one]).final('x', [one, two]);
    story.read('x', 30, 31, [two]);
    expect(found(story)).toEqual([
      'readYourWrites app.1: [2] after 1 misses 1',
      'monotonicWrites app.1: 2 after 1 misses 1, read by app.1',
    ]);
  });
});

describe('monotonic reads', () => {
  it('are broken by going back, once a read, and not by other keys or sessions', () => {
    const { story, ids } = history(['app.2', 'app.2', 'app.2']);
    const [first = 0, second = 0, third = 0] = ids;
    story.read('x', 50, 51, [second]).read('x', 60, 61, [first]).read('x', 70, 71, [first]);
    story.read('x', 80, 81, [third]).read('y', 90, 91, []).read('x', 95, 96, [second], other);
    expect(found(story)).toEqual([
      'monotonicReads app.1: [1] after [2] misses 2',
      'monotonicReads app.1: [1] after [2] misses 2',
      'readYourWrites app.2: [2] after 3 misses 3',
    ]);
  });
});

describe('monotonic reads of branches', () => {
  it('remember what a lost write had replaced, when that survives', () => {
    const story = chronicleOf({ nodes });
    const kept = story.write('x', 10, 12, other);
    const lost = story.write('x', 20, 22, other);
    const rival = story.write('x', 30, 32, other);
    story.stored(kept, 'n1', 11).stored(lost, 'n1', 21, [kept]).stored(rival, 'n2', 31);
    story.final('x', [kept]);
    story.read('x', 40, 41, [kept]).read('x', 50, 51, [lost]).read('x', 60, 61, [rival]);
    expect(found(story)).toContain('monotonicReads app.1: [3] after [1] misses 1');
  });
});

describe('monotonic writes and writes follow reads', () => {
  it('do not mind how versions that stand beside each other are listed', () => {
    const story = chronicleOf({ nodes });
    const [one, two] = [story.write('x', 10, 12), story.write('x', 20, 22)];
    story.stored(one, 'n1', 11).stored(two, 'n2', 21).final('x', [one, two]);
    story.read('x', 30, 31, [two, one], other);
    expect(found(story)).toEqual([]);
  });

  it('are broken when somebody reads a later write without the earlier one', () => {
    const story = chronicleOf({ nodes });
    const earlier = story.write('x', 10, 12);
    const later = story.write('x', 20, 22);
    story.stored(earlier, 'n1', 11).stored(later, 'n2', 21).final('x', [earlier]);
    story.read('x', 30, 31, [later], other).read('x', 40, 41, [later], other);
    expect(found(story)).toEqual(['monotonicWrites app.1: 2 after 1 misses 1, read by app.2']);
    const chronicle = story.chronicle();
    const { sessionViolations } = check(chronicle);
    expect(sessionViolations.map((one) => sessionHeadline(one, valuesOf(chronicle)))).toEqual([
      'Session app.2 read x = 2 from n1 at 0.030 s without 1, which app.1 had written before it wrote 2.',
    ]);
  });

  it('are broken when somebody reads a write without what its session had read', () => {
    const story = chronicleOf({ nodes });
    const base = story.write('x', 10, 12, other);
    story.read('x', 15, 16, [base]);
    const later = story.write('x', 20, 22);
    story.stored(base, 'n1', 11).stored(later, 'n2', 21).final('x', [base]);
    story.read('x', 30, 31, [later], { client: 'app.3' });
    expect(found(story)).toEqual(['writesFollowReads app.1: 2 after [1] misses 1, read by app.3']);
  });

  it('look at the order in a list', () => {
    const story = chronicleOf({ nodes });
    const [one, two] = [story.append('x', 10, 12), story.append('x', 20, 22)];
    story.stored(one, 'n1', 11).stored(two, 'n1', 21).final('x', [two, one]);
    story.read('x', 30, 31, [two, one], other).read('x', 40, 41, [two, one, 3], other);
    expect(found(story)).toEqual(['monotonicWrites app.1: 2 after 1 misses 1, read by app.2']);
  });

  it('are kept by a register in which a later write takes the place of a lost one', () => {
    const story = chronicleOf({ nodes });
    const [lost, later] = [story.write('x', 10, 12), story.write('x', 20, 22)];
    story.stored(lost, 'n1', 11).left('rolled-back', lost, 'n1', 15).stored(later, 'n2', 21);
    story.final('x', [later]).read('x', 30, 31, [later], other);
    expect(found(story)).toEqual([]);
  });
});

describe('inversions', () => {
  it('are reads that miss what an earlier read of anybody had returned, acknowledged or not', () => {
    const story = chronicleOf({ nodes });
    const unknown = story.write('x', 10, 1000, { outcome: 'info' });
    story.stored(unknown, 'n1', 11).final('x', [unknown]);
    story.read('x', 20, 21, [unknown], { client: 'app.2' });
    story.read('x', 30, 31, [], { client: 'app.3', by: 'n2' });
    const chronicle = story.chronicle();
    const { inversions, sessionViolations, staleReads } = check(chronicle);
    expect(inversions.map((one) => inversionHeadline(one, valuesOf(chronicle)))).toEqual([
      'Session app.3 read x = nothing from n2 at 0.030 s although app.2 had read 1 by 0.021 s.',
    ]);
    expect([sessionViolations, staleReads]).toEqual([[], []]);
  });

  it('need a read that was over before the other one began', () => {
    const { story, ids } = history(['app.1', 'app.1']);
    story.read('x', 30, 40, ids.slice(1), { client: 'app.2' });
    story.read('x', 40, 41, ids.slice(0, 1), { client: 'app.3' });
    expect(check(story.chronicle()).inversions).toEqual([]);
    story.read('x', 41, 42, ids.slice(0, 1), { client: 'app.3' });
    expect(check(story.chronicle()).inversions.map(({ later }) => later.invokedAt)).toEqual([
      41_000,
    ]);
  });
});
