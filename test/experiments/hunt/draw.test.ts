/** Drawing scenarios from a space: the same for the same seed, within the limits, another choice for each seed. */
import { describe, expect, it } from 'vitest';
import { builtInDeclarations } from '../../../src/databases/schema.js';
import { drawFrom } from '../../../src/experiments/hunt/draw.js';
import { faultKindOf, faultKinds, type FaultKind } from '../../../src/experiments/hunt/kinds.js';
import {
  spaceOf,
  spaceParts,
  type Space,
  type SpaceOptions,
} from '../../../src/experiments/hunt/space.js';
import { randomSource } from '../../../src/kernel/random.js';
import { parseDuration } from '../../../src/kernel/time.js';
import { scenario } from '../../../src/scenario/build.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';

const threeNodes = scenario({
  name: 'Three nodes',
  story: 'Of its own faults.',
  textbook: 'T03',
  seed: 99,
  database: { kind: 'primary-replica', nodes: 3 },
  network: { latency: '2ms', zones: { eu: ['n1', 'n2'], us: ['n3'] } },
  clients: [
    { name: 'app', rate: '20/s' },
    { name: 'audit', rate: '5/s', reads: '100%', read: 'any' },
    { name: 'steps', script: [{ do: 'write', key: 'a' }, { wait: '1s' }] },
  ],
  duration: '20s',
  faults: [{ at: '1s', crash: 'n1' }],
  expect: { lostWrites: 0, 'coverage.faults.crash-n1-at-1s': 1 },
});

const oneNode = scenario({
  name: 'One node',
  database: { kind: 'single-node' },
  clients: [{ name: 'app' }],
  duration: '5s',
});

function spaceAround(given: Scenario, options: SpaceOptions = {}): Space {
  const declaration = Object.values(builtInDeclarations).find(
    ({ kind }) => kind === given.spec.database.kind,
  );
  if (declaration === undefined) throw new Error('no such family');
  return spaceOf(given, declaration, options);
}

interface DrawnFault extends Readonly<Record<string, unknown>> {
  readonly at?: string;
  readonly for?: string;
  readonly every?: string;
  readonly times?: number;
}

const spaces = new Map<string, Space>();

function draw(given: Scenario, seed: number | string, options: SpaceOptions = {}) {
  const name = `${given.digest} ${JSON.stringify(options)}`;
  const space = spaces.get(name) ?? spaceAround(given, options);
  spaces.set(name, space);
  return drawFrom(space, given, randomSource(seed));
}

function faultsOf(
  given: Scenario,
  seed: number,
  options: SpaceOptions = {},
): readonly DrawnFault[] {
  return draw(given, seed, options)['faults'] as readonly DrawnFault[];
}

const seeds = Array.from({ length: 400 }, (_, index) => index + 1);

function time(text: string | undefined): number {
  return parseDuration(text ?? '0s') ?? Number.NaN;
}

