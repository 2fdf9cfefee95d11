/**
 * Every bundled scenario shows what it says it shows: its `expect` is the assertion. A demonstration that
 * stops demonstrating fails here.
 */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { report } from '../src/report/report.js';
import { simulate } from '../src/simulation/simulate.js';
import { bundledScenario } from './support/scenarios.js';

const files = readdirSync('scenarios').filter((file) => file.endsWith('.yaml'));

test.each(files)('%s runs as expected', (file) => {
  const scenario = bundledScenario(file.replace('.yaml', ''));
  const { expectations, outcome } = report(simulate(scenario));
  expect(expectations.length).toBeGreaterThan(0);
  expect(expectations.filter(({ met }) => met !== true)).toEqual([]);
  expect(outcome).toBe('as-expected');
});

test.each(files)('%s knows its numbers from its mechanism, not from its seed', (file) => {
  const scenario = bundledScenario(file.replace('.yaml', ''));
  const seed = files.indexOf(file) % 2 === 0 ? '2' : '3';
  const { expectations } = report(simulate(scenario, { seed }));
  expect(expectations.filter(({ met }) => met !== true)).toEqual([]);
});
