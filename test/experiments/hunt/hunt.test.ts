/** Hunts: planted bugs are found and shrunk to what matters; where nothing was put to the test, nothing is said. */
import { describe, expect, it } from 'vitest';
import { builtInDeclarations } from '../../../src/databases/schema.js';
import { drawnScenario } from '../../../src/experiments/hunt/draw.js';
import {
  beginHunt,
  countDrawn,
  outcomeOfHunt,
  type Hunt,
  type HuntPlan,
} from '../../../src/experiments/hunt/hunt.js';
import { rolesSeen } from '../../../src/experiments/hunt/roles.js';
import { spaceOf, type SpaceOptions } from '../../../src/experiments/hunt/space.js';
import { runSweep } from '../../../src/experiments/node/run-sweep.js';
import { shrink } from '../../../src/experiments/shrink/shrink.js';
import { scenario } from '../../../src/scenario/build.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';

type Database = Partial<Extract<ScenarioInput['database'], { kind: 'primary-replica' }>>;

function planOf(
  database: Database,
  {
    options = {},
    more = {},
    ...plan
  }: Partial<HuntPlan> & {
    readonly options?: SpaceOptions;
    readonly more?: Partial<ScenarioInput>;
  } = {},
): HuntPlan {
  const given = scenario({
    name: 'A small cluster',
    database: { kind: 'primary-replica', nodes: 3, heartbeat: '200ms', ...database },
    network: { latency: '1ms..5ms' },
    clients: [{ name: 'app', count: 3, rate: '50/s', workload: 'append' }],
    duration: '8s',
    expect: { lostWrites: 0, converged: 'valid' },
    ...more,
  } as ScenarioInput);
  const roles = rolesSeen(given);
  const space = spaceOf(given, builtInDeclarations['primary-replica'], { roles, ...options });
  return {
    ...{ scenario: given, space, quarry: { kind: 'failure' } },
    ...{ seeds: [{ from: 1, to: 50 }], isForAll: false, ...plan },
  };
}

async function hunted(plan: HuntPlan): Promise<Hunt> {
  const hunt = beginHunt(plan);
  await runSweep(hunt.sweep, {
    onCounted: (_sweep, [measured]) => {
      if (measured !== undefined) countDrawn(hunt, measured);
    },
  });
  return hunt;
}

const failover = { detect: '800ms', poll: '200ms' } as const;
const fenced = { ...failover, fencing: 'epoch' } as const;

interface Planted {
  readonly bug: string;
  readonly database: Database;
  readonly more?: Partial<ScenarioInput>;
  readonly seed: number;
  readonly found: string;
  /** How many faults were drawn, and how many are left. */
  readonly drawn: number;
  readonly left: number;
}

const planted: readonly Planted[] = [
  {
    bug: 'acknowledge before the flush',
    database: { nodes: 2, failover: 'none' },
    more: { hosts: { disk: { flush: '5ms..20ms' } } },
    ...{ seed: 4, found: 'lostWrites: forgotten', drawn: 4, left: 1 },
  },
  {
    bug: 'promote any replica',
    database: { acknowledge: 'any 1', failover },
    // n3 gets entries late, so that `any 1` is always n2.
    more: {
      network: {
        latency: '1ms..5ms',
        links: [{ between: ['n1', 'n3'], latencyByKind: { append: '300ms' } }],
      },
    },
    ...{ seed: 25, found: 'lostWrites: rolled back', drawn: 2, left: 1 },
  },
  {
    bug: 'keep the private suffix',
    database: { failover },
    // Nobody promises here that no write is lost.
    more: { expect: { converged: 'valid' } },
    ...{ seed: 8, drawn: 3, left: 1 },
    found: 'invariantViolations: a follower has nothing that its primary has not',
  },
  {
    bug: 'count arbiters',
    database: { acknowledge: 'majority', members: { n3: { arbiter: true } }, failover: fenced },
    ...{ seed: 25, found: 'lostWrites: rolled back', drawn: 2, left: 1 },
  },
];

describe.each(planted)('$bug', ({ bug, database, more = {}, seed, found, drawn, left }) => {
  it(`is found with seed ${String(seed)} and shrunk from ${String(drawn)} faults to ${String(left)}`, async () => {
    const hunt = await hunted(planOf({ ...database, bugs: [bug] }, { more }));
    const [first] = hunt.found.values();
    expect(first).toMatchObject({ name: found, fingerprint: found, firstSeed: seed, runs: 1 });
    expect(hunt.sweep).toMatchObject({ done: seed, stopped: 'failure' });
    expect(outcomeOfHunt(hunt)).toBe('found');
    const whole = drawnScenario(hunt.plan.space, hunt.plan.scenario, seed, []);
    expect(whole.spec.faults).toHaveLength(drawn);
    const { scenario: small } = shrink(whole, seed, { fingerprint: found });
    expect(small.spec.faults).toHaveLength(left);
  }, 120_000);

  it('is the reason: without it the same seeds find nothing', async () => {
    const seeds = [{ from: 1, to: seed }];
    const hunt = await hunted(planOf(database, { more, seeds }));
    expect(hunt.found.size).toBe(0);
    expect(outcomeOfHunt(hunt)).toBe('nothing');
  });
});

describe('a hunt', () => {
  it('for all goes on, and counts in how many runs it found what', async () => {
    const seeds = [{ from: 1, to: 30 }];
    const bugs = ['keep the private suffix'];
    const hunt = await hunted(planOf({ failover, bugs }, { seeds, isForAll: true }));
    expect(hunt.sweep).toMatchObject({ done: 30, stopped: null });
    const rows = [...hunt.found.values()].map(({ name, firstSeed, runs }) => [
      name,
      firstSeed,
      runs,
    ]);
    expect(rows).toEqual([
      ['invariantViolations: a follower has nothing that its primary has not', 8, 4],
      ['divergence', 8, 4],
      ['lostWrites: stranded', 8, 4],
    ]);
  });

  it('says nothing when no fault has struck', async () => {
    const plan = planOf(
      { failover },
      { seeds: [{ from: 1, to: 5 }], options: { kinds: ['crash'] } },
    );
    // Nobody has this role.
    const targets = { nodes: ['arbiter'], roles: [], zones: [], groups: [] };
    const faults = plan.space.faults && { ...plan.space.faults, targets };
    const hunt = await hunted({ ...plan, space: { ...plan.space, faults } });
    expect(hunt.exercised.get('crash')).toEqual({ drawn: 5, struck: 0, times: 0 });
    expect(outcomeOfHunt(hunt)).toBe('not exercised');
  });

  it('says nothing when no run could decide anything', async () => {
    const hunt = await hunted(
      planOf({ failover }, { seeds: [{ from: 1, to: 5 }], maxEvents: 100 }),
    );
    expect(hunt.undecided).toBe(5);
    expect(outcomeOfHunt(hunt)).toBe('not exercised');
  });

  it('without faults needs none to have struck', async () => {
    const options: SpaceOptions = { parts: ['network', 'workload'] };
    const hunt = await hunted(planOf({ failover }, { seeds: [{ from: 1, to: 5 }], options }));
    expect(hunt.exercised.size).toBe(0);
    expect(outcomeOfHunt(hunt)).toBe('nothing');
  });
});

describe('the roles that nodes have', () => {
  it('are those of a run without faults', () => {
    const { scenario: given } = planOf({ members: { n3: { arbiter: true } } });
    expect([...rolesSeen(given)]).toEqual(['primary', 'replica', 'arbiter']);
    expect([...rolesSeen(planOf({}).scenario)]).toEqual(['primary', 'replica']);
  });
});
