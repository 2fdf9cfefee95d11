/** How the JSON report tells of session violations, inversions and, on request, divergence over time. */
import { describe, expect, it } from 'vitest';
import { report } from '../../src/report/report.js';
import { chronicleOf } from '../support/chronicle.js';
import { plainScenario, runOf } from '../support/run.js';

const nodes = ['n1', 'n2', 'n3'];

describe('the report', () => {
  it('tells of session violations and inversions, by guarantee and group', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('k', 10, 12, { client: 'app.1' });
    story.stored(write, 'n1', 11).final('k', [write]);
    story.read('k', 20, 21, [], { client: 'app.1', by: 'n2' });
    story.read('k', 30, 31, [write], { client: 'app.1' });
    story.read('k', 40, 41, [], { client: 'app.1', by: 'n2' });
    const { findings, verdicts, groups } = report(runOf(story.chronicle()));
    const { sessionViolations, inversions } = findings;
    expect(sessionViolations.byGuarantee).toEqual({
      readYourWrites: 2,
      monotonicReads: 1,
      monotonicWrites: 0,
      writesFollowReads: 0,
    });
    expect(sessionViolations.items[2]).toEqual({
      guarantee: 'monotonicReads',
      ...{ client: 'app.1', group: 'app', key: 'k', node: 'n2', invokedMs: 40 },
      ...{ earlier: 3, later: 4, operation: 4, returned: [], missed: write },
      headline: 'Session app.1 read k = nothing from n2 at 0.040 s after it had read 1.',
    });
    expect(inversions).toMatchObject({ count: 1, items: [{ earlier: 3, operation: 4 }] });
    expect(verdicts['readYourWrites']).toBe('invalid');
    expect(groups['app']?.sessionViolations).toBe(3);
  });

  it('tells of divergence over time when somebody asks, or the scenario expects something of it', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('k', 10, 12);
    story.stored(write, 'n1', 11).stored(write, 'n2', 14).stored(write, 'n3', 14);
    const told = {
      ...{ count: 1, longestMs: 3, totalMs: 3, convergedAfterMs: null },
      items: [
        {
          ...{ key: 'k', fromMs: 11, toMs: 14, held: { n1: [write], n2: [], n3: [] } },
          headline:
            'Nodes that were up held different states of k from 0.011 s to 0.014 s: ' +
            'n1 1, n2 nothing and n3 nothing.',
        },
      ],
    };
    const chronicle = story.chronicle();
    expect(report(runOf(chronicle)).findings).not.toHaveProperty('divergenceIntervals');
    const asked = report(runOf(chronicle), { also: ['divergenceIntervals'] });
    expect(asked.findings.divergenceIntervals).toEqual(told);
    const input = { ...plainScenario, expect: { 'divergenceIntervals.longest': '<= 3ms' } };
    const expected = report(runOf(chronicle, { input }));
    expect(expected.findings.divergenceIntervals).toEqual(told);
    expect(expected.expectations[0]).toMatchObject({ actual: 3, met: true });
  });
});
