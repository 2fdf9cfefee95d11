/** What conditional writes keep under everything that a hunt draws, what they cost when nothing is wrong, and how their bugs are found. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { quorum } from '../../src/databases/quorum/family.js';
import { quorumDeclaration } from '../../src/databases/quorum/schema.js';
import { drawFrom } from '../../src/experiments/hunt/draw.js';
import { faultKinds } from '../../src/experiments/hunt/kinds.js';
import { spaceOf, type Space } from '../../src/experiments/hunt/space.js';
import { latencyOf } from '../../src/history/operation.js';
import { randomSource } from '../../src/kernel/random.js';
import { report } from '../../src/report/report.js';
import { scenario } from '../../src/scenario/build.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';

const declarations = [quorumDeclaration];
const databases = [quorum];
const runs = fc.readConfigureGlobal().numRuns ?? 100;
const seeds = fc.integer({ min: 1, max: 1_000_000 });

type Part = Readonly<Record<string, unknown>>;

interface Setting {
  readonly database?: Part;
  readonly client?: Part;
  readonly faults?: readonly Part[];
}

function built(given: Part): Scenario {
  return scenario(given as unknown as ScenarioInput, { declarations });
}

const settings: Readonly<Record<string, Setting>> = {
  'the defaults': {},
  'retries of what may have happened': {
    client: { retry: { times: 4, unanswered: true }, patience: '200ms', timeout: '2s' },
  },
  'levels of one, in memory, and nothing repaired': {
    database: {
      ...{ readLevel: 'one', writeLevel: 'one', commit: 'buffered' },
      ...{ readRepair: { mode: 'none' }, hints: 'none' },
    },
  },
  'hybrid clocks, and coordinators that are no replicas': {
    database: { versions: 'hybrid-clock', nodes: 5 },
  },
  'five replicas, digests and speculation': {
    database: { nodes: 5, replicas: 5, digests: true, speculate: '10ms' },
  },
  'a ring that changes': {
    database: { nodes: 5, members: { n5: { role: 'none' } } },
    faults: [
      { at: '1s', command: 'join', node: 'n5' },
      { at: '3s', command: 'leave', node: 'n1' },
    ],
  },
};

/** A setting, and what varies around it: every kind of fault but those that take back what a disk has kept. */
function around(setting: Setting, client: Part): readonly [Scenario, Space] {
  const given = built({
    name: 'conditions',
    database: { kind: 'quorum', nodes: 3, ...setting.database },
    network: { latency: '1ms..5ms' },
    clients: [{ name: 'app', count: 3, rate: '40/s', ...client, ...setting.client }],
    duration: '5s',
    settle: '10m',
    expect: { linearizable: 'valid' },
    faults: setting.faults ?? [],
  });
  const kinds = faultKinds.filter((kind) => kind !== 'wipe' && kind !== 'command');
  const parts = ['faults', 'network', 'hosts'] as const;
  return [given, spaceOf(given, quorumDeclaration, { kinds, parts, keepOwn: true, mostFaults: 8 })];
}

const swaps = { workload: 'compare-and-set', keys: 3, reads: '20%', readLevel: 'serial' };
const inserts = {
  ...{ rate: undefined, count: 4, timeout: '2s', from: '100ms' },
  script: ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((key) => [
    { do: 'insert', key },
    { do: 'read', key, readLevel: 'serial' },
    { wait: '400ms' },
  ]),
  repeat: 1,
};

function drawn(setting: Setting, client: Part, seed: number): Run {
  const [given, space] = around(setting, client);
  const written = drawFrom(space, given, randomSource(seed));
  return simulate(built(written), { seed, databases });
}

const names = fc.constantFrom(...Object.keys(settings));

describe('under drawn faults', () => {
  test.prop([names, seeds], { numRuns: Math.ceil(runs / 2) })(
    'compare-and-set with serial reads is linearizable, and keeps its invariants',
    (name, seed) => {
      const run = drawn(settings[name] ?? {}, swaps, seed);
      const { verdicts, findings } = report(run);
      expect(run.invariantViolations).toEqual([]);
      expect(verdicts['linearizable']).toBe('valid');
      expect(findings.zombieWrites.count).toBe(0);
      expect(findings.lostUpdates.count).toBe(0);
    },
  );

  test.prop([names, seeds], { numRuns: Math.ceil(runs / 2) })(
    'of all that insert a key at most one does, and nobody reads another value',
    (name, seed) => {
      const run = drawn(settings[name] ?? {}, inserts, seed);
      const { operations } = run.chronicle;
      for (const key of new Set(operations.map((one) => one.key))) {
        const own = operations.filter((one) => one.key === key);
        const done = own.filter(({ kind, outcome }) => kind === 'write' && outcome === 'ok');
        expect(done.length).toBeLessThanOrEqual(1);
        const read = new Set(own.flatMap(({ versions }) => versions ?? []));
        for (const { write } of done) read.add(write);
        expect(read.size).toBeLessThanOrEqual(1);
        const failed = own.filter(({ outcome }) => outcome === 'fail').map(({ write }) => write);
        for (const write of failed) expect(read.has(write)).toBe(false);
      }
      expect(report(run).verdicts['linearizable']).toBe('valid');
    },
  );
});

