/** The table of fates, row by row, on chronicles written by hand. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { chronicleOf } from '../support/chronicle.js';

const nodes = ['n1', 'n2', 'n3'];

describe('the fate of a write', () => {
  it('is present when the final strong read returns it', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    story.stored(write, 'n1', 11).final('x', [write]);
    expect(check(story.chronicle()).fates.get(write)).toBe('present');
  });

  it('is present as one of several siblings', () => {
    const story = chronicleOf({ nodes });
    const left = story.write('x', 10, 12);
    const right = story.write('x', 10, 12);
    story.stored(left, 'n1', 11).stored(right, 'n2', 11).final('x', [left, right]);
    expect([...check(story.chronicle()).fates.values()]).toEqual(['present', 'present']);
  });

  it('is superseded when a survivor knew of it through others', () => {
    const story = chronicleOf({ nodes });
    const [first, second, third] = [
      story.write('x', 10, 12),
      story.write('x', 20, 22),
      story.write('x', 30, 32),
    ];
    story
      .stored(first, 'n1', 11)
      .stored(second, 'n1', 21, [first])
      .stored(third, 'n1', 31, [second])
      .final('x', [third]);
    const { fates } = check(story.chronicle());
    expect([fates.get(first), fates.get(second)]).toEqual(['superseded', 'superseded']);
  });

  it('is superseded when the survivor that knew of it was never acknowledged', () => {
    const story = chronicleOf({ nodes });
    const first = story.write('x', 10, 12);
    const unknown = story.write('x', 20, 1020, { outcome: 'info' });
    story.stored(first, 'n1', 11).stored(unknown, 'n1', 21, [first]).final('x', [unknown]);
    const { fates, recoveredWrites } = check(story.chronicle());
    expect(fates.get(first)).toBe('superseded');
    expect(recoveredWrites.map(({ write }) => write)).toEqual([unknown]);
  });

  it('is lost although a write that knew of it exists, when that one is lost too', () => {
    const story = chronicleOf({ nodes });
    const [base, first, second] = [
      story.write('x', 0, 2),
      story.write('x', 10, 12),
      story.write('x', 20, 22),
    ];
    story
      .stored(base, 'n1', 1)
      .stored(first, 'n1', 11, [base])
      .stored(second, 'n1', 21, [first])
      .left('rolled-back', first, 'n1', 50)
      .left('rolled-back', second, 'n1', 50)
      .final('x', [base]);
    const { fates } = check(story.chronicle());
    expect([...fates.values()]).toEqual(['present', 'rolled back', 'rolled back']);
  });

  it('is forgotten when a crash erased the only copy', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    story.stored(write, 'n1', 11).left('erased', write, 'n1', 13).final('x', []);
    expect(check(story.chronicle()).fates.get(write)).toBe('forgotten');
  });

  it('is forgotten when it was acknowledged and nobody ever stored it', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    expect(check(story.final('x', []).chronicle()).fates.get(write)).toBe('forgotten');
  });

  it('is stranded when its last copy is on a node that did not come back', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    story
      .stored(write, 'n1', 11)
      .stored(write, 'n2', 11)
      .left('erased', write, 'n2', 13)
      .contents('n1', null)
      .final('x', []);
    expect(check(story.chronicle()).fates.get(write)).toBe('stranded');
  });

  it('is not decided by a copy that was cut and then stored again on the same node', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    story
      .stored(write, 'n1', 11)
      .left('rolled-back', write, 'n1', 13)
      .stored(write, 'n1', 14)
      .contents('n1', null)
      .final('x', []);
    expect(check(story.chronicle()).fates.get(write)).toBe('stranded');
  });

  it('is clobbered when it was dropped for a write that had completed before it began', () => {
    const story = chronicleOf({ nodes });
    const older = story.write('x', 0, 9);
    const newer = story.write('x', 10, 12);
    story
      .stored(older, 'n2', 1)
      .stored(newer, 'n1', 11)
      .left('discarded', newer, 'n1', 20, older)
      .final('x', [older]);
    const { fates, verdicts } = check(story.chronicle());
    expect(fates.get(newer)).toBe('clobbered');
    expect(verdicts.noLostWrites).toBe('invalid');
  });

  it('is discarded in conflict when the winner completed in the instant in which it began', () => {
    const story = chronicleOf({ nodes });
    const winner = story.write('x', 0, 10);
    const loser = story.write('x', 10, 12);
    story
      .stored(winner, 'n2', 1)
      .stored(loser, 'n1', 11)
      .left('discarded', loser, 'n1', 20, winner)
      .final('x', [winner]);
    const findings = check(story.chronicle());
    expect(findings.fates.get(loser)).toBe('discarded in conflict');
    expect(findings.lostWrites).toEqual([]);
    expect(findings.discardedInConflict.map(({ write }) => write)).toEqual([loser]);
  });

  it.each(['ok', 'info'] as const)(
    'is that of the write (%s) which replaced it and was then dropped in a conflict',
    (outcome) => {
      const story = chronicleOf({ nodes });
      const older = story.write('x', 0, 2);
      const loser = story.write('x', 10, 20, { outcome });
      const winner = story.write('x', 10, 20);
      story
        .stored(older, 'n1', 1)
        .stored(loser, 'n1', 11, [older])
        .stored(winner, 'n2', 12)
        .left('discarded', loser, 'n1', 15, winner)
        .final('x', [winner]);
      const { fates, lostWrites } = check(story.chronicle());
      expect(fates.get(older)).toBe('discarded in conflict');
      expect(fates.get(loser)).toBe(outcome === 'ok' ? 'discarded in conflict' : 'absent');
      expect(lostWrites).toEqual([]);
    },
  );

  it('is unknown when no strong read of its key could be served', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    const { fates, verdicts, lostWrites } = check(
      story.stored(write, 'n1', 11).final('x', null).chronicle(),
    );
    expect(fates.get(write)).toBe('unknown');
    expect(lostWrites).toEqual([]);
    expect(verdicts.noLostWrites).toBe('unknown');
  });

  it('is absent, which is no loss, when it was never acknowledged', () => {
    const story = chronicleOf({ nodes });
    const unknown = story.write('x', 10, 1010, { outcome: 'info' });
    const failed = story.write('x', 20, 21, { outcome: 'fail' });
    const outstanding = story.write('x', 30, null);
    story.stored(unknown, 'n1', 11).left('rolled-back', unknown, 'n1', 50).final('x', []);
    const findings = check(story.chronicle());
    expect([unknown, failed, outstanding].map((write) => findings.fates.get(write))).toEqual([
      'absent',
      'absent',
      'absent',
    ]);
    expect(findings.lostWrites).toEqual([]);
    expect(findings.verdicts.noLostWrites).toBe('valid');
  });
});

describe('where every write matters', () => {
  it('an element is lost although later elements knew of it', () => {
    const story = chronicleOf({ nodes });
    const [first, second] = [story.append('x', 10, 12), story.append('x', 20, 22)];
    story
      .stored(first, 'n1', 11)
      .stored(second, 'n1', 21, [first])
      .left('rolled-back', first, 'n1', 50)
      .final('x', [second]);
    expect(check(story.chronicle()).fates.get(first)).toBe('rolled back');
  });

  it('an element that a write to the same key replaced is superseded, under appends as well', () => {
    const story = chronicleOf({ nodes });
    const element = story.append('x', 10, 12);
    const replacement = story.write('x', 20, 22);
    const later = story.append('x', 30, 32);
    story
      .stored(element, 'n1', 11)
      .stored(replacement, 'n1', 21, [element])
      .stored(later, 'n1', 31, [replacement])
      .final('x', [replacement, later]);
    expect(check(story.chronicle()).fates.get(element)).toBe('superseded');
  });

  it('dropping an update in a concurrent conflict is a loss', () => {
    const story = chronicleOf({ nodes });
    const loser = story.write('x', 10, 20, { basis: [] });
    const winner = story.write('x', 12, 22, { basis: [] });
    story
      .stored(loser, 'n1', 15)
      .stored(winner, 'n2', 15)
      .left('discarded', loser, 'n1', 30, winner)
      .final('x', [winner]);
    const findings = check(story.chronicle());
    expect(findings.fates.get(loser)).toBe('conflict');
    expect(findings.lostUpdates).toEqual([]);
  });

  it('dropping an element in a concurrent conflict is a loss', () => {
    const story = chronicleOf({ nodes });
    const [winner, loser] = [story.append('x', 10, 12), story.append('x', 10, 12)];
    story
      .stored(winner, 'n2', 11)
      .stored(loser, 'n1', 11)
      .left('discarded', loser, 'n1', 20, winner)
      .final('x', [winner]);
    const findings = check(story.chronicle());
    expect(findings.fates.get(loser)).toBe('conflict');
    expect(findings.discardedInConflict).toEqual([]);
  });
});

describe('evidence of a loss', () => {
  it('is traced only, when the write was overwritten before anybody looked', () => {
    const story = chronicleOf({ nodes });
    const [base, gone, next] = [
      story.write('x', 0, 2),
      story.write('x', 10, 12),
      story.write('x', 40, 42),
    ];
    story
      .stored(base, 'n1', 1)
      .stored(gone, 'n1', 11, [base])
      .stored(next, 'n2', 41, [base])
      .left('rolled-back', gone, 'n1', 50)
      .final('x', [next]);
    expect(check(story.chronicle()).lostWrites.map(({ evidence }) => evidence)).toEqual(['traced']);
  });

  it('is observed when a read in between should have returned it', () => {
    const story = chronicleOf({ nodes });
    const [base, gone, next] = [
      story.write('x', 0, 2),
      story.write('x', 10, 12),
      story.write('x', 40, 42),
    ];
    story
      .stored(base, 'n1', 1)
      .stored(gone, 'n1', 11, [base])
      .read('x', 30, 31, [base])
      .stored(next, 'n2', 41, [base])
      .left('rolled-back', gone, 'n1', 50)
      .final('x', [next]);
    expect(check(story.chronicle()).lostWrites.map(({ evidence }) => evidence)).toEqual([
      'observed',
    ]);
  });

  it('is observed when the final read itself should have returned it', () => {
    const story = chronicleOf({ nodes });
    const [base, gone] = [story.write('x', 0, 2), story.write('x', 10, 12)];
    story
      .stored(base, 'n1', 1)
      .stored(gone, 'n1', 11, [base])
      .left('erased', gone, 'n1', 50)
      .final('x', [base]);
    expect(check(story.chronicle()).lostWrites.map(({ evidence }) => evidence)).toEqual([
      'observed',
    ]);
  });
});
