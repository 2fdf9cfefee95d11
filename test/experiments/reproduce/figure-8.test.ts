/** Figure 8, step by step, and the scenarios of the course that tell the same. */
import { describe, expect, it, test } from 'vitest';
import { figure8, type Story } from '../../../src/experiments/reproduce/figure-8.js';
import { simulate } from '../../../src/simulation/simulate.js';
import { bundledScenario } from '../../support/scenarios.js';

const files: readonly (readonly [Story, string])[] = [
  ['counting', '90-figure-8-counting-copies'],
  ['rule', '91-figure-8-by-the-rule'],
  ['own term', '92-figure-8-an-entry-of-the-own-term'],
];

test.each(files)('%s is the scenario %s', (story, file) => {
  const { spec } = figure8(story);
  const { database, network, hosts, clients, faults, duration } = bundledScenario(file).spec;
  expect({ database, network, hosts, clients, faults, duration }).toEqual({
    ...{ database: spec.database, network: spec.network, hosts: spec.hosts },
    ...{ clients: spec.clients, faults: spec.faults, duration: spec.duration },
  });
});

function leadersIn(story: Story) {
  const { milestones } = simulate(figure8(story)).chronicle;
  return milestones
    .filter(({ event }) => event === 'elected')
    .map(({ node, fields }) => [fields['term'], node]);
}

describe('the leaders', () => {
  it('are those of the figure', () => {
    const leaders = [
      ...[
        [1, 'n2'],
        [2, 'n1'],
        [3, 'n5'],
        [4, 'n1'],
      ],
      [5, 'n5'],
    ];
    expect(leadersIn('rule')).toEqual(leaders);
    expect(leadersIn('counting')).toEqual(leaders);
  });

  it('are others where S5 cannot win', () => {
    expect(leadersIn('own term').at(-1)).toEqual([6, 'n2']);
  });
});
