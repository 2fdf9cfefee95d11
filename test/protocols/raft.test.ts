/** What Raft keeps under everything that a hunt draws, with each of its main settings. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { raftDeclaration } from '../../src/databases/raft/schema.js';
import { drawFrom } from '../../src/experiments/hunt/draw.js';
import { faultKinds } from '../../src/experiments/hunt/kinds.js';
import { spaceOf, type Space } from '../../src/experiments/hunt/space.js';
import { randomSource } from '../../src/kernel/random.js';
import { report } from '../../src/report/report.js';
import { scenario } from '../../src/scenario/build.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { simulate } from '../../src/simulation/simulate.js';

type Faults = NonNullable<ScenarioInput['faults']>;

interface Setting {
  readonly database?: Readonly<Record<string, unknown>>;
  readonly client?: Readonly<Record<string, unknown>>;
  readonly changes?: Faults;
}

const change = (at: string, node: string, members: Readonly<Record<string, unknown>>) =>
  ({ at, command: 'change', node, ...members }) as Faults[number];

/** Everybody is a member again in the end. */
const changes: Faults = [
  change('1s', 'n2', { add: ['n4'], remove: ['n1'] }),
  change('2500ms', 'n3', { add: ['n1', 'n5'], remove: ['n2'] }),
  change('4s', 'n5', { add: ['n2'], remove: ['n4', 'n3'] }),
  change('5s', 'n1', { add: ['n3', 'n4'] }),
];
const spares = { nodes: 5, members: { n4: { role: 'none' }, n5: { role: 'learner' } } };
const retries = { retry: { times: 4, unanswered: true }, patience: '200ms', timeout: '2s' };
const tiny = { every: 5, keep: 2, chunk: 1 };

const settings: Readonly<Record<string, Setting>> = {
  'the defaults': {},
  'five nodes and tiny snapshots': { database: { nodes: 5, snapshot: tiny } },
  'one message in flight, of two entries, and no kept log': {
    database: { inFlight: 1, batch: { entries: 2 }, snapshot: { every: 3, chunk: 1 } },
  },
  'no pre-vote': { database: { election: { preVote: false } } },
  'no pre-vote, no check quorum, and no first leader': {
    database: { election: { preVote: false, checkQuorum: false }, firstLeader: 'none' },
  },
  'reads by lease, and priorities': {
    database: { members: { n3: { priority: 2 } } },
    client: { mode: 'lease' },
  },
  'reads on followers': { client: { read: 'any' } },
  'reads through the log, retries, and sessions': {
    database: { snapshot: tiny },
    client: { mode: 'log', idempotencyKey: true, ...retries },
  },
  'no no-op, and gathered writes': { database: { noOp: false, batch: { wait: '5ms' } } },
  'joint consensus': { database: { ...spares, snapshot: tiny }, changes },
  'changes of single members': { database: { ...spares, membership: 'single' }, changes },
};

function around(name: string): readonly [Scenario, Space] {
  const { database, client, changes: faults = [] } = settings[name] ?? {};
  const given = scenario({
    name,
    database: { kind: 'raft', nodes: 3, ...database },
    network: { latency: '1ms..8ms' },
    hosts: { disk: { flush: '1ms..4ms' } },
    clients: [{ name: 'app', count: 3, rate: '30/s', keys: 3, ...client }],
    duration: '8s',
    // A link that was narrow for a while may have much to carry afterwards.
    settle: '10m',
    expect: { linearizable: 'valid' },
    faults,
  });
  const kinds = faultKinds.filter((kind) => kind !== 'wipe');
  const parts = ['faults', 'network', 'workload'] as const;
  return [given, spaceOf(given, raftDeclaration, { kinds, parts, keepOwn: true })];
}

const drawable = new Map(Object.keys(settings).map((name) => [name, around(name)]));

/** The scenario that a seed draws around one of these settings; `more` faults come on top. */
function drawn(name: string, seed: number, more: readonly object[] = []): Scenario {
  const [given, space] = drawable.get(name) ?? around(name);
  const written = drawFrom(space, given, randomSource(seed)) as unknown as ScenarioInput;
  return scenario({ ...written, faults: [...(written.faults ?? []), ...more] } as ScenarioInput);
}

const names = fc.constantFrom(...Object.keys(settings));
const seeds = fc.integer({ min: 1, max: 1_000_000 });
const runs = fc.readConfigureGlobal().numRuns ?? 100;

/**
 * A node that is removed while it is cut off never hears of it, and stays as it was. And without a no-op a leader that is
 * elected after the last write commits nothing any more.
 */
const mayStayBehind = (name: string): boolean =>
  settings[name]?.changes !== undefined || settings[name]?.database?.['noOp'] === false;

function keepsItsPromises(name: string, described: Scenario, seed: number): void {
  const run = simulate(described, { seed });
  const { findings, verdicts } = report(run);
  expect(run.invariantViolations).toEqual([]);
  expect(verdicts['linearizable']).toBe('valid');
  expect(findings.lostWrites.count).toBe(0);
  expect(findings.zombieWrites.count).toBe(0);
  if (settings[name]?.client?.['idempotencyKey'] === true) {
    expect(findings.duplicateWrites.count).toBe(0);
  }
  if (!mayStayBehind(name)) expect(verdicts['converged']).toBe('valid');
}

describe('under drawn faults', () => {
  test.prop([names, seeds], { numRuns: 3 * runs })(
    'it is linearizable, loses nothing, keeps its invariants, and converges',
    (name, seed) => {
      keepsItsPromises(name, drawn(name, seed), seed);
    },
  );

  test.prop([names, seeds], { numRuns: Math.ceil(runs / 10) })(
    'it runs the same in both modes, and keeps its invariants at every step',
    (name, seed) => {
      const described = drawn(name, seed);
      const plain = simulate(described, { seed });
      const recorded = simulate(described, { seed, record: true, freeze: true });
      expect(recorded.digest).toBe(plain.digest);
      expect(recorded.invariantViolations).toEqual([]);
    },
  );
});

describe('a disk that is wiped again and again', () => {
  const wipe = fc.record({
    at: fc.integer({ min: 0, max: 6000 }),
    for: fc.integer({ min: 1, max: 300 }),
  });
  const wipes = fc.tuple(
    fc.constantFrom('n1', 'n2', 'n3'),
    fc.array(wipe, { minLength: 1, maxLength: 6 }),
  );
  const fixed = names.filter((name) => !mayStayBehind(name));

  test.prop([fixed, wipes, seeds])(
    'of one node, loses nothing, and the node comes back',
    (name, [node, times], seed) => {
      const more = times.map(({ at, for: lasts }) => {
        return { at: `${String(at)}ms`, crash: node, disk: 'wiped', for: `${String(lasts)}ms` };
      });
      keepsItsPromises(name, drawn(name, seed, more), seed);
    },
  );
});
