/** What the properties of quorate/testing say of runs whose verdicts are known. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/scenario/scenario.js';
import { judgementOf } from '../../src/testing/properties.js';
import { trialOf, type TrialOptions } from '../../src/testing/property.js';
import {
  allOf,
  asExpected,
  causal,
  causallyConvergent,
  converged,
  linearizable,
  monotonicReads,
  monotonicWrites,
  noLostWrites,
  noStaleReads,
  readYourWrites,
  sequential,
  without,
  withSections,
  writesFollowReads,
  type Property,
} from '../../src/testing/index.js';
import { bundledScenario } from '../support/scenarios.js';
import { lossy } from './bases.js';

function judgement(property: Property, scenario: Scenario, options: TrialOptions = {}) {
  return judgementOf(property, trialOf(scenario, property, options));
}

/** The names of the problems; `unknown` where nothing is known. */
function problems(property: Property, scenario: Scenario, options: TrialOptions = {}) {
  const { problems: all, isKnown } = judgement(property, scenario, options);
  return isKnown ? all.map(({ name }) => name) : 'unknown';
}

/** A write is acknowledged by a primary that is cut off and replaced. */
const failover = withSections(lossy, {
  clients: [{ name: 'app', count: 2, rate: '20/s', read: 'any' }],
  faults: [{ at: '1s', partition: [['n1'], ['n2', 'n3']], for: '1s' }],
});

describe('properties about verdicts', () => {
  const named = Object.entries({
    noLostWrites,
    noStaleReads,
    converged,
    readYourWrites,
    monotonicReads,
    monotonicWrites,
    writesFollowReads,
    linearizable,
    sequential,
    causal,
    causallyConvergent,
  });

  it.each(named)('%s holds where nothing happens', (_, property) => {
    expect(problems(property, lossy)).toEqual([]);
  });

  it.each(named)('%s is unknown of a run that is cut short', (_, property) => {
    expect(problems(property, lossy, { maxEvents: 100 })).toBe('unknown');
  });

  it('name the findings behind them', () => {
    const told = named.map(([name, property]) => [name, problems(property, failover)] as const);
    expect(Object.fromEntries(told)).toEqual({
      noLostWrites: ['lostWrites: rolled back'],
      noStaleReads: ['staleReads'],
      converged: [],
      readYourWrites: ['sessionViolations: readYourWrites'],
      monotonicReads: ['sessionViolations: monotonicReads'],
      monotonicWrites: [],
      writesFollowReads: [],
      linearizable: ['linearizable is not valid'],
      sequential: ['sequential is not valid'],
      causal: ['causal is not valid'],
      causallyConvergent: ['causallyConvergent is not valid'],
    });
  });

  it('tell a contradiction, and what a scenario expects that shows it', () => {
    const [problem] = judgement(linearizable, failover).problems;
    expect(problem).toMatchObject({ expect: { linearizable: 'invalid' } });
    expect(problem?.message).toMatch(/k\d/u);
  });
});

describe('asExpected', () => {
  it('is what the scenario expects', () => {
    expect(problems(asExpected, lossy)).toEqual([]);
    expect(problems(asExpected, failover)).toEqual(['lostWrites: rolled back']);
    expect(problems(asExpected, lossy, { maxEvents: 100 })).toBe('unknown');
    expect(problems(asExpected, bundledScenario('01-asynchronous-failover'))).toEqual([]);
  });
});

describe('without', () => {
  it('names a finding or one kind of it', () => {
    expect(problems(without('lostWrites'), failover)).toEqual(['lostWrites: rolled back']);
    expect(problems(without('lostWrites: rolled back'), failover)).toHaveLength(1);
    expect(problems(without('lostWrites: forgotten'), failover)).toEqual([]);
    expect(problems(without('zombieWrites'), failover)).toEqual([]);
    expect(problems(without('splitBrain'), lossy, { maxEvents: 100 })).toBe('unknown');
  });

  it('is unknown where the fate of a write is', () => {
    const gone = withSections(lossy, { faults: [{ at: '2.5s', crash: 'all' }] });
    expect(problems(without('lostWrites'), gone)).toBe('unknown');
    expect(problems(without('splitBrain'), gone)).toEqual([]);
  });

  it('refuses what is no finding', () => {
    expect(() => without('lostWrite')).toThrow('without: there is no finding "lostWrite"');
    expect(() => without('divergenceIntervals')).toThrow(RangeError);
  });
});

describe('allOf', () => {
  it('tells the problems of all, and asks what each needs', () => {
    const all = allOf(noLostWrites, without('zombieWrites'), linearizable, noStaleReads);
    expect(all.also).toEqual(['linearizable']);
    expect(problems(all, failover)).toEqual([
      'lostWrites: rolled back',
      ...['linearizable is not valid', 'staleReads'],
    ]);
    expect(problems(allOf(noLostWrites, converged), lossy)).toEqual([]);
  });

  it('is unknown when one of them is', () => {
    const unsure: Property = () => 'unknown';
    expect(problems(allOf(noLostWrites, unsure), lossy)).toBe('unknown');
    expect(problems(allOf(unsure, noLostWrites), failover)).toEqual(['lostWrites: rolled back']);
  });
});

describe('a property of one’s own', () => {
  it.each<[string, Property, readonly string[] | 'unknown']>([
    ['true', () => true, []],
    ['nothing', () => undefined, []],
    ['false', () => false, ['the property is false']],
    ['no problems', () => [], []],
    ['a problem', () => ({ name: 'slow' }), ['slow']],
    ['two problems', () => [{ name: 'slow' }, { name: 'dear' }], ['slow', 'dear']],
    ['that nobody knows', () => 'unknown', 'unknown'],
  ])('answers %s', (_, property, expected) => {
    expect(problems(property, lossy)).toEqual(expected);
  });

  it('sees the run and what was found in it', () => {
    const { scenario, run, report, fingerprints } = trialOf(failover, asExpected, {});
    expect([run.scenario, report.scenario.digest]).toEqual([scenario, scenario.digest]);
    expect(fingerprints.get('lostWrites: rolled back')).toBe(report.findings.lostWrites.count);
  });

  it('must answer at once', () => {
    const late = (async () => Promise.resolve(true)) as unknown as Property;
    expect(() => judgement(late, lossy)).toThrow('a property answers at once');
  });
});