describe('a draw', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(draw(threeNodes, 7)).toEqual(draw(threeNodes, '7'));
    const all = new Set(seeds.map((seed) => JSON.stringify(draw(threeNodes, seed))));
    expect(all.size).toBe(seeds.length);
  });

  it('has the seed for its run, and neither the story nor the faults of what somebody wrote', () => {
    const { name, seed, story, textbook, expect: expected } = draw(threeNodes, 7);
    expect(name).toBe('Three nodes (drawn with seed 7)');
    expect(seed).toBe(7);
    expect([story, textbook]).toEqual([undefined, undefined]);
    expect(expected).toEqual({ lostWrites: 0 });
    expect(draw(threeNodes, 'a seed')['seed']).toBe('a seed');
  });

  it('leaves a part as it was when another part does not vary', () => {
    const whole = draw(threeNodes, 7, { parts: spaceParts });
    for (const part of ['faults', 'network', 'hosts'] as const) {
      expect(draw(threeNodes, 7, { parts: [part] })[part]).toEqual(whole[part]);
    }
  });

  it('keeps what does not vary', () => {
    const { network, clients, hosts } = draw(threeNodes, 7, { parts: ['faults'] });
    const written = threeNodes.input as Readonly<Record<string, unknown>>;
    expect([network, clients, hosts]).toEqual([written['network'], written['clients'], undefined]);
    const { faults, expect: expected } = draw(threeNodes, 7, { parts: ['network'] });
    expect(faults).toEqual(written['faults']);
    expect(expected).toEqual(written['expect']);
  });

  it("keeps the scenario's own faults when it is told to, and draws others beside them", () => {
    const own = (threeNodes.input as Readonly<Record<string, unknown>>)['faults'] as unknown[];
    const alone = faultsOf(threeNodes, 7, { parts: ['faults'] });
    const beside = faultsOf(threeNodes, 7, { parts: ['faults'], keepOwn: true });
    expect(own).not.toEqual([]);
    expect(beside).toEqual([...own, ...alone]);
  });

  it('names only the nodes that it is told to', () => {
    const options: SpaceOptions = { kinds: ['isolate', 'pause'], nodes: ['n3'] };
    const named = seeds.flatMap((seed) => faultsOf(threeNodes, seed, options));
    expect(new Set(named.map(({ isolate, pause }) => isolate ?? pause))).toEqual(new Set(['n3']));
  });

  it('never touches scripts, nor turns readers into writers', () => {
    for (const seed of seeds) {
      const [, audit, steps] = draw(threeNodes, seed, { parts: spaceParts })['clients'] as [
        unknown,
        { readonly reads: string },
        unknown,
      ];
      expect(audit.reads).toBe('100%');
      expect(steps).toEqual(threeNodes.spec.clients[2] && { name: 'steps', script: stepsWritten });
    }
  });
});

const stepsWritten = [{ do: 'write', key: 'a' }, { wait: '1s' }];

