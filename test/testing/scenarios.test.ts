/** What is drawn is valid and varies only where it may; what it shrinks to is valid, too, and smaller. */
import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rewritten, type Written } from '../../src/experiments/change.js';
import { isSmaller } from '../../src/experiments/shrink/size.js';
import { versionOf, type Version } from '../../src/experiments/shrink/version.js';
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import {
  clusters,
  faultSchedules,
  hosts,
  networks,
  scenarios,
  withSections,
  workloads,
  type DrawOptions,
  type Sections,
} from '../../src/testing/index.js';
import { calm, mine, databases, lossy } from './bases.js';

const draws = 20;

function sample<Drawn>(arbitrary: Arbitrary<Drawn>, seed = 1): readonly Drawn[] {
  return fc.sample(arbitrary, { seed, numRuns: draws });
}

/** A drawn value, and everything that it shrinks to in one step. */
function shrunk<Drawn>(arbitrary: Arbitrary<Drawn>, seed: number) {
  const [original, ...smaller] = tried(arbitrary, seed, (count) => count > 1);
  return { original: original as Drawn, smaller };
}

/** A drawn value, and the first to which each shrinks, to the end. */
function shrunkToTheEnd<Drawn>(arbitrary: Arbitrary<Drawn>, seed: number): readonly Drawn[] {
  return tried(arbitrary, seed, () => false);
}

function tried<Drawn>(
  arbitrary: Arbitrary<Drawn>,
  seed: number,
  passes: (count: number) => boolean,
): readonly Drawn[] {
  const values: Drawn[] = [];
  const drawn = fc.property(arbitrary, (value) => {
    values.push(value);
    return passes(values.length);
  });
  fc.check(drawn, { seed, numRuns: 1 });
  return values;
}

function version(written: unknown): Version {
  const declarations = databases.map(({ declaration }) => declaration);
  const made = versionOf(written as Written, declarations);
  if (made === null) throw new Error('no scenario');
  return made;
}

const rest = ({ input }: Scenario, ...sections: readonly string[]): unknown =>
  Object.fromEntries(Object.entries(input as Written).filter(([key]) => !sections.includes(key)));

describe('drawn scenarios', () => {
  it('are the same for the same seed of fast-check, and others for another', () => {
    const digests = (seed: number) => sample(scenarios(lossy), seed).map(({ digest }) => digest);
    expect(digests(1)).toEqual(digests(1));
    expect(new Set([...digests(1), ...digests(2)]).size).toBe(2 * draws);
  });

  it('each have a seed of their own, which is that of their run', () => {
    const seeds = sample(scenarios(lossy)).map(({ spec }) => Number(spec.seed));
    expect(new Set(seeds).size).toBe(draws);
    expect(seeds.every((seed) => seed > 0 && seed < 1_000_000_000)).toBe(true);
  });

  it('leave alone what does not vary', () => {
    const changing = ['name', 'seed'];
    for (const drawn of sample(scenarios(lossy, { vary: ['faults'] }))) {
      expect(rest(drawn, ...changing, 'faults')).toEqual(rest(lossy, ...changing));
      expect(drawn.spec.faults.length).toBeGreaterThan(0);
    }
    for (const drawn of sample(scenarios(lossy, { vary: [] }))) {
      expect(rest(drawn, ...changing)).toEqual(rest(lossy, ...changing));
    }
  });

  it('have the faults that they may have', () => {
    const options: DrawOptions = { faults: ['crash', 'pause'], mostFaults: 3 };
    const drawn = sample(scenarios(lossy, options)).map(({ spec }) => spec.faults);
    expect(Math.max(...drawn.map(({ length }) => length))).toBe(3);
    expect(drawn.flat().every((fault) => 'crash' in fault || 'pause' in fault)).toBe(true);
    expect(drawn.flat().every(({ for: length }) => length !== undefined)).toBe(true);
    const kept = sample(scenarios(lossy, { ...options, keepFaults: true }));
    const lengths = kept.flatMap(({ spec }) => spec.faults.map(({ for: length }) => length));
    expect(lengths).toContain(undefined);
  });

  it('keep the faults of the base when asked, and what it expects then', () => {
    const own = { at: '1s', pause: 'n2', for: '100ms' };
    const given = rewritten(
      lossy,
      (written) => ({ ...written, faults: [own], expect: { staleReads: '> 3' } }),
      [],
    );
    const isOwn = (fault: object): boolean => 'pause' in fault;
    const options: DrawOptions = { faults: ['crash'], mostFaults: 3 };
    const kept = sample(scenarios(given, { ...options, keepOwn: true })).map(({ spec }) => spec);
    expect(kept.every(({ faults }) => faults.filter(isOwn).length === 1)).toBe(true);
    expect(kept.some(({ faults }) => faults.length > 1)).toBe(true);
    const anew = sample(scenarios(given, options)).map(({ spec }) => spec);
    expect(anew.flatMap(({ faults }) => faults).some(isOwn)).toBe(false);
  });

  it('keep what the base promises, and not what it demonstrates', () => {
    const given = { lostWrites: 0, staleReads: '> 3', 'latency.write.p99': '<= 1s' };
    const expecting = rewritten(lossy, (written) => ({ ...written, expect: given }), []);
    const [drawn] = sample(scenarios(expecting));
    expect(drawn?.spec.expect).toEqual({ lostWrites: 0, 'latency.write.p99': '<= 1s' });
  });

  it('are printed as YAML that is valid, with the command that runs it', () => {
    const [drawn] = sample(scenarios(lossy));
    const text = fc.stringify(drawn);
    expect(text.split('\n')[2]).toBe(
      '# Saved as failing.yaml, it runs with: quorate run failing.yaml',
    );
    expect(readScenario(text, { file: null }).scenario?.digest).toBe(drawn?.digest);
    const [own] = sample(scenarios(mine(), { databases }));
    expect(fc.stringify(own)).toContain('quorate run failing.yaml --import ./your-databases.js\n');
  });

  it('look otherwise like every scenario', () => {
    const [drawn] = sample(scenarios(lossy));
    expect(drawn).toEqual(rewritten(drawn ?? lossy, (written) => written, []));
  });
});

