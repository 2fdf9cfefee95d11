/** What every checker makes of deletes, on chronicles written by hand whose answers are known. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';

const nodes = ['n1', 'n2'];

/** A write of x at 10 ms and its delete at 20 ms, each told at once to both nodes. */
function deleted(): { story: ChronicleBuilder; first: number; gone: number } {
  const story = chronicleOf({ nodes });
  const first = story.write('x', 10, 12, { client: 'app.1' });
  const gone = story.delete('x', 20, 22, { client: 'app.2' });
  for (const node of nodes) {
    story.stored(first, node, 11).stored(gone, node, 21, [first]);
  }
  return { story, first, gone };
}

function found(story: ChronicleBuilder) {
  const findings = check(story.chronicle());
  return {
    stale: findings.staleReads.map(({ newest, versionsBehind }) => [newest, versionsBehind]),
    dirty: findings.dirtyReads.map(({ write, undone }) => [write, undone]),
    sessions: findings.sessionViolations.map(({ guarantee, missed }) => [guarantee, missed]),
    inversions: findings.inversions.map(({ missed }) => missed),
  };
}

const nothing = { stale: [], dirty: [], sessions: [], inversions: [] };

describe('the fate of a delete', () => {
  it('is present while the key has no value, and what it deleted is superseded', () => {
    const { story, first, gone } = deleted();
    const { fates, verdicts, divergence } = check(story.final('x', []).chronicle());
    expect([fates.get(first), fates.get(gone)]).toEqual(['superseded', 'present']);
    expect([verdicts.noLostWrites, verdicts.converged]).toEqual(['valid', 'valid']);
    expect(divergence).toEqual([]);
  });

  it('is superseded by a write that knew of it', () => {
    const { story, gone } = deleted();
    const next = story.write('x', 30, 32);
    story.stored(next, 'n1', 31, [gone]).final('x', [next]);
    const { fates } = check(story.chronicle());
    expect([...fates.values()]).toEqual(['superseded', 'superseded', 'present']);
  });

  it('is superseded by the next delete, once the key had a value in between', () => {
    const { story, gone } = deleted();
    const next = story.write('x', 30, 32);
    const last = story.delete('x', 40, 42);
    story.stored(next, 'n1', 31, [gone]).stored(last, 'n1', 41, [next]).final('x', []);
    const { fates } = check(story.chronicle());
    expect([...fates.values()]).toEqual(['superseded', 'superseded', 'superseded', 'present']);
  });

  it('is resurrected when what it deleted is back although nodes know of it', () => {
    const { story, first, gone } = deleted();
    const { fates, lostWrites } = check(story.final('x', [first]).chronicle());
    expect([fates.get(first), fates.get(gone)]).toEqual(['present', 'resurrected']);
    expect(
      lostWrites.map(({ operation, kind, evidence }) => [operation.write, kind, evidence]),
    ).toEqual([[gone, 'resurrected', 'observed']]);
  });

  it('is rolled back when a failover cut it from the log', () => {
    const { story, first, gone } = deleted();
    for (const node of nodes) story.left('rolled-back', gone, node, 50);
    expect(check(story.final('x', [first]).chronicle()).fates.get(gone)).toBe('rolled back');
  });

  it('is no loss when it went together with what it had deleted', () => {
    const { story, first, gone } = deleted();
    for (const node of nodes) {
      story.left('rolled-back', gone, node, 50).left('rolled-back', first, node, 50);
    }
    const { fates, lostWrites } = check(story.final('x', []).chronicle());
    expect([fates.get(first), fates.get(gone)]).toEqual(['superseded', 'present']);
    expect(lostWrites).toEqual([]);
  });

  it('does not excuse the loss of a write that came after it', () => {
    const { story, gone } = deleted();
    const next = story.write('x', 30, 32);
    story.stored(next, 'n1', 31, [gone]).left('erased', next, 'n1', 40).final('x', []);
    expect(check(story.chronicle()).fates.get(next)).toBe('forgotten');
  });

  it('is clobbered when a write that had completed before it wins all the same', () => {
    const story = chronicleOf({ nodes });
    const first = story.write('x', 10, 12);
    const gone = story.delete('x', 20, 22);
    story.stored(first, 'n1', 11).stored(gone, 'n1', 21).left('discarded', gone, 'n1', 21, first);
    expect(check(story.final('x', [first]).chronicle()).fates.get(gone)).toBe('clobbered');
  });

  it('is discarded in conflict when a write that did not know of it wins', () => {
    const story = chronicleOf({ nodes });
    const base = story.write('x', 0, 2);
    const gone = story.delete('x', 20, 22);
    const other = story.write('x', 20, 22);
    story
      .stored(base, 'n1', 1)
      .stored(gone, 'n1', 21, [base])
      .stored(other, 'n2', 21, [base])
      .left('discarded', gone, 'n1', 30, other)
      .final('x', [other]);
    const { fates } = check(story.chronicle());
    expect([...fates.values()]).toEqual(['superseded', 'discarded in conflict', 'present']);
  });

  it.each([
    ['never reached a node', 'info', false, 'absent'],
    ['reached a node that holds it', 'info', true, 'present'],
    ['failed, yet a node holds it', 'fail', true, 'present'],
  ] as const)('that nobody confirmed and that %s', (_what, outcome, isStored, fate) => {
    const story = chronicleOf({ nodes });
    const first = story.write('x', 10, 12);
    const gone = story.delete('x', 20, 1020, { outcome });
    story.stored(first, 'n1', 11);
    if (isStored) story.stored(gone, 'n1', 21, [first]);
    const { fates, recoveredWrites, zombieWrites } = check(
      story.final('x', isStored ? [] : [first]).chronicle(),
    );
    expect(fates.get(gone)).toBe(fate);
    const isRecovered = fate === 'present' && outcome === 'info';
    expect(recoveredWrites.map(({ write }) => write)).toEqual(isRecovered ? [gone] : []);
    expect(zombieWrites.map(({ write }) => write)).toEqual(outcome === 'fail' ? [gone] : []);
  });

  it('leaves a list to what was appended since', () => {
    const story = chronicleOf({ nodes });
    const first = story.append('x', 10, 12);
    const gone = story.delete('x', 20, 22);
    const next = story.append('x', 30, 32);
    story.stored(first, 'n1', 11).stored(gone, 'n1', 21, [first]).stored(next, 'n1', 31, [gone]);
    expect([...check(story.final('x', [next]).chronicle()).fates.values()]).toEqual([
      'superseded',
      'present',
      'present',
    ]);
    story.final('x', [first, next]);
    expect(check(story.chronicle()).fates.get(gone)).toBe('resurrected');
  });
});