describe('without faults', () => {
  const latency = fc.integer({ min: 0, max: 50 });
  const flush = fc.integer({ min: 0, max: 20 });

  test.prop([latency, flush, fc.constantFrom(1, 3, 5)], { numRuns: runs })(
    'a decision takes four round trips to a majority and three flushes, a serial read two and one',
    (oneWay, flushed, nodes) => {
      const { chronicle } = simulate(
        built({
          name: 'alone',
          database: { kind: 'quorum', nodes, replicas: nodes },
          network: { latency: `${oneWay}ms` },
          hosts: { disk: { flush: `${flushed}ms` } },
          clients: [
            {
              ...{ name: 'app', repeat: 3, timeout: '10s' },
              script: [
                { do: 'insert', key: '$new' },
                { do: 'insert', key: '$last' },
                { do: 'read', key: '$last', readLevel: 'serial' },
                { wait: '1s' },
              ],
            },
          ],
          duration: '20s',
        }),
        { seed: 1, databases },
      );
      const roundTrip = nodes === 1 ? 0 : 2000 * oneWay;
      const [decision, judgement] = [
        4 * roundTrip + 3000 * flushed,
        2 * roundTrip + 1000 * flushed,
      ];
      expect(chronicle.operations.map(({ outcome }) => outcome)).toEqual(
        [1, 2, 3].flatMap(() => ['ok', 'fail', 'ok']),
      );
      expect(chronicle.operations.map(latencyOf)).toEqual(
        [1, 2, 3].flatMap(() => [decision, judgement, judgement]),
      );
    },
  );

  test.prop([seeds], { numRuns: runs })('of rivals exactly one inserts its value', (seed) => {
    const rivals = { count: 4, coordinator: 'in turn', from: '1s', repeat: 1, timeout: '10s' };
    const { chronicle } = simulate(
      built({
        name: 'rivals',
        database: { kind: 'quorum', nodes: 3 },
        network: { latency: '1ms..5ms' },
        clients: [
          {
            ...{ name: 'app', ...rivals, retry: { times: 20 } },
            script: [{ do: 'insert', key: 'k' }],
          },
        ],
        duration: '15s',
      }),
      { seed, databases },
    );
    const ends = (wanted: string) =>
      chronicle.operations.filter(({ outcome }) => outcome === wanted).length;
    expect([ends('ok'), ends('fail')]).toEqual([1, 3]);
  });

  test.prop([seeds], { numRuns: Math.ceil(runs / 5) })(
    'none succeeds while two of three nodes are down, whatever the levels say',
    (seed) => {
      const { chronicle } = simulate(
        built({
          name: 'minority',
          database: { kind: 'quorum', nodes: 3, readLevel: 'one', writeLevel: 'one' },
          network: { latency: '1ms..5ms' },
          clients: [
            { name: 'app', count: 3, rate: '30/s', from: '1s', coordinator: 'n1', ...swaps },
          ],
          duration: '5s',
          faults: [
            { at: '500ms', crash: 'n2' },
            { at: '500ms', crash: 'n3' },
          ],
        }),
        { seed, databases },
      );
      expect(chronicle.operations.length).toBeGreaterThan(100);
      for (const { outcome } of chronicle.operations) expect(outcome).toBe('fail');
    },
  );
});

/** Two inserts of one key, each by one side of a partition; n2 is on both, and crashes between promise and proposal. */
function betweenPromiseAndProposal(bugs: readonly string[]): Run {
  const insert = { repeat: 1, script: [{ do: 'insert', key: 'k' }] };
  const late = (from: string) => ({
    ...{ at: '0s', message: { kind: 'propose', from, to: 'n2' } },
    do: { delay: '30ms' },
  });
  return simulate(
    built({
      name: 'a promise',
      database: { kind: 'quorum', nodes: 3, bugs },
      network: { latency: '1ms' },
      hosts: { disk: { flush: '0ms' } },
      clients: [
        { name: 'first', from: '1s', coordinator: 'n1', ...insert },
        { name: 'second', from: '1010ms', coordinator: 'n3', ...insert },
      ],
      duration: '3s',
      expect: { linearizable: 'valid' },
      faults: [
        ...[late('n1'), late('n3')],
        { at: '900ms', partition: [['n1'], ['n3']] },
        { at: '1020ms', crash: 'n2', for: '2ms' },
      ],
    }),
    { seed: 1, databases },
  );
}

describe('a bug', () => {
  it('forget promises: the earlier ballot is accepted after the crash, and both inserts happen', () => {
    const [right, wrong] = [[], ['forget promises']].map(betweenPromiseAndProposal);
    const ends = (run?: Run) => run?.chronicle.operations.map(({ outcome }) => outcome);
    expect(ends(right)).toEqual(['fail', 'ok']);
    expect(right && report(right).verdicts['linearizable']).toBe('valid');
    expect(ends(wrong)).toEqual(['ok', 'ok']);
    expect(wrong && report(wrong).verdicts['linearizable']).toBe('invalid');
    expect(wrong?.invariantViolations[0]?.invariant).toBe('decisions are one order');
  });

  it('skip the unfinished: a decision is written over, in some of forty seeds', () => {
    const bugged = { database: { bugs: ['skip the unfinished'] } };
    const verdicts = Array.from({ length: 40 }, (_, place) => {
      return report(drawn(bugged, { ...swaps, rate: '60/s' }, place + 1)).verdicts['linearizable'];
    });
    expect(verdicts.filter((verdict) => verdict === 'invalid').length).toBeGreaterThan(2);
  });
});
