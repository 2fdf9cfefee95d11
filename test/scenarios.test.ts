/**
 * Every bundled scenario shows what it says it shows: its `expect` is the assertion. A demonstration that
 * stops demonstrating fails here.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { report } from '../src/report/report.js';
import { readScenario } from '../src/scenario/read.js';
import { simulate } from '../src/simulation/simulate.js';

const files = readdirSync('scenarios').filter((file) => file.endsWith('.yaml'));

test.each(files)('%s runs as expected', (file) => {
  const { scenario } = readScenario(readFileSync(`scenarios/${file}`, 'utf8'), { file });
  if (scenario === null) throw new Error('it is not a scenario');
  const { expectations, outcome } = report(simulate(scenario));
  expect(expectations.length).toBeGreaterThan(0);
  expect(expectations.filter(({ met }) => met !== true)).toEqual([]);
  expect(outcome).toBe('as-expected');
});

test.each(files)('%s knows its numbers from its mechanism, not from its seed', (file) => {
  const { scenario } = readScenario(readFileSync(`scenarios/${file}`, 'utf8'), { file });
  if (scenario === null) throw new Error('it is not a scenario');
  for (const seed of ['2', '3']) {
    const { expectations } = report(simulate(scenario, { seed }));
    expect(expectations.filter(({ met }) => met !== true)).toEqual([]);
  }
});