describe('a read after a delete', () => {
  it('is fresh when it returns nothing', () => {
    const { story } = deleted();
    expect(found(story.read('x', 30, 31, []).final('x', []))).toEqual(nothing);
  });

  it('is stale when it returns what was deleted before it began', () => {
    const { story, first, gone } = deleted();
    expect(found(story.read('x', 30, 31, [first]).final('x', []))).toEqual({
      ...nothing,
      stale: [[gone, 1]],
    });
  });

  it('is not stale when the delete was not acknowledged by then', () => {
    const { story, first } = deleted();
    expect(found(story.read('x', 21, 23, [first]).final('x', []))).toEqual(nothing);
  });

  it('is stale when it returns nothing although the key was written again', () => {
    const { story, gone } = deleted();
    const next = story.write('x', 30, 32);
    story.stored(next, 'n1', 31, [gone]).read('x', 40, 41, []).final('x', [next]);
    expect(found(story).stale).toEqual([[next, 1]]);
  });

  it('is stale when it returns nothing before the delete was stored anywhere', () => {
    const { story, first } = deleted();
    expect(found(story.read('x', 15, 16, []).final('x', [])).stale).toEqual([[first, 1]]);
  });

  it('is stale when it misses a write of whom nobody remembers that a delete preceded it', () => {
    const { story } = deleted();
    const next = story.write('x', 30, 32);
    story.stored(next, 'n1', 31).read('x', 40, 41, []).final('x', [next]);
    expect(found(story).stale).toEqual([[next, 1]]);
  });

  it('is dirty when the node that answered held a delete that did not last', () => {
    const { story, first, gone } = deleted();
    for (const node of nodes) story.left('rolled-back', gone, node, 50);
    story.read('x', 30, 31, [], { by: 'n2' }).final('x', [first]);
    expect(found(story)).toEqual({ ...nothing, dirty: [[gone, 'rolled back']] });
  });

  it('is not dirty when that node had not heard of the delete', () => {
    const story = chronicleOf({ nodes });
    const first = story.write('x', 10, 12);
    const gone = story.delete('x', 20, 22);
    story.stored(first, 'n1', 11).stored(gone, 'n1', 21, [first]).left('erased', gone, 'n1', 50);
    story.read('x', 30, 31, [], { by: 'n2' }).final('x', [first]);
    expect(found(story).dirty).toEqual([]);
  });
});

describe('a session that deletes', () => {
  it('does not read its own delete when the value is still there', () => {
    const { story, first, gone } = deleted();
    story.read('x', 30, 31, [first], { client: 'app.2' }).final('x', []);
    expect(found(story)).toEqual({
      ...nothing,
      stale: [[gone, 1]],
      sessions: [['readYourWrites', gone]],
    });
  });

  it('reads its own delete in nothing, and in what was written on top of it', () => {
    const { story, gone } = deleted();
    const next = story.write('x', 40, 42);
    story.stored(next, 'n1', 41, [gone]);
    story.read('x', 30, 31, [], { client: 'app.2' });
    story.read('x', 50, 51, [next], { client: 'app.2' });
    expect(found(story.final('x', [next]))).toEqual(nothing);
  });
});

