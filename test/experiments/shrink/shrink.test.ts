/** Scenarios with a finding that come down to what it needs. */
import { describe, expect, it } from 'vitest';
import type { AnyFamily, Node } from '../../../src/databases/database.js';
import { exhibitOf, lessOf, shrunkYaml } from '../../../src/experiments/shrink/file.js';
import { shrink, shrinking } from '../../../src/experiments/shrink/shrink.js';
import { isSmaller, type Size } from '../../../src/experiments/shrink/size.js';
import { report } from '../../../src/report/report.js';
import { scenario } from '../../../src/scenario/build.js';
import { readScenario } from '../../../src/scenario/read.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';
import { simulate } from '../../../src/simulation/simulate.js';
import { primaryReplica } from '../../support/families.js';
import { deadlyCrash, secondBehind } from '../../support/planted-faults.js';

/** Faults that harm nobody. */
const idle = ['1s', '2s', '3s', '4s', '6s', '7s'].map(
  (at) => ({ at, lag: '5ms..10ms', for: '700ms' }) as const,
);

/** One crash among harmless faults loses ten writes. */
const oneCrash = scenario({
  ...secondBehind,
  story: 'Long.',
  faults: [...idle.slice(0, 3), deadlyCrash, ...idle.slice(3)],
  expect: { lostWrites: 0 },
});

/** n3 is far behind: whatever n1 and n2 have acknowledged is gone when both die. */
const twoCrashes = scenario({
  ...secondBehind,
  database: {
    kind: 'primary-replica',
    nodes: 3,
    acknowledge: 'any 1',
    failover: { detect: '2s', watchers: 1 },
  },
  network: { latency: '1ms', links: [{ from: 'n1', to: 'n3', latencyByKind: { append: '5s' } }] },
  faults: [
    ...idle.slice(0, 3),
    { id: 'one', at: '5.05s', crash: 'n1', inFlight: 'drop' },
    ...idle.slice(3),
    { id: 'two', at: '5.1s', crash: 'n2', inFlight: 'drop' },
  ],
});

describe('a shrunk scenario', () => {
  const shrunk = shrink(oneCrash, 7);

  it('holds the one fault that the finding needs, and hardly anything else', () => {
    expect(shrunk.fingerprint).toBe('lostWrites: stranded');
    expect(shrunk.scenario.input).toEqual({
      name: 'a second behind',
      seed: 7,
      database: { kind: 'primary-replica', nodes: ['n1', 'n2'] },
      // By default a flush takes a millisecond, which is when n1 dies.
      hosts: { disk: { flush: '0ms' } },
      clients: [{ name: 'app', keys: { choose: 'fresh' }, rate: '10/s', until: '1ms' }],
      duration: '1s',
      faults: [{ at: '1ms', crash: 'n1' }],
      expect: { 'lostWrites.byKind.stranded': '> 0' },
    });
  });

  it('comes with what became of it', () => {
    expect(shrunk).toMatchObject({
      seed: '7',
      runs: 19,
      isSmallest: true,
      before: { faults: 7, operations: 100, nodes: 3, duration: 10_000_000 },
      after: { faults: 1, operations: 1, nodes: 2, duration: 1_000_000 },
    });
    expect(shrunk.steps.slice(0, 2)).toEqual([
      { of: 'faults', from: '7', to: '1' },
      { of: 'wait before the end', from: '4.95s', to: '1s' },
    ]);
    expect(lessOf(shrunk)).toBe(
      'from 7 faults, 100 operations, 3 nodes, 10s to 1 fault, 1 operation, 2 nodes, 1s',
    );
  });

  it('keeps both faults where both are needed, and what the database promises', () => {
    const { scenario: small, runs } = shrink(twoCrashes, 7);
    expect(small.input).toMatchObject({
      database: { nodes: 3, acknowledge: 'any 1', failover: { watchers: 1 } },
      faults: [
        { at: '5ms', crash: 'n1' },
        { at: '5ms', crash: 'n2' },
      ],
    });
    expect(runs).toBe(69);
  });

  it('is as expected when it runs by itself, read from its file', () => {
    const exhibit = exhibitOf(shrunk);
    const text = shrunkYaml(shrunk, { exhibit, origin: 'a\nb: c', commands: ['d\n- e'] });
    const { scenario: read } = readScenario(text, { file: null });
    expect(read?.digest).toBe(shrunk.scenario.digest);
    expect(report(simulate(read as Scenario)).outcome).toBe('as-expected');
    expect(text.split('\n').slice(0, 10)).toEqual([
      '# yaml-language-server: $schema=./node_modules/quorate/schema/scenario.schema.json',
      '# Write app-1 = 1 by app.1 was acknowledged by n1 at 0.000 s and is gone from 0.001 s on: stranded',
      '# on n1, which did not come back.',
      '# It shows lostWrites: stranded.',
      '# Shrunk from 7 faults, 100 operations, 3 nodes, 10s to 1 fault, 1 operation, 2 nodes, 1s in 19',
      '# runs, by',
      '#   a·b: c',
      '# Run it, and have it explained:',
      '#   d·- e',
      'name: a second behind',
    ]);
  });

  it('cannot be shrunk any further', () => {
    for (const one of [shrunk, shrink(twoCrashes, 7)]) {
      const again = shrink(one.scenario, 7);
      expect(again).toMatchObject({ steps: [], isSmallest: true, scenario: one.scenario });
    }
  });

  it('is the same every time, however the keys are ordered', () => {
    const input = Object.fromEntries(Object.entries(oneCrash.input as object).reverse());
    const other = shrink(scenario(input as unknown as ScenarioInput), '7');
    expect(other.scenario).toEqual(shrunk.scenario);
    expect([other.runs, other.steps]).toEqual([shrunk.runs, shrunk.steps]);
  });
});

