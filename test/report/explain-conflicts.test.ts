/** The stories of findings in which operations or nodes contradict each other. */
import { describe, expect, it } from 'vitest';
import { chronicleOf } from '../support/chronicle.js';
import { plainScenario, runOf } from '../support/run.js';
import { stepsOf, storyOf } from './stories.js';

describe('the story of a write that was applied twice', () => {
  it('tells of the node that stored it again', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const write = story.append('x', 10, 40, { attempts: 2 });
    story
      .stored(write, 'n1', 11)
      .stored(write, 'n2', 12)
      .stored(write, 'n2', 31)
      .stored(write, 'n1', 32)
      .final('x', [write, write]);
    const told = storyOf(runOf(story.chronicle(), { trace: [] }), 'duplicateWrites');
    expect(told.headline).toBe(
      'Append x + 1 by app.1 was applied more than once; it was sent 2 times.',
    );
    expect(stepsOf(told)).toEqual([
      '11 n1 stores it.',
      '12 n2 stores it.',
      '31 n2 stores x + 1 again.',
      '32 n1 stores x + 1 again.',
      '40 app.1 is told that the write happened. At this instant n1 and n2 have it in memory only.',
      '1040 A strong read of x at the end returns [1, 1]: it is there.',
    ]);
  });
});

describe('the story of a lost update', () => {
  it('tells what the update that took its place had read', () => {
    const story = chronicleOf({ nodes: ['n1'] });
    const first = story.write('x', 1, 3);
    story.stored(first, 'n1', 2).read('x', 5, 6, [first], { client: 'app.2' });
    const unseen = story.write('x', 10, 12);
    const update = story.write('x', 20, 22, { client: 'app.2', basis: [first] });
    story
      .stored(unseen, 'n1', 11, [first])
      .stored(update, 'n1', 21, [unseen])
      .read('x', 30, 31, [update], { client: 'app.2' })
      .final('x', [update]);
    const told = storyOf(runOf(story.chronicle(), { trace: [] }), 'lostUpdates');
    expect(told.headline).toBe(
      'Write x = 2 by app.1 was acknowledged by n1 at 0.012 s, yet 3 by app.2, computed from 1, took its place.',
    );
    expect(stepsOf(told)).toEqual([
      '5 app.2 asks for x.',
      '6 n1 answers 1.',
      '11 n1 stores it.',
      '12 app.1 is told that the write happened. At this instant n1 has it in memory only, nobody else has it.',
      '20 app.2 computes 3 from 1, and writes it.',
      '21 n1 stores x = 3.',
      '1031 A strong read of x at the end returns 3: 2 is not there.',
    ]);
    expect(told.outcome).toBe(
      '2 is in no value at the end: 3 took its place without having seen it.',
    );
  });
});

describe('the story of a read that goes back', () => {
  it('tells of the operations that it contradicts, and when its node caught up', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const first = story.write('x', 1, 3);
    const second = story.write('x', 10, 12);
    story
      .stored(first, 'n1', 2)
      .stored(first, 'n2', 4)
      .stored(second, 'n1', 11, [first])
      .read('x', 20, 21, [second], { client: 'app.2' })
      .fault('lag', ['n2'], 15, 60)
      .read('x', 30, 31, [first], { client: 'app.3', by: 'n2' })
      .stored(second, 'n2', 70, [first])
      .final('x', [second]);
    const told = storyOf(runOf(story.chronicle(), { trace: [] }), 'inversions');
    expect(told.headline).toMatch(/^.*app\.3 read x = 1 from n2 .* app\.2 had read 2/u);
    expect(stepsOf(told)).toEqual([
      '15 The scenario strikes: lag n2 (faults/0), for 45 ms.',
      '20 app.2 asks for x.',
      '21 n1 answers 2.',
      '30 app.3 asks for x.',
      '31 n2 answers 1.',
      '70 n2 has the missed write, 40 ms after the read began.',
    ]);
  });
});

describe('the story of a session that misses what it wrote', () => {
  it('tells of the crash and the failover that took it away', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const write = story.write('x', 10, 12);
    story
      .stored(write, 'n1', 11)
      .fault('crash', ['n1'], 20, 60)
      .left('erased', write, 'n1', 20)
      .milestone('promoted', 'n2', 30)
      .read('x', 40, 41, [], { by: 'n2' })
      .fault('crash', ['n2'], 90)
      .final('x', []);
    const told = storyOf(runOf(story.chronicle(), { trace: [] }), 'sessionViolations');
    expect(stepsOf(told)).toEqual([
      '10 Write x = 1 by app.1 begins.',
      '12 app.1 is told by n1: ok.',
      '20 The scenario strikes: crash n1 (faults/0), for 40 ms.',
      '20 n1 crashes before the write was durable there, and forgets 1.',
      '30 n2 is promoted.',
      '40 app.1 asks for x.',
      '41 n2 answers nothing.',
    ]);
  });
});

describe('the story of a divergent key', () => {
  it('tells how long nodes differed, when it was not for good', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const write = story.write('x', 10, 12);
    story.stored(write, 'n1', 11).fault('lag', ['n2'], 5, 30).stored(write, 'n2', 25);
    story.stored(story.write('x', 100, 102), 'n1', 101, [write]).final('x', [write]);
    const input = { ...plainScenario, expect: { 'divergenceIntervals.count': '> 0' } };
    const told = storyOf(runOf(story.chronicle(), { trace: [], input }), 'divergenceIntervals');
    expect(told.headline).toBe(
      'Nodes that were up held different states of x from 0.011 s to 0.025 s: n1 1 and n2 nothing.',
    );
    expect(stepsOf(told)).toEqual([
      '5 The scenario strikes: lag n2 (faults/0), for 25 ms.',
      '11 Write x = 1 by app.1 is stored by n1.',
      '25 Write x = 1 by app.1 is stored by n2.',
    ]);
    expect(told.outcome).toBe('After 14 ms they held the same of x again.');
  });

  it('tells how each of the two values came where it is', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const first = story.write('x', 10, 12);
    const second = story.write('x', 20, 22, { by: 'n2' });
    story
      .stored(first, 'n1', 11)
      .stored(first, 'n2', 13)
      .fault('partition', ['n1', 'n2'], 15)
      .stored(second, 'n2', 21, [first])
      .final('x', [second])
      .contents('n1', { x: [first] });
    const told = storyOf(runOf(story.chronicle(), { trace: [] }), 'divergence');
    expect(told.headline).toBe(
      'At the end the nodes that are up do not agree on x: n1 1 and n2 2.',
    );
    expect(stepsOf(told)).toEqual([
      '11 Write x = 1 by app.1 is stored by n1.',
      '13 Write x = 1 by app.1 is stored by n2.',
      '15 The scenario strikes: partition n1 n2 (faults/0).',
      '21 Write x = 2 by app.1 is stored by n2.',
      '1022 The nodes have come to rest, and would serve n1 1 and n2 2.',
    ]);
  });
});