describe('shrinking a drawn scenario', () => {
  it('makes it smaller and keeps it valid', () => {
    for (const [arbitrary, base] of [
      [scenarios(lossy), lossy],
      [scenarios(mine(), { databases }), mine()],
    ] as const) {
      const { original, smaller } = shrunk(arbitrary, 2);
      expect(smaller.length).toBeGreaterThan(10);
      const before = version(original.input);
      for (const { input, spec, digest } of smaller) {
        const after = version(input);
        expect(after.digest).toBe(digest);
        expect(isSmaller(after.size, before.size)).toBe(true);
        expect(spec.seed).toBe(original.spec.seed);
        expect(spec.expect).toEqual(base.spec.expect);
      }
    }
  });

  it('ends, with less in every step', () => {
    const sizes = shrunkToTheEnd(scenarios(lossy), 4).map(({ input }) => version(input).size);
    expect(sizes.length).toBeGreaterThan(5);
    expect(sizes.slice(1).every((size, index) => isSmaller(size, sizes[index] ?? size))).toBe(true);
    expect(sizes.at(-1)).toMatchObject({
      faults: 0,
      groups: 1,
      sessions: 1,
      operations: 1,
      nodes: 2,
    });
  });

  it('can begin with scenarios that somebody gave', () => {
    const values: Scenario[] = [];
    const faults = ['1s', '2s'].map((at) => ({ at, crash: 'n1', for: '100ms' }));
    const given = withSections(lossy, { faults });
    const drawn = fc.property(scenarios(lossy), (value) => {
      values.push(value);
      return values.length > 1;
    });
    fc.check(drawn, { seed: 1, numRuns: 1, examples: [[given]] });
    expect(values[0]).toBe(given);
    expect(values.slice(1, 4).map(({ spec }) => spec.faults.length)).toEqual([0, 1, 1]);
  });

  it('takes nothing for a scenario that is none', () => {
    const arbitrary = scenarios(lossy);
    const others = [null, 7, {}, { input: {} }, { input: null }, mine()];
    expect(others.filter((value) => arbitrary.canShrinkWithoutContext(value))).toEqual([]);
    expect(arbitrary.canShrinkWithoutContext(lossy)).toBe(true);
  });
});

/** By section: the arbitrary of it alone. */
const parts = {
  faults: faultSchedules(lossy),
  network: networks(lossy),
  hosts: hosts(lossy),
  clients: workloads(lossy),
  database: clusters(lossy, { nodes: [2, 3, 5], settings: { acknowledge: ['primary', 'all'] } }),
} satisfies { [Name in keyof Sections]: Arbitrary<unknown> };

type Name = keyof typeof parts;
const names = Object.keys(parts) as Name[];

