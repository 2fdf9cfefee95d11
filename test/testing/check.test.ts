/** Checking properties against drawn scenarios: what is found, what it is shrunk to, what is no result. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rewritten } from '../../src/experiments/change.js';
import type { AnyFamily, Tagged } from '../../src/databases/database.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { report } from '../../src/report/report.js';
import { readScenario } from '../../src/scenario/read.js';
import {
  check,
  linearizable,
  noLostWrites,
  scenarios,
  withSections,
  type CheckOptions,
  type Failure,
  type Property,
} from '../../src/testing/index.js';
import { calm, mine, databases, lossy } from './bases.js';

const readsAnywhere = { clients: [{ name: 'app', count: 2, rate: '20/s', read: 'any' }] } as const;

/** The failure that must be found. */
function failure(...[drawn, property, options]: Parameters<typeof check>): Failure {
  const checked = check(drawn, property, options);
  if (checked.kind !== 'fails') throw new Error(`it ${checked.kind}`);
  return checked.failure;
}

/** Whether a crash and a partition were there at the same time. */
function overlap({ chronicle }: Run): boolean {
  const struck = (kind: string) =>
    chronicle.faults.filter((one) => one.kind === kind && one.nodes.length > 0);
  return struck('crash').some((crash) =>
    struck('partition').some(
      ({ beganAt, endedAt }) =>
        beganAt < (crash.endedAt ?? Infinity) && crash.beganAt < (endedAt ?? Infinity),
    ),
  );
}

describe('what fails only when a crash and a partition overlap', () => {
  const apart: Property = ({ run }) => !overlap(run);
  it.each([1, 2, 3])('comes down to one of each, with seed %i', (seed) => {
    const found = failure(scenarios(lossy), apart, { seed, numRuns: 1000 });
    const { spec } = found.scenario;
    expect(found.original.spec.faults.length).toBeGreaterThan(2);
    expect(spec.faults.map((fault) => ('crash' in fault ? 'crash' : 'other')).toSorted()).toEqual([
      'crash',
      'other',
    ]);
    expect(spec.faults.some((fault) => 'partition' in fault)).toBe(true);
    expect(found.run !== null && overlap(found.run)).toBe(true);
    expect(found).toMatchObject({ name: 'the property is false', fingerprint: null, others: [] });
  });
});

describe('a failure', () => {
  const drawn = scenarios(lossy, { vary: ['faults'], faults: ['partition', 'crash', 'pause'] });
  const options = { seed: 1, numRuns: 100 };
  const found = failure(drawn, noLostWrites, options);

  it('is the smallest scenario that shows the same finding', () => {
    const fingerprint = 'lostWrites: rolled back';
    expect(found).toMatchObject({ name: fingerprint, fingerprint });
    expect(found.original.spec.faults.length).toBeGreaterThan(1);
    expect(found.scenario.spec.faults).toHaveLength(1);
    expect(found.run?.chronicle.operations).toHaveLength(1);
  });

  it('is a scenario that runs as it expects, by itself and from its file', () => {
    expect(report(simulate(found.scenario)).outcome).toBe('as-expected');
    const { scenario } = readScenario(found.yaml, { file: null });
    expect(scenario?.digest).toBe(found.scenario.digest);
    expect(scenario?.spec.seed).toBe(found.original.spec.seed);
  });

  it('comes again with the same seed, and at once with its path', () => {
    expect(failure(drawn, noLostWrites, options)).toEqual(found);
    const { path } = found;
    const again = failure(drawn, noLostWrites, { ...options, path });
    expect(again).toMatchObject({ path, runs: 0, shrinks: 0, yaml: found.yaml });
    expect(again.run?.digest).toBe(found.run?.digest);
    expect(again.tried).toBeLessThan(found.tried);
  });

  it('is of another seed another one', () => {
    expect(failure(drawn, noLostWrites, { ...options, seed: 2 }).original).not.toEqual(
      found.original,
    );
  });
});

