/** How far two nodes in one role got. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';

const nodes = ['n1', 'n2', 'n3'];
const primary = { role: 'primary' };

/** n1 begins as primary, n2 is promoted at 20 ms. */
function twoPrimaries(roles = ['primary', 'replica']): ChronicleBuilder {
  return chronicleOf({ nodes, roles })
    .milestone('started', 'n1', 0, primary)
    .milestone('started', 'n2', 0, { role: 'replica' })
    .milestone('promoted', 'n2', 20);
}

/** Believed, serving, conflicting: how many times, and for how many milliseconds. */
function grades(story: ChronicleBuilder): (readonly [count: number, time: number])[] {
  const { splitBrainGrades, splitBrain } = check(story.chronicle());
  const { believed, serving } = splitBrainGrades;
  return [
    [believed.count, believed.time / 1000],
    [serving.count, serving.time / 1000],
    [splitBrain.length, Number(splitBrain.length > 0)],
  ];
}

describe('two nodes in one role', () => {
  it('believe it until one of them steps down', () => {
    const story = twoPrimaries().milestone('stepped down', 'n1', 50);
    expect(grades(story)).toEqual([
      [1, 30],
      [0, 0],
      [0, 0],
    ]);
  });

  it('believe it until one of them crashes, and again when it boots in its role', () => {
    const story = twoPrimaries().milestone('crashed', 'n1', 30);
    story.milestone('restarted', 'n1', 60, primary).milestone('stepped down', 'n1', 65);
    expect(grades(story)).toEqual([
      [2, 15],
      [0, 0],
      [0, 0],
    ]);
  });

  it('believe it to the end when nobody tells them', () => {
    const story = twoPrimaries().stopped(100);
    expect(grades(story)[0]).toEqual([1, 1080]);
  });

  it('do not when the one steps down as the other is promoted', () => {
    expect(grades(twoPrimaries().milestone('stepped down', 'n1', 20))[0]).toEqual([0, 0]);
  });

  it('serve when both answer, reads or writes, from when the later begins until the earlier ends', () => {
    const story = twoPrimaries().milestone('stepped down', 'n1', 80);
    story.read('x', 9, 10, [], { by: 'n1' }).read('x', 59, 60, [], { by: 'n1' });
    story.write('x', 29, 30, { by: 'n2' });
    story.write('x', 89, 90, { by: 'n2' });
    expect(grades(story)).toEqual([
      [1, 60],
      [1, 30],
      [0, 0],
    ]);
  });

  it('do not serve with reads that one answers as a replica', () => {
    const story = twoPrimaries().milestone('stepped down', 'n1', 40);
    story.read('x', 9, 10, [], { by: 'n1' }).read('x', 59, 60, [], { by: 'n1' });
    story.write('x', 29, 30, { by: 'n2' });
    expect(grades(story)).toEqual([
      [1, 20],
      [0, 0],
      [0, 0],
    ]);
  });

  it('conflict when both acknowledge writes', () => {
    const story = twoPrimaries().milestone('stepped down', 'n1', 80);
    for (const at of [10, 60]) story.write('x', at - 1, at, { by: 'n1' });
    for (const at of [30, 90]) story.write('x', at - 1, at, { by: 'n2' });
    expect(grades(story)).toEqual([
      [1, 60],
      [1, 30],
      [1, 1],
    ]);
  });

  it('are none where every node may have the role', () => {
    expect(grades(twoPrimaries(['peer']).stopped(100))).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });
});
