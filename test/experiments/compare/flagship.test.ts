/**
 * One workload and one partition on every family (scenarios/one-partition): the files ask the same, so
 * their clients do the same whatever they are answered, and their table is exact. With
 * UPDATE_TRANSCRIPTS=1 the table in docs/compare.md is written anew.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtInDeclarations } from '../../../src/databases/schema.js';
import { simulate } from '../../../src/simulation/simulate.js';
import {
  comparisonOf,
  pacelcNames,
  type Comparison,
} from '../../../src/experiments/compare/comparison.js';
import { usualMetrics } from '../../../src/experiments/compare/metrics.js';
import {
  beginSweep,
  countRuns,
  measureAll,
  onlyShard,
} from '../../../src/experiments/sweep/sweep.js';
import { comparisonMarkdown } from '../../../src/report/compare/markdown.js';
import { report } from '../../../src/report/report.js';
import { printYaml } from '../../../src/scenario/print.js';
import { readScenario } from '../../../src/scenario/read.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import { bundledScenario } from '../../support/scenarios.js';

const folder = 'one-partition';
const names = readdirSync(`scenarios/${folder}`).map((file) => file.replace('.yaml', ''));
const variants = names.map((name) => ({ name, scenario: bundledScenario(`${folder}/${name}`) }));

describe.each(variants)('$name', ({ name, scenario }) => {
  it('is valid, without warnings, and survives printing', () => {
    const text = readFileSync(`scenarios/${folder}/${name}.yaml`, 'utf8');
    expect(readScenario(text, { file: null })).toMatchObject({ warnings: [] });
    const again = readScenario(printYaml(scenario), { file: null });
    expect(again.scenario?.digest).toBe(scenario.digest);
  });

  it.each(['1', '2', '3'])('runs as expected with seed %s', (seed) => {
    const { expectations } = report(simulate(scenario, { seed }));
    expect(expectations.length).toBeGreaterThan(0);
    expect(expectations.filter(({ met }) => met !== true)).toEqual([]);
  });
});

describe('the files', () => {
  it('differ in nothing but the database, its own options, and who is there to be cut off', () => {
    const shared = ({ spec }: Scenario) => {
      const { network, hosts, clients, duration, settle } = spec;
      const family = Object.values(builtInDeclarations).find(
        ({ kind }) => kind === spec.database.kind,
      );
      const options = Object.keys(family?.operation.shape ?? {});
      const common = clients.map((group) =>
        Object.fromEntries(Object.entries(group).filter(([key]) => !options.includes(key))),
      );
      const times = spec.faults.map((fault) => [fault.at, fault.for]);
      return { network, hosts, common, duration, settle, times };
    };
    const [first, ...others] = variants.map(({ scenario }) => shared(scenario));
    expect(others).toHaveLength(names.length - 1);
    for (const other of others) expect(other).toEqual(first);
    expect(first?.common.map(({ retry, patience }) => [retry, patience])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it.each([1, 2, 3])('make clients ask the same at the same times, with seed %d', (seed) => {
    const asked = variants.map(({ scenario }) =>
      simulate(scenario, { seed }).chronicle.operations.map(({ client, kind, key, invokedAt }) =>
        [client, kind, key, invokedAt].join(' '),
      ),
    );
    expect(asked[0]).toHaveLength(1200);
    for (const one of asked) expect(one).toEqual(asked[0]);
  });

  it('ask something else with another seed', () => {
    const [first, second] = [1, 2].map((seed) =>
      simulate(variants[0]?.scenario as Scenario, { seed }).chronicle.operations.map(
        ({ kind, key }) => kind + key,
      ),
    );
    expect(first).not.toEqual(second);
  });
});

describe('the table', () => {
  let comparison: Comparison;
  beforeAll(() => {
    const seeds = [{ from: 1, to: 5 }];
    const sweep = beginSweep({ variants, seeds, shard: onlyShard, also: [], maxEvents: null });
    for (let seed = 1; seed <= 5; seed += 1) countRuns(sweep, measureAll(sweep.plan, seed, []));
    const traits = variants.map(({ scenario }) => {
      return { settings: [], pacelc: pacelcNames(scenario, []) };
    });
    comparison = comparisonOf(sweep, usualMetrics, traits);
  }, 60_000);

  it('says what each setting loses, and what that costs', () => {
    const paths = [
      'findings.lostWrites.count',
      'fates.discardedInConflict',
      'findings.staleReads.count',
      'findings.dirtyReads.count',
      'metrics.availability.all',
      'metrics.latency.write.p50Ms',
      'metrics.messages.perOperation',
      'metrics.rtoMs',
    ];
    const rows = comparison.variants.map(({ name, numbers }) => [
      name,
      paths.map((path) => numbers.find((number) => number.path === path)?.mean),
    ]);
    expect(Object.fromEntries(rows)).toEqual({
      asynchronous: [95.2, 0, 6.8, 91.6, 0.974167, 1.457, 1.8896668, 1581.5054],
      majority: [0, 0, 0, 3.4, 0.8169998, 8.2376, 1.742, 1588.7974],
      quorum: [0, 0, 0, 0, 0.8321668000000001, 6.6864, 2.5509997999999996, null],
      'quorum-one': [0, 95, 9.6, 0, 1, 1.5016, 2.0540002, null],
      raft: [0, 0, 0, 0, 0.807, 7.1554, 3.5875, 1499.1266],
      'semi-synchronous': [0, 0, 2.4, 46.4, 0.8574998, 8.2566, 1.809, 1589.6944],
      'single-node': [0, 0, 0, 0, 0.833333, 1.4562, 0, 4526.5245],
    });
  });

  it('finds real what is: more latency, no loss, less availability than asynchronous', () => {
    const real = (name: string): readonly string[] =>
      comparison.variants
        .filter((variant) => variant.name === name)
        .flatMap(({ numbers }) =>
          numbers.flatMap(({ path, difference }) => (difference?.isReal === true ? [path] : [])),
        );
    expect(real('asynchronous')).toEqual([]);
    expect(real('majority')).toEqual([
      'metrics.latency.write.p50Ms',
      'metrics.latency.write.p99Ms',
      'metrics.throughput.perSecond',
      'metrics.availability.all',
      'findings.lostWrites.count',
      'findings.staleReads.count',
      'findings.dirtyReads.count',
      'metrics.rpoMs',
      'metrics.rtoMs',
      'metrics.longestUnavailability.writeMs',
      'metrics.messages.perOperation',
    ]);
  });

  it('classifies each once', () => {
    expect(comparison.variants.map(({ name, pacelc }) => [name, pacelc?.whole])).toEqual([
      ['asynchronous', 'PA/EL'],
      ['majority', 'PC/EC'],
      ['quorum-one', 'PA/EL'],
      ['quorum', 'PC/EC'],
      ['raft', 'PC/EC'],
      ['semi-synchronous', 'PA/EC'],
      ['single-node', 'PC/EC'],
    ]);
  });

  it.each(['docs/compare.md', 'README.md'])('stands in %s', (file) => {
    const table = comparisonMarkdown(comparison, {
      axes: [],
      command: 'quorate compare one-partition --seeds 1..5',
      empty: false,
      verdicts: [],
    });
    const page = readFileSync(file, 'utf8');
    const block = /(<!-- table -->\n\n).*?(\n<!-- end of the table -->)/su;
    const rewritten = page.replace(block, (_, begin: string, end: string) => begin + table + end);
    if (process.env['UPDATE_TRANSCRIPTS'] === '1') writeFileSync(file, rewritten);
    expect(page).toMatch(block);
    expect(rewritten).toBe(page);
  });
});