describe('what is no finding', () => {
  const options = { seed: 1, numRuns: 100 };
  const vary = ['faults'] as const;

  it('but a verdict is expected to be what it is', () => {
    const drawn = scenarios(withSections(lossy, readsAnywhere), { vary, faults: ['isolate'] });
    const { fingerprint, scenario, yaml, headline } = failure(drawn, linearizable, options);
    expect(fingerprint).toBe(null);
    expect(scenario.spec.expect).toEqual({ linearizable: 'invalid' });
    expect(report(simulate(scenario)).outcome).toBe('as-expected');
    expect(yaml.split('\n')[1]).toBe(`# ${headline}`);
  });

  it('keeps the expectation that it breaks', () => {
    const expected = { 'latency.write.p99': '<= 200ms' };
    const base = rewritten(lossy, (written) => ({ ...written, expect: expected }), []);
    const found = failure(scenarios(base, { vary, faults: ['slow'] }), undefined, options);
    expect(found).toMatchObject({
      name: 'latency.write.p99 is not <= 200ms',
      fingerprint: null,
      scenario: { spec: { expect: expected, faults: { length: 1 } } },
    });
    expect(found.message).toContain('latency.write.p99 is not <= 200ms: it is ');
    expect(found.message).not.toContain('quorate explain');
    expect(report(simulate(found.scenario)).outcome).toBe('failed');
  });
});

describe('a path of a failure', () => {
  const options = { seed: 5, numRuns: 100 };
  const drawn = scenarios(calm, { vary: ['faults'] });
  const atMost =
    (most: number): Property =>
    ({ scenario: { spec } }) =>
      spec.faults.length <= most;

  it('leads to the original, when the smaller scenario fails no more', () => {
    const { path, original } = failure(drawn, atMost(1), options);
    const found = failure(drawn, atMost(2), { ...options, path });
    expect(found.original).toEqual(original);
    expect(found.scenario.spec.faults).toHaveLength(3);
  });

  it('leads to nothing, when all is mended', () => {
    const { path } = failure(drawn, atMost(1), options);
    expect(check(drawn, atMost(100), { ...options, path }).kind).toBe('holds');
  });
});

describe('while a scenario is made smaller', () => {
  const options = { seed: 5, numRuns: 1 };
  const drawn = scenarios(calm);

  it('the failure stays the same, even if there is another one with less', () => {
    const property: Property = ({ scenario: { spec } }) =>
      (spec.faults.length > 1 ? ['many', 'any'] : ['none', 'any']).map((name) => ({ name }));
    const found = failure(drawn, property, options);
    expect(found.original.spec.faults.length).toBeGreaterThan(2);
    expect(found).toMatchObject({ name: 'many', others: ['any', 'none'] });
    expect(found.scenario.spec.faults).toHaveLength(2);
    const { path, seed } = found;
    expect(failure(drawn, property, { path, seed })).toMatchObject({ name: 'many', path });
  });

  it('all that a property throws is one failure', () => {
    const property: Property = ({ scenario: { spec } }) => {
      if (spec.faults.length > 1) throw new Error(`${String(spec.faults.length)} faults`);
      if (spec.faults.length === 1) throw new RangeError('one fault');
    };
    const found = failure(drawn, property, options);
    expect(found.scenario.spec.faults).toHaveLength(1);
    expect(found).toMatchObject({
      name: 'the property throws',
      headline: 'RangeError: one fault',
      thrown: new RangeError('one fault'),
      fingerprint: null,
    });
  });

  it('a mistake in the code of a protocol is one, too', () => {
    const broken = databases.map((family): AnyFamily => {
      const receive: AnyFamily['receive'] = (state, message: Tagged, from, node) => {
        if (message.kind === 'append') throw new TypeError(`${from} is not 17`);
        family.receive(state, message, from, node);
      };
      return { ...family, receive };
    });
    const drawn = scenarios(mine(), { databases: broken });
    const found = failure(drawn, undefined, { ...options, databases: broken });
    expect(found).toMatchObject({ name: 'TypeError: n… is not …', run: null, fingerprint: null });
    expect(found.headline).toMatch(/^SimulatorError: mine: node n\d failed on message append /u);
    expect(found.scenario.spec).toMatchObject({ faults: [], clients: [{ count: 1 }] });
  });

  it('versions in which far more happens do not count', () => {
    const large = withSections(calm, { clients: [{ name: 'app', rate: '10000/s' }] });
    const events: number[] = [];
    const property: Property = ({ run }) => {
      events.push(run.events);
      return false;
    };
    // It shrinks to what stands before.
    const found = failure(fc.constantFrom(large, calm), property, { seed: 1, numRuns: 1 });
    expect([found.original, found.scenario]).toEqual([calm, calm]);
    expect(events).toEqual([59, 10_000, 59]);
  });
});