describe('drawn faults', () => {
  const withAll: SpaceOptions = { kinds: faultKinds, mostFaults: 12 };

  it('begin and end at round times, and are over with four fifths of the run', () => {
    for (const fault of seeds.flatMap((seed) => faultsOf(threeNodes, seed, withAll))) {
      const [at, length, every] = [fault.at, fault.for, fault.every].map(time);
      expect([at, length, every].map((one) => (one ?? 0) % 1_000)).toEqual([0, 0, 0]);
      if (fault.at === undefined) {
        expect(length).toBeLessThanOrEqual(4_000_000);
      } else {
        const last = (at ?? 0) + ((fault.times ?? 1) - 1) * (every ?? 0) + (length ?? 0);
        expect((at ?? 0) % 10_000).toBe(0);
        expect(last).toBeLessThanOrEqual(16_000_000);
        expect(length).toBeLessThanOrEqual(6_000_000);
      }
    }
  });

  it('are over by themselves, but for acts that take no time; some stay when they may', () => {
    const staying = (options: SpaceOptions): ReadonlySet<string> =>
      new Set(
        seeds
          .flatMap((seed) => faultsOf(threeNodes, seed, { ...withAll, ...options }))
          .filter((fault) => fault.for === undefined)
          .map(faultKindOf),
      );
    expect([...staying({})].toSorted()).toEqual(['command', 'restart']);
    expect([...staying({ keepFaults: true })].toSorted()).toEqual(faultKinds.toSorted());
  });

  it('are as many as allowed, one at least', () => {
    const counts = new Set(seeds.map((seed) => faultsOf(threeNodes, seed).length));
    expect([...counts].toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(faultsOf(threeNodes, 7, { mostFaults: 1 })).toHaveLength(1);
  });

  it('are of the kinds that somebody named, of those that have something to act on', () => {
    const kindsOf = (given: Scenario, options: SpaceOptions): readonly FaultKind[] => [
      ...new Set(seeds.flatMap((seed) => faultsOf(given, seed, options)).map(faultKindOf)),
    ];
    expect(kindsOf(threeNodes, { kinds: ['wipe', 'isolate'] }).toSorted()).toEqual([
      'isolate',
      'wipe',
    ]);
    expect(kindsOf(oneNode, withAll).toSorted()).toEqual(
      ['clock', 'crash', 'partition', 'pause', 'restart', 'slow', 'slowDisk', 'wipe'].toSorted(),
    );
    expect(spaceAround(oneNode, { kinds: ['isolate'] }).faults).toBeNull();
    const usual = faultKinds.filter((kind) => !['wipe', 'restart', 'command'].includes(kind));
    expect(kindsOf(threeNodes, {}).toSorted()).toEqual(usual.toSorted());
  });

  it('name every node, role and zone', () => {
    const { faults } = spaceAround(threeNodes, { roles: new Set(['primary', 'replica']) });
    expect(faults?.targets).toEqual({
      nodes: ['n1', 'n2', 'n3'],
      roles: ['primary', 'replica'],
      zones: ['eu', 'us'],
      groups: ['app', 'audit', 'steps'],
    });
    const crashed = seeds
      .flatMap((seed) => faultsOf(threeNodes, seed, { kinds: ['crash'] }))
      .flatMap((fault) => fault['crash'] as string | readonly string[]);
    expect([...new Set(crashed)].toSorted()).toEqual([
      ...['all', 'arbiter', 'eu', 'majority', 'minority', 'n1', 'n2', 'n3', 'primary', 'random'],
      ...['replica', 'us'],
    ]);
  });
});

describe('a swarm', () => {
  const kindsOf = (seed: number): string =>
    [...new Set(faultsOf(threeNodes, seed, { mostFaults: 40 }).map(faultKindOf))].toSorted().join();
  const subsets = seeds.map(kindsOf);

  it('takes another subset of the kinds of faults for nearly every seed', () => {
    expect(new Set(subsets).size).toBe(359);
  });

  it('leaves every kind out about half of the time', () => {
    const kinds = faultKinds.filter((kind) => !['wipe', 'restart', 'command'].includes(kind));
    const drawn = kinds.map(
      (kind) => subsets.filter((one) => one.split(',').includes(kind)).length,
    );
    expect(drawn).toEqual([171, 171, 176, 164, 159, 184, 151, 154, 161, 194, 176, 158]);
  });
});

describe('counters', () => {
  const counting = { name: 'counting', workload: 'counter', rate: '20/s' };

  function around(...clients: readonly object[]): Scenario {
    const rest = { database: { kind: 'primary-replica', nodes: 3 }, duration: '5s' };
    return scenario({ name: 'Counters', ...rest, clients } as unknown as ScenarioInput);
  }

  /** What clients do in a drawn scenario, which must be one that can be run. */
  function clientsDrawn(given: Scenario, seed: number) {
    return scenario(draw(given, seed) as unknown as ScenarioInput).spec.clients;
  }

  it('stay counters', () => {
    const steps = { name: 'steps', script: [{ do: 'add', key: 'k50', amount: -2 }] };
    const given = around(counting, steps, { name: 'audit', reads: '100%' });
    expect(spaceAround(given).workload?.map(({ workloads }) => workloads)).toEqual([
      ['counter'],
      ['counter'],
    ]);
    for (let seed = 1; seed <= 20; seed += 1) {
      expect(clientsDrawn(given, seed)[0]?.workload).toBe('counter');
    }
  });

  it.each([
    ['a group', { name: 'others', keys: { choose: 'fresh' } }],
    ['a step', { name: 'others', script: [{ do: 'write', key: 'k50' }] }],
  ])('are left alone where %s writes other keys, which drawn ones might be', (_who, others) => {
    const given = around(counting, others);
    expect(spaceAround(given).workload).toEqual([]);
    for (let seed = 1; seed <= 20; seed += 1) {
      expect(clientsDrawn(given, seed)).toEqual(given.spec.clients);
    }
  });
});
