/** The stories of all findings that are neither lost writes, stale reads nor split brains. */
import { describe, expect, it } from 'vitest';
import { explain, findingAt, type Explanation } from '../../src/report/explain.js';
import { report } from '../../src/report/report.js';
import type { FindingKind } from '../../src/report/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { chronicleOf } from '../support/chronicle.js';
import { runOf } from '../support/run.js';

/** The number of the first finding of a kind. */
function numberOf(run: Run, finding: FindingKind): number {
  const told = report(run);
  for (let number = 1; ; number += 1) {
    const place = findingAt(told, number);
    if (place === null) throw new Error(`no ${finding}`);
    if (place.finding === finding) return number;
  }
}

function storyOf(run: Run, finding: FindingKind): Explanation {
  return explain(run, report(run), { finding: numberOf(run, finding) });
}

function stepsOf({ steps }: Explanation): readonly string[] {
  return steps.map(({ at, text }) => `${at / 1000} ${text}`);
}

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

  it('that was applied twice shows it at the end', () => {
    const story = chronicleOf({ nodes: ['n1'] });
    const write = story.append('x', 10, 40, { attempts: 2 });
    story.stored(write, 'n1', 11).final('x', [write, write]);
    const told = storyOf(runOf(story.chronicle(), { trace: [] }), 'duplicateWrites');
    expect(told.headline).toBe(
      'Append x + 1 by app.1 was applied more than once; it was sent 2 times.',
    );
    expect(stepsOf(told).at(-1)).toMatch(/returns \[1, 1\]: it is there\.$/u);
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

describe('the story of a divergent key', () => {
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
