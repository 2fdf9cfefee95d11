/** Simpler versions of scenarios: all valid, all smaller, and about the same database. */
import { describe, expect, it } from 'vitest';
import type { Written } from '../../../src/experiments/change.js';
import { mayGo } from '../../../src/experiments/shrink/ideas/promises.js';
import { simplifications } from '../../../src/experiments/shrink/simplifications.js';
import { isSmaller, type Size } from '../../../src/experiments/shrink/size.js';
import { versionOf, writtenOf, type Version } from '../../../src/experiments/shrink/version.js';
import type { Path } from '../../../src/scenario/problem.js';
import { bundledScenario } from '../../support/scenarios.js';

const base = {
  name: 'a scenario',
  database: { kind: 'primary-replica', nodes: 3 },
  clients: [{ name: 'app', rate: '10/s' }],
  duration: '10s',
};

function version(written: object): Version {
  const made = versionOf(written as Written, []);
  if (made === null) throw new Error('no scenario');
  return made;
}

const size = (written: object): Size => version(written).size;

describe('the size of a scenario', () => {
  it('counts what it says', () => {
    const faults = [
      { at: '1s', crash: 'n1', for: '100ms', every: '1s', times: 3 },
      { at: '2s', partition: [['n1'], ['n2', 'n3']] },
      { at: '3s', command: 'promote', node: 'n2' },
    ];
    const clients = [
      { name: 'app', rate: '2.5/s', count: 4, keys: 7, from: '9s' },
      { name: 'other', operations: 3 },
      { name: 'waits', count: 2 },
      { name: 'script', script: [{ do: 'read', key: 'a' }, { wait: '1s' }], repeat: 5 },
    ];
    expect(size({ ...base, faults, clients })).toEqual({
      faults: 3,
      strikes: 5,
      faultTime: 3 * 100_000 + 10_000_000,
      groups: 4,
      sessions: 8,
      operations: 3 + 3 + 20_000_000 + 5,
      nodes: 3,
      duration: 10_000_000,
      keys: 37,
      settings: 23,
      ids: 0,
      digits: 16,
    });
  });

  const crash = { at: '1s', crash: 'n1', for: '1s' };
  const app = { name: 'app', rate: '10/s' };
  it.each<[string, object, object]>([
    ['a fault', {}, { faults: [crash] }],
    ['a fault that lasts', { faults: [crash] }, { faults: [{ ...crash, for: '2s' }] }],
    [
      'another client group',
      {},
      {
        clients: [
          { ...app, rate: '1/s' },
          { name: 'b', operations: 1 },
        ],
      },
    ],
    ['another session', {}, { clients: [{ ...app, rate: '1/s', count: 2 }] }],
    ['more operations', {}, { clients: [{ ...app, rate: '11/s' }] }],
    ['another node', {}, { database: { ...base.database, nodes: 4 } }],
    ['a longer run', {}, { clients: [{ ...app, rate: '5/s' }], duration: '20s' }],
    ['another key', {}, { clients: [{ ...app, keys: 11 }] }],
    ['a setting', {}, { settle: '60s' }],
    ['an id', { faults: [crash] }, { faults: [{ id: 'x', ...crash }] }],
    ['a spread', { network: { latency: '90ms' } }, { network: { latency: '1ms..5ms' } }],
  ])('is larger with %s', (_, less, more) => {
    const [one, other] = [size({ ...base, ...less }), size({ ...base, ...more })];
    expect([isSmaller(one, other), isSmaller(other, one)]).toEqual([true, false]);
    expect(isSmaller(one, one)).toBe(false);
  });

  it('puts fewer faults above everything else', () => {
    const fault = { at: '1s', crash: 'n1' };
    const large = { ...base, clients: [{ name: 'app', rate: '999/s', count: 9 }], faults: [fault] };
    expect(isSmaller(size(large), size({ ...base, faults: [fault, fault] }))).toBe(true);
  });
});