describe('shrinking', () => {
  it('pauses before each run, and never goes on with what is not smaller', () => {
    const sizes: Size[] = [];
    const numbers: number[] = [];
    const work = shrinking(twoCrashes, 7);
    let step = work.next(true);
    for (; step.done !== true; step = work.next(true)) {
      const { run, size } = step.value;
      numbers.push(run);
      if (sizes.at(-1) !== size) sizes.push(size);
    }
    const { runs } = step.value;
    expect(numbers).toEqual(Array.from({ length: runs - 1 }, (_, index) => index + 2));
    expect(sizes.length).toBeGreaterThan(10);
    for (const [index, size] of sizes.entries()) {
      const before = sizes[index - 1];
      if (before !== undefined) expect(isSmaller(size, before)).toBe(true);
    }
  });

  it('stops where it is told to, with the smallest so far', () => {
    const work = shrinking(oneCrash, 7);
    let step = work.next(true);
    while (step.done !== true) step = work.next(step.value.run <= 5);
    expect(step.value).toEqual(shrink(oneCrash, 7, { maxRuns: 5 }));
  });

  it('stops after so many runs, with the smallest so far', () => {
    const cut = shrink(oneCrash, 7, { maxRuns: 5 });
    expect(cut).toMatchObject({ runs: 5, isSmallest: false, after: { faults: 2, nodes: 3 } });
    expect(report(simulate(cut.scenario)).outcome).toBe('as-expected');
  });

  it('shows the finding that is asked for', () => {
    const rejoins = { ...secondBehind, faults: [{ ...deadlyCrash, for: '3s' }] } as ScenarioInput;
    const fingerprint = 'rolledBackWrites: acknowledged';
    const { scenario: small } = shrink(scenario(rejoins), 7, { fingerprint });
    expect(small.spec.expect).toEqual({ 'rolledBackWrites.acknowledged': '> 0' });
    expect(report(simulate(small)).findings.rolledBackWrites.acknowledged).toBe(1);
  });

  it('goes around scenarios on which a rule of the protocol throws', () => {
    const brittle = {
      ...primaryReplica.family,
      start: (
        recovered: never,
        node: Node<{ readonly nodes: readonly string[] }, never, never>,
      ) => {
        if (node.options.nodes.length < 3) throw new Error('two nodes are not enough for me');
        return primaryReplica.family.start(recovered, node as never) as never;
      },
    };
    const { scenario: small } = shrink(oneCrash, 7, { databases: [brittle as AnyFamily] });
    expect(small.spec.database.nodes).toHaveLength(3);
    expect(small.spec.faults).toHaveLength(1);
  });

  it('refuses what the run does not show', () => {
    expect(() => shrink(oneCrash, 7, { fingerprint: 'dirtyReads: forgotten' })).toThrow(
      'nothing to shrink: the run does not show dirtyReads: forgotten; it shows lostWrites: stranded',
    );
    const calm = scenario({ ...secondBehind, expect: { lostWrites: '> 0' } });
    expect(() => shrink(calm, 1)).toThrow('the scenario expected lostWrites > 0 (is 0)');
  });

  it('keeps the seed as it was written', () => {
    expect(shrink(oneCrash, '007').scenario.spec.seed).toBe('007');
    expect(shrink(oneCrash, 'x').scenario.input).toMatchObject({ seed: 'x' });
  });
});
