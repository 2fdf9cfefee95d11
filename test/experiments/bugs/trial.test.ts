/** Trials of bugs: what is as the catalogue says, and everything that is not. */
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/experiments/bugs/catalogue.js';
import type { KnownBug } from '../../../src/experiments/bugs/known-bug.js';
import { rowOf } from '../../../src/experiments/bugs/row.js';
import {
  beginTrial,
  outcomeOfTrial,
  shrinkingOf,
  type Trial,
} from '../../../src/experiments/bugs/trial.js';
import { countDrawn, type Hunt } from '../../../src/experiments/hunt/hunt.js';
import { runSweep } from '../../../src/experiments/node/run-sweep.js';
import { bugsEnd, bugsMarkdown, bugText } from '../../../src/report/bugs/text.js';
import type { Style } from '../../../src/report/style.js';

const [hasty] = catalogue['single-node'] as readonly [KnownBug];
const isBuffered: KnownBug['scenario'] = {
  ...hasty.scenario,
  database: { kind: 'single-node', acknowledge: 'buffered' },
};

async function hunted(hunt: Hunt): Promise<void> {
  await runSweep(hunt.sweep, {
    onCounted: (_sweep, [measured]) => {
      if (measured !== undefined) countDrawn(hunt, measured);
    },
  });
}

/** The bug, hunted over seeds 1 to 20 but for what is changed, shrunk with so many steps. */
async function tried(changes: Partial<KnownBug> = {}, steps = Infinity): Promise<Trial> {
  const trial = beginTrial({ ...hasty, seeds: 20, ...changes });
  await hunted(trial.hunt);
  const work = shrinkingOf(trial);
  let step = work?.next(true);
  for (let count = 1; step?.done === false; count += 1) step = work?.next(count < steps);
  trial.shrunk = step?.done === true ? step.value : null;
  await hunted(trial.control);
  return trial;
}

const plain = (text: string) => text;
const style: Style = {
  paint: { good: plain, bad: plain, warning: plain, dim: plain, strong: plain, accent: plain },
  unicode: true,
  width: 80,
};

describe('a bug', () => {
  it('is caught: found, shrunk, and not there without it', async () => {
    const row = rowOf(await tried());
    expect(row).toMatchObject({
      ...{ family: 'single-node', bug: hasty.bug, seeds: '1..20', outcome: 'caught', runs: 2 },
      found: { seed: 2, finding: 'lostWrites: forgotten' },
      shrunk: { from: 7, to: 1 },
      control: { runs: 20, found: [] },
    });
    const runs = String(row.shrunk?.runs);
    expect(bugText(row, style)).toBe(
      [
        '✓ single-node: acknowledge before the flush',
        '  The node says ok once the operating system has the write, and calls that',
        '  durable.',
        '  lostWrites: forgotten',
        `  found with seed 2 after 2 runs, shrunk from 7 faults to 1 in ${runs} runs; without`,
        '  the bug: nothing in 20 runs\n\n',
      ].join('\n'),
    );
    expect(bugsEnd([row], 1, style)).toBe('✓ 1 bug found, and nothing without it.\n');
    expect(bugsEnd([row, row], 2, style)).toBe('✓ 2 bugs found, and nothing without them.\n');
    expect(bugsEnd([row], 2, style)).toBe('? 1 of 2 bugs found as the catalogue says.\n');
    const cells = [2, 2, 'lostWrites: forgotten', '7 → 1', runs, 'nothing in 20 runs'];
    expect(bugsMarkdown([row])).toContain(`| ${cells.join(' | ')} |\n`);
  });

  it.each([
    [
      'not found',
      // Who is paused forgets nothing.
      { seeds: 15, space: { ...hasty.space, kinds: ['pause'] } },
      'not found in 15 runs; without the bug: nothing in 15 runs',
      'It must be found with one of the seeds 1..15.',
    ],
    [
      'something else',
      { shows: ['lostWrites: stranded'] },
      'found with seed 2 after 2 runs; without the bug: nothing in 20 runs',
      'It must show lostWrites: stranded.',
    ],
    ['not shrunk', { faults: 0 }, 'to 1 in', 'It must be shrunk to 0 faults.'],
    [
      'control found something',
      { scenario: isBuffered },
      'without the bug: lostWrites: forgotten with seed 2 in 20 runs',
      'Without the bug nothing may be found',
    ],
  ] as const)('is told as: %s', async (outcome, changes, course, complaint) => {
    const row = rowOf(await tried(changes));
    expect(row.outcome).toBe(outcome);
    const text = bugText(row, style).replaceAll(/\s+/gu, ' ');
    expect(text).toContain(course);
    expect(text).toContain(complaint);
    expect(bugsEnd([row], 1, style)).toBe('✕ 0 of 1 bug found as the catalogue says.\n');
  });

  it('says nothing when no fault has struck without it', async () => {
    const trial = await tried();
    for (const exercise of trial.control.exercised.values()) exercise.struck = 0;
    expect(outcomeOfTrial(trial)).toBe('control not exercised');
    expect(bugText(rowOf(trial), style)).toContain('nothing was put to the test.');
    expect(bugsMarkdown([rowOf(trial)])).toContain('(control not exercised)');
  });

  it('says nothing when it was interrupted', async () => {
    const begun = beginTrial(hasty);
    expect(outcomeOfTrial(begun)).toBe('interrupted');
    expect(rowOf(begun)).toMatchObject({ runs: 0, found: null, shrunk: null });
    await hunted(begun.hunt);
    expect(outcomeOfTrial(begun)).toBe('interrupted');
    expect(bugText(rowOf(begun), style)).toContain('Interrupted there.');
    const early = await tried({ faults: 0 }, 2);
    expect(early.shrunk?.isSmallest).toBe(false);
    expect(outcomeOfTrial(early)).toBe('interrupted');
  });
});
