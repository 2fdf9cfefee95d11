/** The stories of all findings that are neither lost writes, stale reads nor split brains. */
import { describe, expect, it } from 'vitest';
import { explain, findingAt } from '../../src/report/explain.js';
import { report } from '../../src/report/report.js';
import type { Run } from '../../src/simulation/run.js';
import { chronicleOf } from '../support/chronicle.js';
import { runOf } from '../support/run.js';
import { stepsOf, storyOf } from './stories.js';

/** n1 crashes with write 1 on its disk only; meanwhile app.2 has read it; n2 takes over. */
function rolledBack(outcome: 'ok' | 'info'): Run {
  const story = chronicleOf({ nodes: ['n1', 'n2'] });
  const write = story.write('x', 10, 40, { outcome });
  story
    .stored(write, 'n1', 11)
    .read('x', 15, 16, [write], { client: 'app.2' })
    .fault('crash', ['n1'], 20, 60)
    .milestone('promoted', 'n2', 30)
    .left('rolled-back', write, 'n1', 70)
    .final('x', []);
  return runOf(story.chronicle(), { trace: [] });
}

describe('the story of a dirty read', () => {
  it('tells of the write, the read, the fault, the promotion and the rollback', () => {
    const story = storyOf(rolledBack('info'), 'dirtyReads');
    expect(story.headline).toBe(
      'Read of x by app.2 at 0.015 s got 1 from n1, which was rolled back later.',
    );
    expect(stepsOf(story)).toEqual([
      '11 Write x = 1 by app.1 is stored by n1.',
      '15 app.2 asks for x.',
      '16 n1 answers 1.',
      '20 The scenario strikes: crash n1 (faults/0), for 40 ms.',
      '30 n2 is promoted.',
      '70 n1 cuts it from its log.',
      '1070 A strong read of x at the end returns nothing: 1 is not there.',
    ]);
    expect(story.outcome).toBe(
      'What the read returned was cut from the last log that had it 54 ms after the answer.',
    );
  });

  it('tells of the crash that erased it', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const write = story.write('x', 10, 12);
    story
      .stored(write, 'n1', 11)
      .read('x', 15, 16, [write], { client: 'app.2' })
      .fault('crash', ['n1'], 20, 60)
      .left('erased', write, 'n1', 20)
      .final('x', []);
    const told = storyOf(runOf(story.chronicle(), { trace: [] }), 'dirtyReads');
    expect(told.headline).toContain('got 1 from n1, which a crash erased later.');
    expect(told.outcome).toBe(
      'What the read returned was erased where it stood last 4 ms after the answer.',
    );
  });

  it('tells of a copy that nobody looks at in the end', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const write = story.write('x', 10, 1010, { outcome: 'info' });
    story.stored(write, 'n1', 11).read('x', 15, 16, [write], { client: 'app.2' }).final('x', []);
    const told = storyOf(runOf(story.chronicle(), { trace: [] }), 'dirtyReads');
    expect(told.headline).toContain('got 1 from n1, which in the end no node serves.');
    expect(told.outcome).toContain('is only where the last strong read did not look');
  });
});

describe('the story of a write', () => {
  it('that was rolled back tells of its life, acknowledged or not', () => {
    const story = storyOf(rolledBack('info'), 'rolledBackWrites');
    expect(story.headline).toBe('Write x = 1 by app.1 was cut from the log of n1 at 0.070 s.');
    expect(stepsOf(story)).toEqual([
      '11 n1 stores it.',
      '20 The scenario strikes: crash n1 (faults/0), for 40 ms.',
      '30 n2 is promoted.',
      '40 app.1 gives up: info.',
      '70 n1 cuts it from its log.',
      '1070 A strong read of x at the end returns nothing: 1 is not there.',
    ]);
    expect(storyOf(rolledBack('ok'), 'rolledBackWrites').outcome).toMatch(/is lost: rolled back/u);
  });

  it.each([
    [
      'recoveredWrites',
      'info',
      'Write x = 1 by app.1 ended without an answer, yet it took effect.',
    ],
    ['zombieWrites', 'fail', 'Write x = 1 by app.1 was reported as failed, yet it is there.'],
  ] as const)('among the %s begins with what is strange about it', (finding, outcome, headline) => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const write = story.write('x', 10, 40, { outcome });
    story.stored(write, 'n1', 11).fault('pause', ['n1'], 12, 50).final('x', [write]);
    const told = storyOf(runOf(story.chronicle(), { trace: [] }), finding);
    expect(told.headline).toBe(headline);
    expect(stepsOf(told)).toEqual([
      '11 n1 stores it.',
      '12 The scenario strikes: pause n1 (faults/0), for 38 ms.',
      `40 app.1 gives up: ${outcome}.`,
      '1040 A strong read of x at the end returns 1: it is there.',
    ]);
    expect(told.outcome).toBe('The write is present.');
  });
});

describe('the story of a broken invariant', () => {
  it('tells what had happened until then', () => {
    const story = chronicleOf({ nodes: ['n1'] })
      .fault('crash', ['n1'], 5, 8)
      .milestone('promoted', 'n1', 9)
      .milestone('promoted', 'n1', 30);
    const violation = { invariant: 'one primary', at: 20_000, event: 20_001, message: 'two are' };
    const run = runOf(story.chronicle(), { trace: [], invariantViolations: [violation] });
    const told = storyOf(run, 'invariantViolations');
    expect(told.headline).toBe('The database broke a rule of its own at 0.020 s: one primary.');
    expect(stepsOf(told)).toEqual([
      '5 The scenario strikes: crash n1 (faults/0), for 3 ms.',
      '9 n1: promoted.',
      '20 Seen at this instant: two are.',
    ]);
  });
});

describe('the numbers of findings', () => {
  it('go through all that the report lists, what can be lost first', () => {
    const run = rolledBack('ok');
    const told = report(run);
    const kinds = [1, 2, 3, 4].map((number) => findingAt(told, number)?.finding);
    expect(kinds).toEqual(['lostWrites', 'rolledBackWrites', 'dirtyReads', undefined]);
    expect(explain(run, told, { finding: 4 }).headline).toBe(
      'There is no finding 4: the report lists 3 that can be explained.',
    );
  });
});