describe.each(names)('the arbitrary of %s alone', (name) => {
  const arbitrary: Arbitrary<unknown> = parts[name];
  const whole = (part: unknown): Scenario => withSections(lossy, { [name]: part });

  it('draws plain data that fit into the base', () => {
    const drawn = sample(arbitrary).map(whole);
    expect(new Set(drawn.map(({ digest }) => digest)).size).toBeGreaterThan(3);
    for (const one of drawn) expect(rest(one, name)).toEqual(rest(lossy, name));
  });

  it('shrinks to smaller ones that fit', () => {
    const counts = [2, 3].map((seed) => {
      const { original, smaller } = shrunk(arbitrary, seed);
      const before = version(whole(original).input);
      for (const part of smaller) {
        expect(isSmaller(version(whole(part).input).size, before.size)).toBe(true);
      }
      return smaller.length;
    });
    expect(Math.max(...counts)).toBeGreaterThan(0);
  });

  it('knows its own values', () => {
    const [first] = sample(arbitrary);
    expect(arbitrary.canShrinkWithoutContext(first)).toBe(true);
    expect(arbitrary.canShrinkWithoutContext('nonsense')).toBe(false);
    expect(arbitrary.canShrinkWithoutContext({ nonsense: true })).toBe(false);
  });
});

describe('clusters', () => {
  const axes = {
    nodes: [1, 2, 3],
    settings: {
      acknowledge: ['primary', 'any 1', 'any 2', undefined],
      'failover.fencing': ['epoch'],
    },
  };

  it('are drawn from the listed values, in valid combinations alone', () => {
    const drawn = fc.sample(clusters(lossy, axes), { seed: 1, numRuns: 100 });
    const told = drawn.map((database) => {
      const { nodes, acknowledge = '-', failover } = database as Written;
      expect(failover).toEqual({ detect: '500ms', poll: '100ms', fencing: 'epoch' });
      return `${String(nodes)} ${String(acknowledge)}`;
    });
    expect([...new Set(told)].toSorted()).toEqual([
      ...['1 -', '1 primary', '2 -', '2 any 1', '2 primary'],
      ...['3 -', '3 any 1', '3 any 2', '3 primary'],
    ]);
  });

  it('vary in whole scenarios, whose faults name their nodes', () => {
    const faults = [{ at: '1s', crash: 'n3' }] as const;
    const drawn = sample(
      scenarios(withSections(lossy, { faults }), { clusters: { nodes: [2, 5] } }),
    );
    expect(new Set(drawn.map(({ spec }) => spec.database.nodes.length))).toEqual(new Set([2, 5]));
  });

  it('stay among the listed ones when they shrink', () => {
    const arbitrary = scenarios(lossy, { clusters: { nodes: [3, 5] } });
    const ends = [1, 2, 3, 4].map((seed) => {
      const all = shrunkToTheEnd(arbitrary, seed).map(({ spec }) => spec.database.nodes.length);
      expect(all.every((count) => count === 3 || count === 5)).toBe(true);
      return all.at(-1);
    });
    expect(ends).toEqual([3, 3, 3, 3]);
  });

  it('refuse axes that make no valid scenario, and say why', () => {
    const wrong = clusters(lossy, { settings: { acknowledge: ['sometimes'] } });
    expect(() => fc.sample(wrong, 1)).toThrow(
      /none of 100 draws was a valid scenario.*\n.*acknowledge/u,
    );
    expect(() => clusters(lossy, { nodes: [] })).toThrow(
      'clusters: nodes has no values to draw from',
    );
  });
});

describe('options', () => {
  const wrong: readonly (readonly [object, string])[] = [
    [{ vary: ['fault'] }, 'vary: there is no "fault" (did you mean "faults"?)'],
    [{ faults: ['crush'] }, 'faults: there is no "crush" (did you mean "crash"?)'],
    [
      { vary: ['network'], mostFaults: 2 },
      'faults and mostFaults mean nothing: vary leaves faults out',
    ],
    [{ mostFaults: 0 }, 'mostFaults is a whole number from 1 on, not 0'],
  ];
  it.each(wrong)('%j are refused', (options, message) => {
    expect(() => scenarios(lossy, options)).toThrow(new RangeError(message));
  });

  it('that leave nothing to act on are refused', () => {
    expect(() => scenarios(calm, { faults: ['lag'] })).toThrow(/^faults: lag would have nothing/u);
  });

  it('must name the database of one’s own', () => {
    expect(() => scenarios(mine())).toThrow('no database family "mine": name it in databases');
  });
});