describe('simplifications', () => {
  it.each([
    ...['01-asynchronous-failover', '15-split-brain', '28-any-two-of-three-sites'],
    ...['37-critical-and-casual-writes', '45-two-sites', '54-a-token-after-a-lossy-failover'],
  ])('of %s are valid and smaller, and none is there twice', (name) => {
    const original = bundledScenario(name).input as Written;
    const all = [...simplifications(original)];
    const { size: before } = version(original);
    const digests = all.map((one) => {
      const { digest, size: after } = version(one);
      expect(isSmaller(after, before)).toBe(true);
      return digest;
    });
    expect(new Set(digests).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(5);
  });

  it('begin with the boldest', () => {
    const faults = ['1s', '2s', '3s'].map((at) => ({ at, crash: 'n1', for: '500ms' }));
    const left = [...simplifications({ ...base, faults })]
      .slice(0, 6)
      .map((one) => ((one['faults'] ?? []) as { at: string }[]).map(({ at }) => at).join(' '));
    expect(left).toEqual(['', '3s', '1s 2s', '2s 3s', '1s 3s', '1s 2s 3s']);
  });

  it('keep the id of a fault where it would be another', () => {
    const crash = { at: '1s', crash: 'random', for: '10ms' };
    const [, second] = [...simplifications({ ...base, faults: [crash, crash] })];
    expect(second?.['faults']).toEqual([{ id: 'crash-random-at-1s-2', ...crash }]);
    const nothing = writtenOf(version({ ...base, faults: [crash, crash] }));
    expect(nothing['faults']).toEqual([crash, crash]);
  });

  it('keep ids that are made from several names', () => {
    const apart = { at: '1s', partition: [['n1'], ['n2', 'n3']], for: '10ms' };
    const [, second] = [...simplifications({ ...base, faults: [apart, apart] })];
    expect(second?.['faults']).toEqual([{ id: 'partition-n1-n2+n3-at-1s-2', ...apart }]);
  });

  it('of what is no scenario are none', () => {
    expect([...simplifications({ ...base, duration: 'long' })]).toEqual([]);
  });

  it('leave a replicated database one', () => {
    const nodes = [...simplifications(base)].map((one) => version(one).spec.database.nodes.length);
    expect(Math.min(...nodes)).toBe(2);
  });
});

describe('a setting', () => {
  const database = {
    kind: 'primary-replica',
    nodes: 3,
    acknowledge: 'majority',
    commit: 'buffered',
    tooFew: { degradeAfter: '2s' },
    heartbeat: '200ms',
    lagGuard: { limit: '5s', replicas: 2 },
    failover: { detect: '1s', fencing: 'epoch', watchers: 1, rollbackLimit: 5 },
    bugs: ['keep the private suffix'],
  };
  const clients = [
    { name: 'app', read: 'any', acknowledge: 'all', token: { timeout: '1s' }, retry: 'once' },
    { name: 'script', script: [{ do: 'write', key: 'a', commit: 'applied' }] },
  ];
  const written = version({ ...base, database, clients, network: { latency: '1ms' } });
  const may = (path: Path): boolean => mayGo(written, path);

  it.each<[Path]>([
    [['database', 'commit']],
    [['database', 'heartbeat']],
    [['database', 'bugs']],
    [['database', 'bugs', 0]],
    [['database', 'failover', 'detect']],
    [['database', 'failover', 'watchers']],
    [['clients', 0, 'read']],
    [['clients', 0, 'retry']],
    [['network', 'latency']],
  ])('that promises nothing may go: %j', (path) => {
    expect(may(path)).toBe(true);
  });

  it.each<[Path]>([
    [['database', 'acknowledge']],
    [['database', 'lagGuard']],
    [['database', 'lagGuard', 'replicas']],
    [['database', 'failover']],
    [['database', 'failover', 'fencing']],
    [['database', 'failover', 'rollbackLimit']],
    [['clients', 0, 'acknowledge']],
    [['clients', 0, 'token']],
    [['clients', 0, 'token', 'timeout']],
    [['clients', 1, 'script', 0, 'commit']],
  ])('that may promise something stays: %j', (path) => {
    expect(may(path)).toBe(false);
  });
});
