/** Writes on a condition through each family that knows them, from the workload to what the clients saw. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import type { Operation } from '../../src/history/operation.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';

type Database = ScenarioInput['database'];
type Group = ScenarioInput['clients'][number];

const databases: readonly (readonly [string, Database])[] = [
  ['single-node', { kind: 'single-node' }],
  ['single-node that waits for no disk', { kind: 'single-node', acknowledge: 'buffered' }],
  ['primary-replica', { kind: 'primary-replica', nodes: 3 }],
  [
    'primary-replica without acknowledgement',
    { kind: 'primary-replica', nodes: 3, acknowledge: 'none' },
  ],
  ['raft', { kind: 'raft', nodes: 3 }],
  ['quorum', { kind: 'quorum', nodes: 3 }],
  ['quorum with serial reads', { kind: 'quorum', nodes: 3, readLevel: 'serial' }],
];

function runOf(database: Database, group: Partial<Group>, rest: Partial<ScenarioInput> = {}): Run {
  return simulate(
    scenario({
      name: 'conditions',
      database,
      network: { latency: '1ms..5ms' },
      clients: [{ name: 'app', timeout: '5s', from: '1s', ...group }],
      duration: '5s',
      ...rest,
    } as ScenarioInput),
  );
}

function told({ chronicle }: Run): readonly unknown[] {
  return chronicle.operations.map(({ kind, condition, basis, outcome, reason, versions }) =>
    kind === 'read' ? versions : [kind, condition, basis, outcome, reason],
  );
}

const conditional = ({ condition }: Operation): boolean => condition !== null;

describe.each(databases)('%s', (_name, database) => {
  it('writes a key that has no value, and refuses when it has one', () => {
    const script: Group['script'] = [
      { do: 'insert', key: 'a' },
      { do: 'insert', key: 'a' },
      { do: 'delete', key: 'a' },
      { wait: '100ms' },
      { do: 'insert', key: 'a' },
      { do: 'read', key: 'a' },
    ];
    expect(told(runOf(database, { script, repeat: 1, retry: { times: 3 } }))).toEqual([
      ['write', 'absent', null, 'ok', null],
      ['write', 'absent', null, 'fail', 'the condition does not hold'],
      ['delete', null, null, 'ok', null],
      ['write', 'absent', null, 'ok', null],
      [4],
    ]);
  });

  it('compares and sets: reads, and writes when nobody has written since', () => {
    const script: Group['script'] = [
      { do: 'compare-and-set', key: 'a' },
      { do: 'compare-and-set', key: 'a' },
      { do: 'append', key: 'b' },
      { do: 'append', key: 'b' },
      { wait: '100ms' },
      { do: 'compare-and-set', key: 'b' },
    ];
    expect(told(runOf(database, { script, repeat: 1 }))).toEqual([
      [],
      ['write', 'unchanged', [], 'ok', null],
      [1],
      ['write', 'unchanged', [1], 'ok', null],
      ['append', null, null, 'ok', null],
      ['append', null, null, 'ok', null],
      [3, 4],
      ['write', 'unchanged', [3, 4], 'ok', null],
    ]);
  });

  it('loses no update that compares and sets, where updates without a condition are lost', () => {
    const group = { count: 8, keys: 2, rate: '400/s', reads: 0.2, latency: '2ms..10ms' } as const;
    const blind = check(runOf(database, { ...group, workload: 'update' }).chronicle);
    expect(blind.lostUpdates.length).toBeGreaterThan(0);
    const { chronicle } = runOf(database, { ...group, workload: 'compare-and-set' });
    const findings = check(chronicle, { also: new Set(['linearizable']) });
    expect(findings.lostUpdates).toEqual([]);
    expect(findings.lostWrites).toEqual([]);
    expect(findings.verdicts.linearizable).toBe('valid');
    const outcomes = chronicle.operations.filter(conditional).map(({ outcome }) => outcome);
    // Without a leader, rivals may be in each other's way until time is up, and then nobody knows.
    const unknown = database.kind === 'quorum' ? ['info'] : [];
    expect(new Set(outcomes)).toEqual(new Set(['ok', 'fail', ...unknown]));
  });
});

const retried = {
  count: 6,
  keys: 2,
  rate: '200/s',
  workload: 'compare-and-set',
  retry: { times: 5, unanswered: true },
  patience: '200ms',
  timeout: '3s',
} as const;

function expectConditionsKept({ chronicle }: Run): void {
  const findings = check(chronicle, { also: new Set(['linearizable']) });
  expect(findings.lostWrites).toEqual([]);
  expect(findings.zombieWrites).toEqual([]);
  expect(findings.verdicts.linearizable).toBe('valid');
  const again = chronicle.operations.filter((one) => conditional(one) && one.attempts > 1);
  expect(again.length).toBeGreaterThan(0);
  const cas = chronicle.operations.filter(conditional);
  const sets = new Set(cas.map(({ write }) => write));
  const lost = findings.lostUpdates.filter(
    ({ operation, by }) => sets.has(operation.write) && sets.has(by.write),
  );
  expect(lost).toEqual([]);
}

describe('quorum', () => {
  it('keeps to conditions over crashes and retries, with serial reads', () => {
    const database: Database = { kind: 'quorum', nodes: 3, readLevel: 'serial' };
    const faults: ScenarioInput['faults'] = [
      { at: '2s', crash: 'random', for: '1s', every: '3s', times: 3 },
      { at: '3500ms', isolate: 'random', for: '1s' },
    ];
    expectConditionsKept(
      runOf(database, { ...retried, rate: '40/s' }, { faults, duration: '12s' }),
    );
  });
});

describe('raft', () => {
  const database: Database = { kind: 'raft', nodes: 3 };
  const faults: ScenarioInput['faults'] = [
    { at: '2s', crash: 'leader', for: '1s', every: '3s', times: 3 },
    { at: '3500ms', isolate: 'random', for: '1s' },
  ];

  it.each([false, true])(
    'keeps to conditions over elections and retries; with idempotency keys: %s',
    (idempotencyKey) => {
      const group = { ...retried, deletes: 0.2, idempotencyKey };
      expectConditionsKept(runOf(database, group, { faults, duration: '12s' }));
    },
  );

  it('does not call surely failed what an earlier attempt may have done', () => {
    const { chronicle } = runOf(
      database,
      {
        script: [{ do: 'insert', key: 'a' }],
        ...{ repeat: 1, patience: '300ms', retry: { times: 3, unanswered: true } },
      },
      {
        // The first answer is lost on its way.
        faults: [{ at: '1001ms', partition: { from: 'leader', to: 'clients' }, for: '200ms' }],
      },
    );
    const [insert] = chronicle.operations;
    expect([insert?.outcome, insert?.retries, insert?.reason]).toEqual([
      'info',
      1,
      'the condition does not hold',
    ]);
    expect(check(chronicle).recoveredWrites).toEqual([insert]);
  });
});
