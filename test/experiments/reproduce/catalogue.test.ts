/** All published results, with fewer trials than the papers had: what is accepted is wider by as much as that says less. */
import { describe, expect, it, test } from 'vitest';
import { topics, topicsNamed } from '../../../src/experiments/reproduce/catalogue.js';
import { rowsOf } from '../../../src/experiments/reproduce/judge.js';
import { runTrials } from '../../../src/experiments/node/run-trials.js';
import { beginReproduction, trialAt } from '../../../src/experiments/reproduce/reproduction.js';

describe('the catalogue', () => {
  test.each(topics.map((topic) => [topic.name, topic] as const))(
    '%s asks only for series that it has, and has none in vain',
    (_name, { series, results, curves }) => {
      const names = series.map(({ name }) => name);
      const used = [...results.map((result) => result.series), ...curves];
      expect(new Set(names).size).toBe(names.length);
      expect(new Set(used)).toEqual(new Set(names));
    },
  );

  it('finds topics by name, and by what their names begin with', () => {
    expect(topicsNamed('raft-elections').map(({ name }) => name)).toEqual(['raft-elections']);
    expect(topicsNamed('raft')).toEqual(topics.filter(({ name }) => name.startsWith('raft-')));
    expect(topicsNamed('raf')).toEqual([]);
  });
});

test.each(topics.map((topic) => [topic.name, topic] as const))(
  '%s is reproduced, as far as 30 trials of each series can tell',
  async (_name, topic) => {
    const reproduction = beginReproduction([topic], 30);
    await runTrials(reproduction);
    const wrong = rowsOf(reproduction, topic).filter(({ verdict }) => verdict !== 'inside');
    expect(wrong).toEqual([]);
  },
);

test('a trial is the same whenever it is run', () => {
  const { plan } = beginReproduction(topics, 2);
  for (const place of plan.keys()) expect(trialAt(plan, place)).toEqual(trialAt(plan, place));
});