describe('a property holds', () => {
  it('when every run says so, and tells what they went through', () => {
    const drawn = scenarios(calm, { vary: ['faults'], faults: ['crash', 'pause'], mostFaults: 2 });
    const checked = check(drawn, undefined, { seed: 1, numRuns: 20 });
    expect(checked).toMatchObject({
      kind: 'holds',
      seed: 1,
      exercised: { runs: 20, undecided: 0, faults: { size: 2 } },
    });
    if (checked.kind !== 'holds') return;
    const crashes = checked.exercised.faults.get('crash');
    expect(crashes).toEqual({ drawn: 12, struck: 12, times: 18 });
  });

  it('without any faults, when none are drawn', () => {
    const drawn = scenarios(calm, { vary: ['workload'] });
    expect(check(drawn, undefined, { seed: 1, numRuns: 5 }).kind).toBe('holds');
  });

  it('for a database of one’s own, and its bug is found', () => {
    const options = { seed: 1, numRuns: 50, databases };
    const drawn = (bugs: readonly string[]) =>
      scenarios(mine(bugs), { databases, vary: ['faults'] });
    expect(check(drawn([]), undefined, options).kind).toBe('holds');
    const found = failure(drawn(['keep the private suffix']), undefined, options);
    expect(found).toMatchObject({
      fingerprint: 'invariantViolations: a follower has nothing that its primary has not',
      scenario: { spec: { faults: { length: 1 } } },
    });
  });
});

describe('nothing is put to the test', () => {
  const options: CheckOptions = { seed: 1, numRuns: 5 };
  const notExercised = (...given: Parameters<typeof check>) => {
    const checked = check(...given);
    return checked.kind === 'not exercised' ? checked.why : checked.kind;
  };

  it('when no fault ever strikes', () => {
    const faults = [{ when: 'promoted', crash: 'n1' }] as const;
    const drawn = fc.constant(withSections(lossy, { faults }));
    expect(notExercised(drawn, undefined, options)).toBe('no fault ever struck; drawn were crash');
  });

  it('when no run can decide anything', () => {
    const why = 'no run could decide whether the property holds';
    expect(notExercised(scenarios(lossy), undefined, { ...options, maxEvents: 50 })).toBe(why);
    expect(notExercised(scenarios(calm), () => 'unknown', options)).toBe(why);
  });

  it('when all that is drawn is skipped, or nothing is', () => {
    const skips: Property = () => {
      fc.pre(false);
    };
    const drawn = scenarios(calm);
    expect(notExercised(drawn, skips, { ...options, numRuns: 1 })).toBe('no scenario was run');
    expect(notExercised(scenarios(calm), skips, { ...options, numRuns: 0 })).toBe(
      'no scenario was run',
    );
  });
});

it('a database of one’s own that is not named to the check is a mistake of its caller', () => {
  const drawn = scenarios(mine(), { databases });
  expect(() => check(drawn, undefined, { seed: 1 })).toThrow(
    new RangeError('there is no database family "mine": name it in databases'),
  );
});
