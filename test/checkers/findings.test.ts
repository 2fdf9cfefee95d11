/**
 * The smaller questions: recovered writes, zombies, duplicates, rolled back writes, dirty reads,
 * divergence.
 */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { chronicleOf } from '../support/chronicle.js';

const nodes = ['n1', 'n2'];

describe('recovered writes and zombies', () => {
  it('an unanswered write that is there has recovered, a denied one is a zombie', () => {
    const story = chronicleOf({ nodes });
    const unknown = story.write('x', 10, 1010, { outcome: 'info' });
    const denied = story.write('y', 10, 11, { outcome: 'fail' });
    story.stored(unknown, 'n1', 11).stored(denied, 'n1', 11);
    story.final('x', [unknown]).final('y', [denied]);
    const findings = check(story.chronicle());
    expect(findings.recoveredWrites.map(({ write }) => write)).toEqual([unknown]);
    expect(findings.zombieWrites.map(({ write }) => write)).toEqual([denied]);
  });

  it('an acknowledged write is neither', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    const findings = check(story.stored(write, 'n1', 11).final('x', [write]).chronicle());
    expect([...findings.recoveredWrites, ...findings.zombieWrites]).toEqual([]);
  });
});

describe('duplicates', () => {
  it('are found in a final read', () => {
    const story = chronicleOf({ nodes });
    const [one, two] = [story.append('x', 10, 12), story.append('x', 20, 22)];
    const findings = check(story.final('x', [one, two, one]).chronicle());
    expect(findings.duplicateWrites.map(({ write }) => write)).toEqual([one]);
  });

  it('are found on a single node', () => {
    const story = chronicleOf({ nodes });
    const one = story.append('x', 10, 12);
    story.final('x', [one]).contents('n2', { x: [one, one] });
    expect(check(story.chronicle()).duplicateWrites.map(({ write }) => write)).toEqual([one]);
  });

  it('are not the same element in two keys or on two nodes', () => {
    const story = chronicleOf({ nodes });
    const one = story.append('x', 10, 12);
    story
      .final('x', [one])
      .contents('n1', { x: [one] })
      .contents('n2', { x: [one] });
    expect(check(story.chronicle()).duplicateWrites).toEqual([]);
  });

  it('bring the value of a register back over those that took its place', () => {
    const story = chronicleOf({ nodes });
    const [retried, second] = [story.write('x', 0, 30), story.write('x', 10, 12)];
    const third = story.write('x', 13, 14);
    story
      .stored(retried, 'n1', 1)
      .stored(second, 'n1', 11, [retried])
      .stored(third, 'n1', 13, [second])
      .stored(retried, 'n1', 20, [third])
      .final('x', [retried]);
    const findings = check(story.chronicle());
    expect(findings.duplicateWrites.map(({ write }) => write)).toEqual([retried]);
  });

  it('are not writes that nodes stored in opposite orders, or had lost before', () => {
    const story = chronicleOf({ nodes });
    const [one, two] = [story.write('x', 0, 30), story.write('x', 10, 12)];
    story
      .stored(one, 'n1', 1)
      .stored(two, 'n1', 11, [one])
      .stored(two, 'n2', 12)
      .stored(one, 'n2', 13, [two])
      .final('x', [two]);
    story.left('rolled-back', one, 'n2', 21).stored(one, 'n2', 22, [two]);
    expect(check(story.chronicle()).duplicateWrites).toEqual([]);
  });
});