describe('whoever saw a value, then nothing, then the value again', () => {
  it('went back in time', () => {
    const { story, first, gone } = deleted();
    for (const [at, versions] of [
      [13, [first]],
      [30, []],
      [40, [first]],
    ] as const) {
      story.read('x', at, at + 1, versions, { client: 'app.3' });
    }
    expect(found(story.final('x', []))).toEqual({
      stale: [[gone, 1]],
      dirty: [],
      sessions: [['monotonicReads', gone]],
      inversions: [gone],
    });
  });

  it('did not, when it had seen nothing first: that may have been the beginning', () => {
    const { story, first, gone } = deleted();
    story.read('x', 30, 31, [], { client: 'app.3' });
    story.read('x', 40, 41, [first], { client: 'app.3' });
    expect(found(story.final('x', []))).toEqual({ ...nothing, stale: [[gone, 1]] });
  });
});

describe('an update', () => {
  it('takes the place of a delete that it has not seen', () => {
    const { story, first, gone } = deleted();
    const update = story.write('x', 30, 32, { basis: [first] });
    story.stored(update, 'n1', 31, [gone]).final('x', [update]);
    const { lostUpdates } = check(story.chronicle());
    expect(lostUpdates.map(({ operation, by }) => [operation.write, by.write])).toEqual([
      [gone, update],
    ]);
  });

  it('that read nothing after the delete has seen it', () => {
    const { story, gone } = deleted();
    const update = story.write('x', 30, 32, { basis: [] });
    story.stored(update, 'n1', 31, [gone]).final('x', [update]);
    expect(check(story.chronicle()).lostUpdates).toEqual([]);
  });
});

describe('nodes', () => {
  it('do not differ when one keeps a tombstone and the other never had the key', () => {
    const story = chronicleOf({ nodes });
    const gone = story.delete('x', 10, 12);
    story.stored(gone, 'n1', 11).contents('n1', { x: [] }).contents('n2', {}).final('x', []);
    const { divergence, divergenceIntervals } = check(story.chronicle(), {
      also: new Set(['divergenceIntervals']),
    });
    expect([divergence, divergenceIntervals?.intervals]).toEqual([[], []]);
  });

  it('differ while one has heard of the delete and the other has not', () => {
    const story = chronicleOf({ nodes });
    const first = story.write('x', 10, 12);
    const gone = story.delete('x', 20, 22);
    for (const [node, late] of [
      ['n1', 0],
      ['n2', 5],
    ] as const) {
      story.stored(first, node, 11).stored(gone, node, 21 + late, [first]);
    }
    const { divergenceIntervals } = check(story.final('x', []).chronicle(), {
      also: new Set(['divergenceIntervals']),
    });
    const told = divergenceIntervals?.intervals.map(({ from, to, held }) => [from, to, [...held]]);
    expect(told).toEqual([
      [
        21_000,
        26_000,
        [
          ['n1', []],
          ['n2', [first]],
        ],
      ],
    ]);
  });
});

describe('what the clients saw', () => {
  /** Two deletes make null a value that was written more than once. */
  function twice(last: readonly number[]) {
    const { story, gone } = deleted();
    const next = story.write('x', 30, 32);
    const again = story.delete('x', 40, 42);
    story.stored(next, 'n1', 31, [gone]).stored(again, 'n1', 41, [next]);
    story.read('x', 25, 26, []).read('x', 35, 36, [next]).read('x', 50, 51, last);
    const also = new Set(['linearizable', 'sequential', 'causal'] as const);
    return check(story.final('x', []).chronicle(), { also });
  }

  it('is linearizable, a delete being a write of null, by the order of versions', () => {
    const { verdicts, consistency } = twice([]);
    expect(verdicts.linearizable).toBe('valid');
    // Where null was written, a read of null does not tell what it saw.
    expect(verdicts.causal).toBe('unknown');
    expect(consistency?.results[0]?.scope.methods).toEqual(['replay']);
    expect(consistency?.history.operations.map(({ action, input }) => [action, input])).toEqual([
      ['write', 1],
      ['write', null],
      ['read', null],
      ['write', 3],
      ['read', null],
      ['write', null],
      ['read', null],
      ['read', null],
    ]);
  });

  it('is not linearizable when a deleted value is read, and only a search tells', () => {
    const { verdicts, consistency } = twice([3]);
    expect(verdicts.linearizable).toBe('invalid');
    expect([verdicts.sequential, verdicts.causal]).toEqual(['invalid', 'invalid']);
    expect(consistency?.results[0]?.scope.methods).toEqual(['search']);
  });
});