describe('rolled back writes and dirty reads', () => {
  it('names the last node that cut the write, acknowledged or not', () => {
    const story = chronicleOf({ nodes });
    const acknowledged = story.write('x', 10, 12);
    const unknown = story.write('x', 20, 1020, { outcome: 'info' });
    story
      .stored(acknowledged, 'n1', 11)
      .stored(acknowledged, 'n2', 11)
      .stored(unknown, 'n1', 21, [acknowledged])
      .left('rolled-back', unknown, 'n1', 50)
      .left('rolled-back', acknowledged, 'n2', 55)
      .left('rolled-back', acknowledged, 'n1', 50)
      .final('x', []);
    const { rolledBackWrites } = check(story.chronicle());
    expect(
      rolledBackWrites.map(({ operation, acknowledged: told, node, at }) => ({
        write: operation.write,
        told,
        node,
        at,
      })),
    ).toEqual([
      { write: acknowledged, told: true, node: 'n2', at: 55_000 },
      { write: unknown, told: false, node: 'n1', at: 50_000 },
    ]);
  });

  it('a read of a write that was rolled back later is dirty', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 1010, { outcome: 'info' });
    story
      .stored(write, 'n1', 11)
      .read('x', 20, 21, [write])
      .left('rolled-back', write, 'n1', 50)
      .final('x', []);
    expect(check(story.chronicle()).dirtyReads.map((dirty) => dirty.write)).toEqual([write]);
  });

  it('a read of a write that one node cut and others kept is not dirty', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    story
      .stored(write, 'n1', 11)
      .stored(write, 'n2', 11)
      .read('x', 20, 21, [write])
      .left('rolled-back', write, 'n2', 50)
      .final('x', [write]);
    expect(check(story.chronicle()).dirtyReads).toEqual([]);
  });

  it('so is one of a write that a crash erased, acknowledged or not', () => {
    const story = chronicleOf({ nodes });
    const acknowledged = story.write('x', 10, 12);
    const unknown = story.write('y', 10, 1010, { outcome: 'info' });
    story
      .stored(acknowledged, 'n1', 11)
      .stored(unknown, 'n1', 11)
      .read('x', 20, 21, [acknowledged])
      .read('y', 20, 21, [unknown])
      .left('erased', acknowledged, 'n1', 50)
      .left('erased', unknown, 'n1', 50)
      .final('x', [])
      .final('y', []);
    expect(check(story.chronicle()).dirtyReads.map(({ undone }) => undone)).toEqual([
      'forgotten',
      'forgotten',
    ]);
  });

  it('and one of a write that in the end only nodes have that nobody reads', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 1010, { outcome: 'info' });
    story.stored(write, 'n2', 11).read('x', 20, 21, [write]).final('x', []);
    expect(check(story.chronicle()).dirtyReads.map(({ undone }) => undone)).toEqual(['stranded']);
  });

  it('a read of a write that was cut everywhere and applied anew is not dirty', () => {
    const story = chronicleOf({ nodes });
    const [again, before] = [story.write('x', 10, 62), story.write('y', 10, 62)];
    const after = story.write('y', 70, 72);
    story
      .stored(again, 'n1', 11)
      .stored(before, 'n1', 11)
      .read('x', 20, 21, [again])
      .read('y', 20, 21, [before])
      .left('rolled-back', again, 'n1', 50)
      .left('rolled-back', before, 'n1', 50)
      .stored(again, 'n2', 61)
      .stored(before, 'n2', 61)
      .stored(after, 'n2', 71, [before])
      .final('x', [again])
      .final('y', [after]);
    expect(check(story.chronicle()).dirtyReads).toEqual([]);
  });

  it('nor is one whose key nothing can read at the end, as far as anybody knows', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('x', 10, 12);
    story
      .stored(write, 'n1', 11)
      .read('x', 20, 21, [write])
      .left('rolled-back', write, 'n1', 50)
      .final('x', null);
    expect(check(story.chronicle()).dirtyReads).toEqual([]);
  });

  it('a read of a write that lost a conflict is not dirty', () => {
    const story = chronicleOf({ nodes });
    const [write, winner] = [story.write('x', 10, 12), story.write('x', 10, 12)];
    story
      .stored(write, 'n1', 11)
      .stored(winner, 'n2', 11)
      .read('x', 20, 21, [write])
      .left('discarded', write, 'n1', 50, winner)
      .final('x', [winner]);
    expect(check(story.chronicle()).dirtyReads).toEqual([]);
  });
});

describe('divergence', () => {
  it('names the keys on which nodes that are up differ', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2', 'n3'] });
    story
      .contents('n1', { b: [2], a: [1] })
      .contents('n2', { b: [2], a: [1], c: [3] })
      .contents('n3', null);
    const { divergence, verdicts } = check(story.chronicle());
    expect(divergence.map(({ key, versions }) => [key, [...versions]])).toEqual([
      [
        'c',
        [
          ['n1', []],
          ['n2', [3]],
        ],
      ],
    ]);
    expect(verdicts.converged).toBe('invalid');
  });

  it('sees the order of elements', () => {
    const story = chronicleOf({ nodes });
    story.contents('n1', { a: [1, 2] }).contents('n2', { a: [2, 1] });
    expect(check(story.chronicle()).divergence.map(({ key }) => key)).toEqual(['a']);
  });

  it('cannot be told when replicas were still changing, or when nobody is up', () => {
    const changing = chronicleOf({ nodes }).settled(null);
    const dead = chronicleOf({ nodes }).contents('n1', null).contents('n2', null);
    expect(check(changing.chronicle()).verdicts.converged).toBe('unknown');
    expect(check(dead.chronicle()).verdicts.converged).toBe('unknown');
  });
});
